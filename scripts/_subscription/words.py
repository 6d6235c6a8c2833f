"""A mandate told to the person who is about to sign it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from backend.checkout.acceptance import exact_text
from scripts._subscription.terms import MONTHS, Mandate, Plan, mandate_id

DAY = 86_400
OBSTACLES = {
    0: "can be charged now",
    1: "is not open",
    2: "is over",
    3: "is paused",
    4: "is not due",
    5: "waits for the next try",
    6: "is metered: the merchant charges what was used",
    7: "lapses as soon as anybody charges it",
}
STATUSES = ("unknown", "open", "failing", "paused", "cancelled", "lapsed", "finished")
REASONS = {1: "not enough tokens", 2: "not enough allowance", 3: "the token refused", 4: "the subscriber is sanctioned"}


def money(amount: int, symbol: str, decimals: int) -> str:
    """An amount in the token's own units."""
    return f"{exact_text(amount, decimals)} {symbol}"


def moment(seconds: int) -> str:
    """A time as people read it, in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def period(plan: Plan) -> str:
    """How often a plan charges."""
    count, unit = plan.terms["period_count"], plan.terms["period_unit"]
    if unit == MONTHS:
        return "month" if count == 1 else f"{count} months"
    if count % DAY == 0:
        return "day" if count == DAY else f"{count // DAY} days"
    return f"{count} seconds"


def told(mandate: Mandate, symbol: str, decimals: int) -> Iterator[str]:
    """The mandate's lines."""
    terms, bounds = mandate.plan.terms, mandate.bounds
    yield f"mandate     {mandate_id(mandate)}"
    yield f"contract    {mandate.plan.place.contract} on chain {mandate.plan.place.chain_id}"
    yield f"subscriber  {mandate.subscriber}"
    yield f"merchant    {terms['merchant']}, paid to {terms['payout']}"
    amount = money(terms["amount"], symbol, decimals)
    yield f"price       {'up to ' if terms['metered'] else ''}{amount} every {period(mandate.plan)}"
    if terms["first_amount"] != terms["amount"]:
        yield f"            the first time {money(terms['first_amount'], symbol, decimals)}"
    yield f"starts      {moment(bounds['start'])}{_trial(terms)}"
    yield f"ends        {moment(bounds['end']) if bounds['end'] else 'when it is cancelled'}"
    if bounds["max_charges"]:
        yield f"at most     {bounds['max_charges']} charges"
    if bounds["lifetime_cap"]:
        yield f"at most     {money(bounds['lifetime_cap'], symbol, decimals)} in all"
    yield f"if a charge fails, it is tried again for {_days(terms['grace'])}; the price never changes without you"


def _trial(terms: Mapping[str, Any]) -> str:
    return f", free for {_days(terms['trial'])}" if terms["trial"] else ""


def _days(seconds: int) -> str:
    return f"{seconds // DAY} days" if seconds % DAY == 0 else f"{seconds} seconds"
