"""A mandate of the Subscription as merchants see it in notices and answers."""

from __future__ import annotations

from typing import Any

from backend.projections.subscription_rows import MandateRow
from backend.webhooks.notation import Certainty, address_text, time_text, units

FAR = 2**36 - 1
"""As the contract keeps times: what is at or beyond it has no end."""


def mandate_object(row: MandateRow, certainty: Certainty) -> dict[str, Any]:
    """The JSON object of a mandate. Amounts: smallest units of its plan's token. `price`: null while it is the plan's.
    A bound that the subscriber did not set is null."""
    return {
        "object": "mandate",
        "id": row.mandate_id,
        "chain_id": row.chain_id,
        "contract": address_text(row.contract),
        "status": row.status,
        "certainty": certainty.of(row.block_number),
        "merchant": address_text(row.merchant),
        "subscriber": address_text(row.subscriber),
        "plan_id": row.plan_id,
        "start": soon(row.start),
        "end": soon(row.end or None),
        "max_charges": units(row.max_charges or None),
        "lifetime_cap": units(row.lifetime_cap or None),
        "salt": row.salt,
        "fee_bps": row.fee_bps,
        "paid_until": soon(row.paid_until or None),
        "total": units(row.total),
        "charges": row.charges,
        **_failing(row),
        **_paused(row),
        **_price(row),
        "cancelled_by": address_text(row.cancelled_by),
        "refunded_at": time_text(row.refunded_at),
        "opened_at": time_text(row.opened_at),
        "ended_at": time_text(row.ended_at),
        "number": row.number,
    }


def soon(seconds: int | None) -> str | None:
    """A time, or None for one that no calendar of ours will reach."""
    return None if seconds is None or seconds >= FAR else time_text(seconds)


def _failing(row: MandateRow) -> dict[str, Any]:
    return {
        "attempts": row.attempts,
        "last_failure": row.last_failure,
        "retry_at": soon(row.retry_at),
        "grace_until": soon(row.grace_until),
    }


def _paused(row: MandateRow) -> dict[str, Any]:
    return {"paused_at": soon(row.paused_at), "paused_until": soon(row.paused_until), "shift": row.shift}


def _price(row: MandateRow) -> dict[str, Any]:
    return {
        "price": units(row.price),
        "price_from": soon(row.price_from),
        "price_before": units(row.price_before),
        "proposed_price": units(row.proposed_price),
        "proposed_from": soon(row.proposed_from),
    }
