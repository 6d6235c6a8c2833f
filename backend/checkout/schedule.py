"""When a mandate's periods begin, as the Subscription reckons it: seconds, or calendar months of UTC from an anchor,
the day clamped to the month's last."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

DAY = 86_400
SECONDS, MONTHS = 0, 1
LIVE = ("open", "failing", "paused")


@dataclass(frozen=True, slots=True)
class Schedule:
    """Period k runs from `start_of(k)` to `start_of(k + 1)`. `anchor`: unix seconds. `unit`: 0 seconds, 1 months."""

    anchor: int
    unit: Literal[0, 1] | int
    count: int

    def start_of(self, period: int) -> int:
        """When a period begins; a negative one too."""
        if self.unit == SECONDS:
            return self.anchor + period * self.count
        began = datetime.fromtimestamp(self.anchor, UTC)
        months = began.year * 12 + began.month - 1 + period * self.count
        year, month = months // 12, months % 12 + 1
        day = min(began.day, monthrange(year, month)[1])
        return int(datetime(year, month, day, tzinfo=UTC).timestamp()) + self.anchor % DAY

    def period_at(self, at: int) -> int:
        """The period that contains a time, from the anchor on."""
        if self.unit == SECONDS:
            return (at - self.anchor) // self.count
        began, now = (datetime.fromtimestamp(seconds, UTC) for seconds in (self.anchor, at))
        period = ((now.year - began.year) * 12 + now.month - began.month) // self.count
        return period if self.start_of(period) <= at else period - 1


@dataclass(frozen=True, slots=True)
class Fixed:
    """What the charges of a live fixed mandate to come follow from. Amounts: smallest units; times: unix seconds.

    `due_from`: the earliest time of the next charge. `end`, `max_charges`, `lifetime_cap`: 0 without that bound.
    `price`: the one from `price_from` on; `price_before`: until then."""

    schedule: Schedule
    due_from: int
    end: int
    max_charges: int
    lifetime_cap: int
    charges: int
    total: int
    first_amount: int
    price: int
    price_from: int
    price_before: int

    def charges_until(self, horizon: int) -> Iterator[tuple[int, int]]:
        """The charges due before `horizon`, if each goes through at once: when, and how much."""
        at, made, total = self.due_from, self.charges, self.total
        while (
            at < horizon and not (self.end and at >= self.end) and not (self.max_charges and made >= self.max_charges)
        ):
            period = self.schedule.period_at(at)
            amount = self.first_amount if made == 0 else self._price(self.schedule.start_of(period))
            if self.lifetime_cap and total + amount > self.lifetime_cap:
                return
            yield at, amount
            at, made, total = self.schedule.start_of(period + 1), made + 1, total + amount

    def _price(self, period_start: int) -> int:
        return self.price if self.price_from <= period_start else self.price_before


def resumed(schedule: Schedule, paid_until: int, paused: int) -> tuple[Schedule, int]:
    """The schedule after a pause of so many seconds, and until when it is then paid: the end of the same period."""
    moved = Schedule(schedule.anchor + paused, schedule.unit, schedule.count)
    if paid_until <= schedule.anchor:
        return moved, moved.anchor
    return moved, moved.start_of(schedule.period_at(paid_until - 1) + 1)
