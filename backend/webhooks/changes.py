"""What the event itself says in a notice, beside the object as it stood right after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.events import subscription, wallet_proposals
from backend.events.any_contract import ContractEvent, CreditIncreased, CreditWithdrawn
from backend.events.deposit_addresses import DepositReturned
from backend.events.escrow import DealDisputed, DealReleased, DealResolved, DealReturned, DeliveryMarked
from backend.events.payment_gateway import PaymentRefunded
from backend.events.wallets import LimitSpent
from backend.projections.mandates import REASONS
from backend.webhooks.mandate_object import soon
from backend.webhooks.notation import address_text, rfc3339, transaction_object, units

HOW = {1: "settled", 2: "ruled", 3: "timed_out"}


def change(event: ContractEvent) -> dict[str, Any]:
    """One more field of the object, named by what happened, with its amounts and its transaction; or none."""
    told = SAID.get(type(event))
    if told is None:
        return {}
    name, said = told
    log = event.log
    where = transaction_object(log.block_number, log.block_hash, log.transaction_hash, log.log_index)
    return {name: said(event) | {"transaction": where}}


def _refund(event: PaymentRefunded | subscription.PeriodRefunded) -> dict[str, Any]:
    return {"amount": units(event.amount)}


def _released(event: DealReleased) -> dict[str, Any]:
    return {"amount": units(event.amount), "fee": units(event.fee)}


def _returned(event: DealReturned) -> dict[str, Any]:
    return {"amount": units(event.amount), "fee": "0"}


def _delivery(event: DeliveryMarked) -> dict[str, Any]:
    return {"proof": event.proof, "inspection_until": rfc3339(event.inspection_until)}


def _dispute(event: DealDisputed) -> dict[str, Any]:
    return {"by": address_text(event.by), "dispute_until": rfc3339(event.dispute_until)}


def _resolution(event: DealResolved) -> dict[str, Any]:
    return {
        "how": HOW[event.how],
        "to_beneficiary": units(event.to_beneficiary),
        "fee": units(event.fee),
        "to_depositor": units(event.to_depositor),
        "arbiter_fee": units(event.arbiter_fee),
    }


def _increase(event: CreditIncreased) -> dict[str, Any]:
    return {"amount": units(event.amount), "to": None}


def _sent(event: CreditWithdrawn | DepositReturned) -> dict[str, Any]:
    return {"amount": units(event.amount), "to": address_text(event.to)}


def _charge(event: subscription.Charged) -> dict[str, Any]:
    amounts = {name: units(getattr(event, name)) for name in ("amount", "fee", "tip", "period_total")}
    return amounts | {"period": event.period, "sender": address_text(event.sender), "finished": event.finished}


def _failure(event: subscription.ChargeFailed) -> dict[str, Any]:
    return {
        "amount": units(event.amount),
        "period": event.period,
        "attempt": event.attempt,
        "reason": REASONS[event.reason],
        "retry_at": soon(event.retry_at or None),
        "grace_until": soon(event.grace_until or None),
    }


def _price(event: subscription.PriceProposed | subscription.PriceAccepted) -> dict[str, Any]:
    return {"amount": units(event.amount), "effective_at": soon(event.effective_at)}


def _spending(event: LimitSpent) -> dict[str, Any]:
    return {"to": address_text(event.to), "amount": units(event.amount), "memo": event.memo}


def _nothing_more(event: ContractEvent) -> dict[str, Any]:
    return {}


SAID: dict[type[ContractEvent], tuple[str, Callable[[Any], dict[str, Any]]]] = {
    PaymentRefunded: ("refund", _refund),
    DealReleased: ("part", _released),
    DealReturned: ("part", _returned),
    DeliveryMarked: ("delivery", _delivery),
    DealDisputed: ("dispute", _dispute),
    DealResolved: ("resolution", _resolution),
    CreditIncreased: ("change", _increase),
    CreditWithdrawn: ("change", _sent),
    DepositReturned: ("change", _sent),
    subscription.Subscribed: ("change", _nothing_more),
    subscription.Charged: ("charge", _charge),
    subscription.ChargeFailed: ("failure", _failure),
    subscription.Lapsed: ("change", _nothing_more),
    subscription.Cancelled: ("change", _nothing_more),
    subscription.Paused: ("change", _nothing_more),
    subscription.Resumed: ("change", _nothing_more),
    subscription.PriceProposed: ("price_change", _price),
    subscription.PriceAccepted: ("price_change", _price),
    subscription.PeriodRefunded: ("refund", _refund),
    wallet_proposals.PaymentsProposed: ("change", _nothing_more),
    wallet_proposals.CallsProposed: ("change", _nothing_more),
    wallet_proposals.ConfigurationProposed: ("change", _nothing_more),
    wallet_proposals.Confirmed: ("change", _nothing_more),
    wallet_proposals.ConfirmationRevoked: ("change", _nothing_more),
    wallet_proposals.ConfigurationScheduled: ("change", _nothing_more),
    wallet_proposals.ConfigurationVetoed: ("change", _nothing_more),
    wallet_proposals.PaymentMade: ("change", _nothing_more),
    wallet_proposals.CallMade: ("change", _nothing_more),
    wallet_proposals.NonceSkipped: ("change", _nothing_more),
    wallet_proposals.ConfigurationChanged: ("change", _nothing_more),
    LimitSpent: ("payment", _spending),
}
