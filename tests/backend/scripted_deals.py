"""Deals of an Escrow on a scripted chain: the terms are made up, the money and the counting are the contract's."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.backend.scripted_chain import ESCROW, TOKEN, Act, Emit, Ledger, merchant

NOBODY = "0x" + "00" * 20
ARBITER = "0x" + "a4" * 20
DEPOSITOR = "0x" + "de" * 20
DAY = 86_400
ACCEPTED, DECLINED, FUNDED, DELIVERED, DISPUTED, CLOSED = range(1, 7)


def deal_id(place: int) -> str:
    return "0x" + hashlib.sha256(f"deal {place}".encode()).hexdigest()


def accept(place: int, by: int = 0) -> Act:
    return _arbiter(place, by, "ArbitrationAccepted", ACCEPTED, above=0)


def decline(place: int, by: int = 0) -> Act:
    return _arbiter(place, by, "ArbitrationDeclined", DECLINED, above=ACCEPTED)


def _arbiter(place: int, by: int, name: str, status: int, above: int) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        known = ledger.deals.setdefault(place, {"status": 0, "by": by})
        if known["status"] <= above:
            known["status"] = status
            emit(name, ESCROW, deal_id=deal_id(place), arbiter=ARBITER, beneficiary=merchant(known["by"]))

    return act


def fund(place: int, by: int = 0, amount: int = 25_000_000, claim_hash: str = "0x" + "00" * 32) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        known = ledger.deals.setdefault(place, {"status": 0, "by": by})
        if known["status"] > ACCEPTED:
            return
        known |= {"arbiter": ARBITER if known["status"] else NOBODY, "status": FUNDED, "held": amount, "released": 0}
        ledger.next(f"deal:{deal_id(place)}")
        emit(
            "DealFunded",
            ESCROW,
            deal_id=deal_id(place),
            depositor=DEPOSITOR,
            beneficiary=merchant(known["by"]),
            number=ledger.next(f"deals:{ESCROW}"),
            arbiter=known["arbiter"],
            token=TOKEN,
            amount=amount,
            fee_bps=50,
            max_fee_bps=2**200,
            delivery_until=now + 10 * DAY,
            inspection_period=3 * DAY,
            claim_hash=claim_hash,
            arbiter_fee_bps=200,
            dispute_period=14 * DAY,
            on_timeout_bps=5_000,
            salt="0x" + "01" * 32,
        )

    return act


def release(place: int, part: int = 0) -> Act:
    """A part, or all that is held."""

    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        amount, known = _part(ledger, place, part)
        if amount:
            fee = (known["released"] + amount) * 50 // 10_000 - known["released"] * 50 // 10_000
            known["released"] += amount
            ledger.fees += fee
            facts = _step(ledger, place) | {"token": TOKEN, "amount": amount, "fee": fee, "held": known["held"]}
            emit("DealReleased", ESCROW, **facts)

    return act


def give_back(place: int, part: int = 0) -> Act:
    """A part, or all that is held."""

    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        amount, known = _part(ledger, place, part)
        if amount:
            facts = _step(ledger, place) | {"token": TOKEN, "amount": amount, "held": known["held"]}
            emit("DealReturned", ESCROW, **facts)

    return act


def deliver(place: int) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if _status(ledger, place) == FUNDED:
            ledger.deals[place]["status"] = DELIVERED
            facts = {"proof": deal_id(place), "inspection_until": now + 3 * DAY}
            emit("DeliveryMarked", ESCROW, **_step(ledger, place), **facts)

    return act


def dispute(place: int) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if _status(ledger, place) in (FUNDED, DELIVERED):
            ledger.deals[place]["status"] = DISPUTED
            emit("DealDisputed", ESCROW, **_step(ledger, place), by=DEPOSITOR, dispute_until=now + 14 * DAY)

    return act


def resolve(place: int, how: int) -> Act:
    """1 settled, 2 ruled, 3 timed out: a half of what is held goes to the beneficiary."""

    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        status = _status(ledger, place)
        if status != DISPUTED and not (how == 1 and status in (FUNDED, DELIVERED)):
            return
        known = ledger.deals[place]
        held, known["held"], known["status"] = known["held"], 0, CLOSED
        arbiter_fee = held // 50 if how == 2 else 0
        ledger.fees += held // 2 // 200
        shares = {"to_beneficiary": held // 2, "fee": held // 2 // 200, "arbiter_fee": arbiter_fee}
        to_depositor = held - held // 2 - arbiter_fee
        facts = _step(ledger, place) | shares
        emit("DealResolved", ESCROW, how=how, token=TOKEN, to_depositor=to_depositor, **facts)

    return act


def collect_fees() -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if ledger.fees > 1:
            amount, ledger.fees = ledger.fees - 1, 1
            number = ledger.next(f"credits:{ESCROW}")
            emit("FeesCollected", ESCROW, fee_receiver=merchant(900), token=TOKEN, number=number, amount=amount)

    return act


def _status(ledger: Ledger, place: int) -> int:
    return int(ledger.deals.get(place, {"status": 0})["status"])


def _part(ledger: Ledger, place: int, part: int) -> tuple[int, dict[str, Any]]:
    known = ledger.deals.get(place, {"status": 0})
    if known["status"] not in (FUNDED, DELIVERED):
        return 0, known
    amount = min(part or known["held"], known["held"])
    known["held"] -= amount
    if known["held"] == 0:
        known["status"] = CLOSED
    return amount, known


def _step(ledger: Ledger, place: int) -> dict[str, Any]:
    return {
        "deal_id": deal_id(place),
        "depositor": DEPOSITOR,
        "beneficiary": merchant(ledger.deals[place]["by"]),
        "step": ledger.next(f"deal:{deal_id(place)}"),
    }
