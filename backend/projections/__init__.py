"""What each event does to its row: pure functions `fold(row or None, event) → row`. The dictionary is the contents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.events import any_contract, deposit_addresses, escrow
from backend.events import payment_gateway as gateway
from backend.events.any_contract import ContractEvent
from backend.projections import contracts, credits, deals, deposits, merchants, payments, signatures, splits

FOLDS: dict[type[ContractEvent], Callable[[Any, Any], Any]] = {
    gateway.PaymentRequested: payments.requested,
    gateway.PaymentCompleted: payments.completed,
    gateway.PaymentCancelled: payments.cancelled,
    gateway.PaymentRefunded: payments.refunded,
    gateway.SplitPaid: splits.paid,
    gateway.SplitsApproved: splits.approved,
    gateway.MerchantRegistered: merchants.registered,
    gateway.InvoiceSignerChanged: merchants.signer_changed,
    gateway.PayoutChangeProposed: merchants.payout_proposed,
    gateway.PayoutChangeCancelled: merchants.payout_cancelled,
    gateway.MerchantFeeChanged: merchants.fee_changed,
    deposit_addresses.DepositCollected: deposits.collected,
    deposit_addresses.DepositReturned: deposits.returned,
    escrow.ArbitrationAccepted: deals.accepted,
    escrow.ArbitrationDeclined: deals.declined,
    escrow.DealFunded: deals.funded,
    escrow.DealReleased: deals.released,
    escrow.DealReturned: deals.returned,
    escrow.DeliveryMarked: deals.delivered,
    escrow.DealDisputed: deals.disputed,
    escrow.DealResolved: deals.resolved,
    any_contract.CreditIncreased: credits.increased,
    any_contract.CreditWithdrawn: credits.withdrawn,
    any_contract.FeesCollected: credits.fees_collected,
    any_contract.SignatureSpent: signatures.spent,
    any_contract.FeeChanged: contracts.fee_changed,
    any_contract.FeeReceiverChanged: contracts.fee_receiver_changed,
    any_contract.PausedChanged: contracts.paused_changed,
    any_contract.AdminTransferStarted: contracts.admin_transfer_started,
    any_contract.AdminTransferred: contracts.admin_transferred,
}
