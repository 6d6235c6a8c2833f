"""What each event does to its row: pure functions `fold(row or None, event) → row`. Some leave a record besides: a row
of that event alone, `record(event) → row`. The dictionaries are the contents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.events import any_contract, deposit_addresses, escrow, subscription, wallet_proposals
from backend.events import payment_gateway as gateway
from backend.events import wallets as wallet_events
from backend.events.any_contract import ContractEvent
from backend.projections import (
    contracts,
    credits,
    deals,
    deposits,
    mandates,
    merchants,
    payments,
    plans,
    proposals,
    records,
    signatures,
    splits,
    wallets,
)

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
    subscription.PlanPublished: plans.published,
    subscription.PlanClosed: plans.closed,
    subscription.MerchantFeeChanged: plans.fee_changed,
    subscription.Subscribed: mandates.subscribed,
    subscription.Charged: mandates.charged,
    subscription.ChargeFailed: mandates.charge_failed,
    subscription.Lapsed: mandates.lapsed,
    subscription.Cancelled: mandates.cancelled,
    subscription.Paused: mandates.paused,
    subscription.Resumed: mandates.resumed,
    subscription.PriceProposed: mandates.price_proposed,
    subscription.PriceAccepted: mandates.price_accepted,
    subscription.PeriodRefunded: mandates.period_refunded,
    wallet_events.WalletCreated: wallets.created,
    wallet_events.WalletTermsChanged: wallets.terms_changed,
    wallet_events.FirstOwner: wallets.first_owner,
    wallet_events.OwnerAdded: wallets.owner_added,
    wallet_events.OwnerRemoved: wallets.owner_removed,
    wallet_events.OwnershipAccepted: wallets.ownership_accepted,
    wallet_events.LimitChanged: wallets.limit_changed,
    wallet_events.LimitSpent: wallets.limit_spent,
    wallet_proposals.PaymentsProposed: proposals.payments_proposed,
    wallet_proposals.CallsProposed: proposals.calls_proposed,
    wallet_proposals.ConfigurationProposed: proposals.configuration_proposed,
    wallet_proposals.ConfigurationScheduled: proposals.scheduled,
    wallet_proposals.ConfigurationVetoed: proposals.vetoed,
    wallet_proposals.ConfigurationChanged: proposals.configuration_changed,
    wallet_proposals.PaymentMade: proposals.payment_made,
    wallet_proposals.CallMade: proposals.call_made,
    wallet_proposals.NonceSkipped: proposals.nonce_skipped,
    wallet_proposals.Confirmed: proposals.confirmed,
    wallet_proposals.ConfirmationRevoked: proposals.confirmation_revoked,
}

RECORDS: dict[type[ContractEvent], Callable[[Any], Any]] = {
    subscription.Charged: records.charge,
    subscription.ChargeFailed: records.charge_failure,
    subscription.PeriodRefunded: records.period_refund,
    wallet_proposals.PaymentMade: records.proposal_payment,
    wallet_proposals.CallMade: records.wallet_call,
    wallet_events.LimitSpent: records.limit_payment,
    wallet_events.CoinsReceived: records.coin_receipt,
}
