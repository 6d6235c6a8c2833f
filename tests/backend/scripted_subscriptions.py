"""Plans and mandates on a scripted chain: periods are an hour; states and counting are the Subscription's."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.backend.scripted_chain import SUBSCRIPTION, TOKEN, Act, Emit, Ledger, merchant

SUBSCRIBER = "0x" + "5b" * 20
STRANGER = "0x" + "57" * 20
HOUR = 3600
PRICE = 5_000_000
NO_END = 2**36 - 1
LIVE = ("open", "failing", "paused")


def plan_id(place: int) -> str:
    return "0x" + hashlib.sha256(f"plan {place}".encode()).hexdigest()


def mandate_id(place: int) -> str:
    return "0x" + hashlib.sha256(f"mandate {place}".encode()).hexdigest()


def plan(place: int, by: int = 0) -> tuple[Any, ...]:
    """The struct as it is logged."""
    prices = (TOKEN, PRICE, PRICE // 2)
    return (merchant(by), merchant(by), *prices, 0, HOUR, 60, False, 7, 200, 600, 60, 86_400, 7_200, plan_id(place))


def publish(place: int, by: int = 0) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if place not in ledger.plans:
            ledger.plans[place] = True
            facts = {"merchant": merchant(by), "number": _number(ledger, by), "plan": plan(place, by)}
            emit("PlanPublished", SUBSCRIPTION, plan_id=plan_id(place), **facts)

    return act


def close(place: int, by: int = 0) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if ledger.plans.get(place):
            ledger.plans[place] = False
            number = _number(ledger, by)
            emit("PlanClosed", SUBSCRIPTION, plan_id=plan_id(place), merchant=merchant(by), number=number)

    return act


def own_fee(place: int, fee_bps: int) -> Act:
    return lambda ledger, emit, now: emit("MerchantFeeChanged", SUBSCRIPTION, merchant=merchant(place), fee_bps=fee_bps)


def subscribe(place: int, by: int = 0, trial: int = 0) -> Act:
    """Without a trial the first charge belongs to it."""

    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if place in ledger.mandates:
            return
        known = _begin(ledger, place, by) | {"status": "open", "paid_until": now + trial}
        ledger.mandates[place] = known
        emit(
            "Subscribed",
            SUBSCRIPTION,
            **_facts(ledger, place),
            plan_id=plan_id(0),
            start=now,
            end=0,
            max_charges=2**255,
            lifetime_cap=0,
            salt="0x" + "01" * 32,
            fee_bps=50,
            paid_until=now + trial,
        )
        if not trial:
            charge(place)(ledger, emit, now)

    return act


def charge(place: int, amount: int = PRICE, finished: bool = False) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        known = _running(ledger, emit, place, now)
        if known is None:
            return
        known |= {"total": known["total"] + amount, "charges": known["charges"] + 1, "attempts": 0}
        known |= {"status": "finished" if finished else "open", "paid_until": max(known["paid_until"], now) + HOUR}
        emit(
            "Charged",
            SUBSCRIPTION,
            **_facts(ledger, place),
            token=TOKEN,
            amount=amount,
            fee=amount // 200,
            tip=7,
            sender=STRANGER,
            period=known["charges"],
            period_total=amount,
            total=known["total"],
            paid_until=known["paid_until"],
            finished=finished,
        )

    return act


def fail(place: int, reason: int = 1, grace: int = 600) -> Act:
    """A charge that fails; without a grace the mandate lapses with it."""

    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        known = _running(ledger, emit, place, now)
        if known is None:
            return
        if known["status"] == "open":
            known |= {"status": "failing", "grace_until": now + grace}
        known |= {"attempts": known["attempts"] + 1, "retry_at": now + 60}
        emit(
            "ChargeFailed",
            SUBSCRIPTION,
            **_facts(ledger, place),
            token=TOKEN,
            amount=PRICE,
            period=known["charges"],
            attempt=known["attempts"],
            reason=reason,
            retry_at=known["retry_at"],
            grace_until=known["grace_until"],
        )
        if not grace:
            lapse(place)(ledger, emit, now)

    return act


def lapse(place: int) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if _status(ledger, place) == "failing":
            ledger.mandates[place]["status"] = "lapsed"
            emit("Lapsed", SUBSCRIPTION, **_facts(ledger, place))

    return act


def cancel_mandate(place: int, by: int = 0) -> Act:
    """Also one that was never opened."""

    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        known = ledger.mandates.setdefault(place, _begin(ledger, place, by) | {"status": "open", "paid_until": 0})
        if known["status"] in LIVE:
            known["status"] = "cancelled"
            facts = {"by": SUBSCRIBER, "paid_until": known["paid_until"]}
            emit("Cancelled", SUBSCRIPTION, **_facts(ledger, place), **facts)

    return act


def pause(place: int, limit: int = 7_200) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if _status(ledger, place) == "open":
            ledger.mandates[place] |= {"status": "paused", "paused_at": now, "paused_until": now + limit}
            emit("Paused", SUBSCRIPTION, **_facts(ledger, place), paused_until=now + limit)

    return act


def resume(place: int) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if _status(ledger, place) == "paused":
            _resume(ledger, emit, place, now)

    return act


def propose_price(place: int, amount: int) -> Act:
    return _of_live(place, "PriceProposed", lambda now: {"amount": amount, "effective_at": now + 86_400})


def accept_price(place: int, amount: int, wait: int = 86_400) -> Act:
    return _of_live(place, "PriceAccepted", lambda now: {"amount": amount, "effective_at": now + wait})


def refund_period(place: int, amount: int = 5) -> Act:
    return _of_live(place, "PeriodRefunded", lambda now: {"token": TOKEN, "amount": amount, "period": 1})


def next_action_at(known: dict[str, Any]) -> int | None:
    """When a keeper could do something about a mandate."""
    match known["status"]:
        case "open":
            return int(known["paid_until"])
        case "failing":
            return int(min(known["retry_at"], known["grace_until"]))
        case "paused":
            return int(known["paused_until"])
    return None


def _of_live(place: int, name: str, facts: Any) -> Act:
    def act(ledger: Ledger, emit: Emit, now: int) -> None:
        if _status(ledger, place) in LIVE:
            emit(name, SUBSCRIPTION, **_facts(ledger, place), **facts(now))

    return act


def _begin(ledger: Ledger, place: int, by: int) -> dict[str, Any]:
    return {"by": by, "total": 0, "charges": 0, "attempts": 0, "shift": 0}


def _running(ledger: Ledger, emit: Emit, place: int, now: int) -> dict[str, Any] | None:
    known = ledger.mandates.get(place)
    if known is None or known["status"] not in LIVE:
        return None
    if known["status"] == "paused":
        _resume(ledger, emit, place, now)
    return known


def _resume(ledger: Ledger, emit: Emit, place: int, now: int) -> None:
    known = ledger.mandates[place]
    length = min(now, known["paused_until"]) - known["paused_at"]
    known |= {"status": "open", "shift": known["shift"] + length, "paid_until": known["paid_until"] + length}
    facts = {"shift": known["shift"], "paid_until": known["paid_until"]}
    emit("Resumed", SUBSCRIPTION, **_facts(ledger, place), **facts)


def _status(ledger: Ledger, place: int) -> str:
    return str(ledger.mandates.get(place, {"status": "unknown"})["status"])


def _facts(ledger: Ledger, place: int) -> dict[str, Any]:
    by = ledger.mandates[place]["by"]
    return {
        "mandate_id": mandate_id(place),
        "merchant": merchant(by),
        "subscriber": SUBSCRIBER,
        "number": _number(ledger, by),
    }


def _number(ledger: Ledger, by: int) -> int:
    return ledger.next(f"subscription:{merchant(by)}")
