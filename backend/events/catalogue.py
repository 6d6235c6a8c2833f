"""Every event there is, whichever contract logs it."""

from __future__ import annotations

from typing import Any

from backend.events import (
    any_contract,
    deposit_addresses,
    escrow,
    payment_gateway,
    subscription,
    wallet_proposals,
    wallets,
)
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
    subscription.PlanPublished,
    subscription.PlanClosed,
    subscription.Subscribed,
    subscription.Charged,
    subscription.ChargeFailed,
    subscription.Lapsed,
    subscription.Cancelled,
    subscription.Paused,
    subscription.Resumed,
    subscription.PriceProposed,
    subscription.PriceAccepted,
    subscription.PeriodRefunded,
    subscription.MerchantFeeChanged,
    wallets.WalletCreated,
    wallets.WalletSetUp,
    wallets.OwnerAdded,
    wallets.OwnerRemoved,
    wallets.OwnershipAccepted,
    wallets.LimitChanged,
    wallets.LimitSpent,
    wallets.CoinsReceived,
    wallet_proposals.PaymentsProposed,
    wallet_proposals.CallsProposed,
    wallet_proposals.ConfigurationProposed,
    wallet_proposals.Confirmed,
    wallet_proposals.ConfirmationRevoked,
    wallet_proposals.PaymentMade,
    wallet_proposals.CallMade,
    wallet_proposals.NonceSkipped,
    wallet_proposals.ConfigurationScheduled,
    wallet_proposals.ConfigurationVetoed,
    wallet_proposals.ConfigurationChanged,
)

BESIDES: tuple[type[ContractEvent], ...] = (wallets.FirstOwner, wallets.WalletTermsChanged)
"""What logs of other events say besides (`facts`)."""

STRUCTS: tuple[type[Any], ...] = (
    subscription.Plan,
    wallet_proposals.Payment,
    wallet_proposals.Call,
    wallet_proposals.Limit,
    wallet_proposals.Slot,
    wallet_proposals.Configuration,
)
"""What is inside events that have structs, known by the names of their fields."""

OWN_MEANING: dict[tuple[str, str], type[ContractEvent]] = {
    ("Subscription", "MerchantFeeChanged"): subscription.MerchantFeeChanged,
}
"""Events, by contract and name, that another contract logs under the same name and means otherwise."""


def known(contract: str, name: str) -> type[ContractEvent] | None:
    """The event that `contract` logs as `name`."""
    return OWN_MEANING.get((contract, name)) or _BY_NAME.get(name)


_BY_NAME = {cls.__name__: cls for cls in EVENTS if cls not in OWN_MEANING.values()}
