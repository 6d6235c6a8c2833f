"""What is due to a merchant by the terms of its live mandates, if every charge goes through at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncConnection

from backend.checkout.schedule import DAY, Fixed, Schedule, resumed
from backend.web.reading.mandates import FoundMandate, live_of_merchant


@dataclass(slots=True)
class Expected:
    """Of one token. Amounts: smallest units. `at_risk`: the part of mandates whose last charge failed.
    `days`: by unix day."""

    amount: int = 0
    at_risk: int = 0
    charges: int = 0
    days: dict[int, tuple[int, int]] = field(default_factory=lambda: defaultdict(lambda: (0, 0)))


async def read_forecast(
    connection: AsyncConnection, *, chain_id: int, merchant: str, now: int, until: int
) -> tuple[dict[str, Expected], int]:
    """By token, and how many live mandates are metered, of which nobody can know it. The tip and the fee are part of
    the amounts."""
    found: dict[str, Expected] = defaultdict(Expected)
    metered = 0
    async for one in live_of_merchant(connection, chain_id, merchant):
        if one.plan is None or one.plan.metered:
            metered += 1
            continue
        expected = found[one.plan.token]
        for at, amount in charges_to_come(one, now, until):
            expected.amount += amount
            expected.charges += 1
            expected.at_risk += amount if one.mandate.status == "failing" else 0
            before, count = expected.days[at // DAY]
            expected.days[at // DAY] = before + amount, count + 1
    return found, metered


def charges_to_come(found: FoundMandate, now: int, until: int) -> Iterator[tuple[int, int]]:
    """When a fixed live mandate is charged before `until`, and how much: a charge that is overdue comes now."""
    row, plan = found.mandate, found.plan
    if plan is None or plan.metered or row.start is None:
        return iter(())
    schedule = Schedule(row.start + plan.trial + row.shift, plan.period_unit, plan.period_count)
    due = row.paid_until
    if row.status == "paused" and row.paused_at is not None and row.paused_until is not None:
        schedule, due = resumed(schedule, row.paid_until, row.paused_until - row.paused_at)
    if row.status == "failing":
        if row.grace_until is not None and max(row.retry_at or 0, now) >= row.grace_until:
            return iter(())
        due = row.retry_at or due
    fixed = Fixed(
        schedule=schedule,
        due_from=max(due, now),
        end=row.end or 0,
        max_charges=row.max_charges or 0,
        lifetime_cap=row.lifetime_cap or 0,
        charges=row.charges,
        total=row.total,
        first_amount=plan.first_amount,
        price=plan.amount if row.price is None else row.price,
        price_from=row.price_from or 0,
        price_before=plan.amount if row.price_before is None else row.price_before,
    )
    return fixed.charges_until(until)
