"""Which notices there are: the kind that each event makes when it is seen, and when it is confirmed."""

from __future__ import annotations

from backend.events import subscription, wallet_proposals
from backend.events.any_contract import ContractEvent, CreditIncreased, CreditWithdrawn
from backend.events.deposit_addresses import DepositReturned
from backend.events.escrow import (
    DealDisputed,
    DealFunded,
    DealReleased,
    DealResolved,
    DealReturned,
    DeliveryMarked,
)
from backend.events.payment_gateway import PaymentCancelled, PaymentCompleted, PaymentRefunded
from backend.events.wallets import LimitSpent

WHEN_SEEN: dict[type[ContractEvent], str] = {PaymentCompleted: "payment.seen", DealFunded: "deal.seen"}
WHEN_CONFIRMED: dict[type[ContractEvent], str] = {
    PaymentCompleted: "payment.completed",
    PaymentCancelled: "payment.cancelled",
    PaymentRefunded: "payment.refunded",
    DealFunded: "deal.funded",
    DeliveryMarked: "deal.delivered",
    DealDisputed: "deal.disputed",
    DealReleased: "deal.released",
    DealReturned: "deal.returned",
    DealResolved: "deal.resolved",
    CreditIncreased: "credit.increased",
    CreditWithdrawn: "credit.withdrawn",
    DepositReturned: "deposit.returned",
    subscription.Subscribed: "subscription.started",
    subscription.Charged: "subscription.charged",
    subscription.ChargeFailed: "subscription.charge_failed",
    subscription.Lapsed: "subscription.lapsed",
    subscription.Cancelled: "subscription.cancelled",
    subscription.Paused: "subscription.paused",
    subscription.Resumed: "subscription.resumed",
    subscription.PriceProposed: "subscription.price_proposed",
    subscription.PriceAccepted: "subscription.price_accepted",
    subscription.PeriodRefunded: "subscription.period_refunded",
    wallet_proposals.PaymentsProposed: "multisig.proposed",
    wallet_proposals.CallsProposed: "multisig.proposed",
    wallet_proposals.ConfigurationProposed: "multisig.proposed",
    wallet_proposals.Confirmed: "multisig.confirmed",
    wallet_proposals.ConfirmationRevoked: "multisig.confirmation_revoked",
    wallet_proposals.ConfigurationScheduled: "multisig.scheduled",
    wallet_proposals.ConfigurationVetoed: "multisig.vetoed",
    wallet_proposals.PaymentMade: "multisig.executed",
    wallet_proposals.CallMade: "multisig.executed",
    wallet_proposals.NonceSkipped: "multisig.executed",
    wallet_proposals.ConfigurationChanged: "multisig.executed",
    LimitSpent: "multisig.spent",
}
TOLD_OF = tuple(WHEN_CONFIRMED)


def is_told(event: ContractEvent) -> bool:
    """Whether an event makes notices: of the payments or calls of one proposal, the first stands for all."""
    return isinstance(event, TOLD_OF) and not getattr(event, "index", 0)
