"""From rows of the Subscription to public objects."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, cast

from backend.checkout.schedule import DAY
from backend.tables.subscriptions import Charge, ChargeFailure, Plan
from backend.web.reading.chain_position import Followed
from backend.web.reading.churn import Churn
from backend.web.reading.forecast import Expected, charges_to_come
from backend.web.reading.mandates import FoundMandate
from backend.webhooks.mandate_object import mandate_object, soon
from backend.webhooks.notation import Certainty, address_text, rfc3339, units

UNITS = ("second", "month")
HORIZON = 11 * 366 * DAY
"""Beyond the longest period and trial: whoever has a next charge has it before."""


def plan_json(plan: Plan, followed: Followed) -> dict[str, Any]:
    """A plan in public."""
    return {
        "object": "plan",
        "id": plan.plan_id,
        "chain_id": plan.chain_id,
        "contract": address_text(plan.contract),
        "status": plan.status,
        "certainty": followed.certainty(plan.block_number),
        **{name: address_text(getattr(plan, name)) for name in ("merchant", "payout", "token")},
        **{name: units(getattr(plan, name)) for name in ("amount", "first_amount", "tip")},
        "period_unit": UNITS[plan.period_unit],
        **{name: getattr(plan, name) for name in ("period_count", "trial", "metered", "max_fee_bps", "grace")},
        **{name: getattr(plan, name) for name in ("retry_gap", "price_notice", "pause_limit", "reference", "number")},
        "published_at": rfc3339(plan.published_at),
    }


def mandate_json(found: FoundMandate, followed: Followed) -> dict[str, Any]:
    """A mandate in public, told as notices tell it, with its plan and what comes next by the followed chain's time."""
    certainty = Certainty(followed.confirmed, followed.final)
    # A table's row has the attributes of the projection's row, whose module this layer may not know.
    told = mandate_object(cast(Any, found.mandate), certainty)
    coming = next(iter(charges_to_come(found, followed.until, followed.until + HORIZON)), None)
    return told | {
        "plan": None if found.plan is None else plan_json(found.plan, followed),
        "active": is_active(found, followed.until),
        "next_charge": None if coming is None else {"at": rfc3339(coming[0]), "amount": str(coming[1])},
    }


def is_active(found: FoundMandate, at: int) -> bool:
    """As the contract's `is_active` says it: entitled, whoever has cancelled since."""
    row = found.mandate
    if row.status in ("paused", "lapsed") or row.start is None or at < row.start:
        return False
    if row.status == "failing" and row.grace_until is not None and at < row.grace_until:
        return True
    if row.status == "failing" and (found.plan is None or found.plan.metered):
        return False
    return at < row.paid_until and row.refunded_at is None


def charge_json(charge: Charge, followed: Followed) -> dict[str, Any]:
    """A charge in public."""
    return {
        **_record(charge, followed),
        "object": "charge",
        **{name: units(getattr(charge, name)) for name in ("amount", "fee", "tip", "period_total", "total")},
        "sender": address_text(charge.sender),
        "paid_until": soon(charge.paid_until),
        "charged_at": rfc3339(charge.charged_at),
    }


def failure_json(failure: ChargeFailure, followed: Followed) -> dict[str, Any]:
    """A failed charge in public."""
    return {
        **_record(failure, followed),
        "object": "charge_failure",
        "amount": units(failure.amount),
        "attempt": failure.attempt,
        "reason": failure.reason,
        "retry_at": soon(failure.retry_at or None),
        "grace_until": soon(failure.grace_until or None),
        "failed_at": rfc3339(failure.failed_at),
    }


def expected_json(token: str, expected: Expected) -> dict[str, Any]:
    """What is due in one token, day by day."""
    days = [
        {"date": datetime.fromtimestamp(day * DAY, UTC).strftime("%Y-%m-%d"), "amount": str(amount), "charges": count}
        for day, (amount, count) in sorted(expected.days.items())
    ]
    return {
        "token": address_text(token),
        "amount": str(expected.amount),
        "at_risk": str(expected.at_risk),
        "charges": expected.charges,
        "days": days,
    }


def churn_json(churn: Churn) -> dict[str, Any]:
    """The counts, and their share of those who could have gone."""
    lost = churn.cancelled_by_subscriber + churn.cancelled_by_merchant + churn.lapsed
    share = None
    if churn.live_before:
        share = str((Decimal(lost) / churn.live_before).quantize(Decimal("0.0001"), ROUND_HALF_EVEN))
    counts = {name: getattr(churn, name) for name in Churn.__slots__}
    return counts | {"churn": share}


def _record(row: Charge | ChargeFailure, followed: Followed) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in ("chain_id", "mandate_id", "period", "number", "block_number")},
        **{name: getattr(row, name) for name in ("log_index", "transaction_hash")},
        **{name: address_text(getattr(row, name)) for name in ("merchant", "subscriber", "token")},
        "certainty": followed.certainty(row.block_number),
    }
