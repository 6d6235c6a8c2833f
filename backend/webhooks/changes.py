"""What the event itself says in a notice, beside the object as it stood right after it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.events.any_contract import ContractEvent, CreditIncreased, CreditWithdrawn
from backend.events.deposit_addresses import DepositReturned
from backend.events.escrow import DealDisputed, DealReleased, DealResolved, DealReturned, DeliveryMarked
from backend.events.payment_gateway import PaymentRefunded
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


def _refund(event: PaymentRefunded) -> dict[str, Any]:
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
}
