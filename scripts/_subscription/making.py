"""Makes plans and mandates from what a person types."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any

from scripts._deployment import Refused
from scripts._deployment.amounts import smallest_units
from scripts._deployment.terms import given_address
from scripts._subscription.contract import Subscriptions
from scripts._subscription.terms import MONTHS, SECONDS, Mandate, Plan

SECONDS_OF: Mapping[str, int] = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
SPAN = re.compile(r"(\d{1,9}) ?(second|minute|hour|day|week|month)s?")
LARGEST_AMOUNT = 2**96 - 1


def made_plan(there: Subscriptions, merchant: str, asked: Mapping[str, Any]) -> Plan:
    """The plan of the options of `publish`. Raises Refused."""
    place, _, decimals = there.token(asked["token"])
    unit, count = _period(asked["every"])
    amount = smallest_units(asked["amount"], decimals, "--amount", LARGEST_AMOUNT)
    first = amount if asked["first"] is None else smallest_units(asked["first"], decimals, "--first", LARGEST_AMOUNT)
    spans = {name: seconds(f"--{name.replace('_', '-')}", asked[name]) for name in ("trial", "grace", "retry_gap")}
    return Plan(
        there.place,
        {
            "merchant": merchant,
            "payout": given_address("--payout", asked["payout"] or merchant),
            "token": place,
            "amount": amount,
            "first_amount": first,
            "period_unit": unit,
            "period_count": count,
            "metered": asked["metered"],
            "tip": smallest_units(asked["tip"], decimals, "--tip", LARGEST_AMOUNT),
            "max_fee_bps": asked["max_fee_bps"],
            "price_notice": seconds("--price-notice", asked["price_notice"]),
            "pause_limit": seconds("--pause-limit", asked["pause_limit"]),
            "reference": reference(asked["reference"]),
            **spans,
        },
    )


def made_mandate(there: Subscriptions, plan: Plan, subscriber: str, asked: Mapping[str, Any]) -> Mandate:
    """A subscriber's copy of a plan with bounds of its own. Raises Refused."""
    _, _, decimals = there.token(plan.terms["token"])
    now = there.time()
    cap = asked["lifetime_cap"]
    return Mandate(
        plan,
        subscriber,
        {
            "start": now if asked["start"] is None else asked["start"],
            "end": asked["end"] or 0,
            "max_charges": asked["max_charges"],
            "lifetime_cap": 0 if cap is None else smallest_units(cap, decimals, "--lifetime-cap", LARGEST_AMOUNT),
            "salt": secrets.token_bytes(8).rjust(32, b"\0"),
        },
    )


def seconds(option: str, text: str) -> int:
    """`3 days` as seconds. Raises Refused."""
    if text == "0":
        return 0
    found = SPAN.fullmatch(text)
    if not found or found[2] == "month":
        raise Refused(f"{option} is {text}: write it as 3 days, or 0.")
    return int(found[1]) * SECONDS_OF[found[2]]


def reference(text: str) -> bytes:
    """Up to 32 bytes of text; without any, eight random bytes, so that no two plans are the same by accident."""
    raw = text.encode() if text else secrets.token_bytes(8)
    if len(raw) > 32:
        raise Refused(f"--reference has {len(raw)} bytes: at most 32 fit.")
    return raw.ljust(32, b"\0")


def _period(text: str) -> tuple[int, int]:
    found = SPAN.fullmatch(text)
    if not found or int(found[1]) == 0:
        raise Refused(f"--every is {text}: write it as 1 month, or 30 days.")
    if found[2] == "month":
        return MONTHS, int(found[1])
    return SECONDS, int(found[1]) * SECONDS_OF[found[2]]
