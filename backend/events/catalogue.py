"""Every event there is, whichever contract logs it."""

from __future__ import annotations

from backend.events import any_contract, deposit_addresses, escrow, payment_gateway
from backend.events.any_contract import ContractEvent

EVENTS: tuple[type[ContractEvent], ...] = (
    any_contract.CreditIncreased,
    any_contract.CreditWithdrawn,
    any_contract.FeesCollected,
    any_contract.SignatureSpent,
    any_contract.FeeChanged,
    any_contract.FeeReceiverChanged,
    any_contract.PausedChanged,
    any_contract.AdminTransferStarted,
    any_contract.AdminTransferred,
    payment_gateway.MerchantRegistered,
    payment_gateway.InvoiceSignerChanged,
    payment_gateway.PayoutChangeProposed,
    payment_gateway.PayoutChangeCancelled,
    payment_gateway.MerchantFeeChanged,
    payment_gateway.SplitsApproved,
    payment_gateway.PaymentRequested,
    payment_gateway.PaymentCompleted,
    payment_gateway.PaymentCancelled,
    payment_gateway.PaymentRefunded,
    payment_gateway.SplitPaid,
    deposit_addresses.DepositCollected,
    deposit_addresses.DepositReturned,
    escrow.ArbitrationAccepted,
    escrow.ArbitrationDeclined,
    escrow.DealFunded,
    escrow.DealReleased,
    escrow.DealReturned,
    escrow.DeliveryMarked,
    escrow.DealDisputed,
    escrow.DealResolved,
)
