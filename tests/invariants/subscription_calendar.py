"""When periods begin and end, by Python's own calendar (S10)."""

from calendar import monthrange, timegm
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from subscription_words import Plan

MONTHS = 1


class Period(NamedTuple):
    """index: from 0; start and end in unix seconds, the end not included and not cut at a mandate's end."""

    index: int
    start: int
    end: int


@lru_cache(65_536)
def months_after(anchor: int, months: int) -> int:
    """The same day and time of day so many months later, or the last day of a month that is too short."""
    at = datetime.fromtimestamp(anchor, UTC)
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    day = min(at.day, monthrange(year, month + 1)[1])
    return timegm(at.replace(year=year, month=month + 1, day=day).timetuple())


def beginning_of(plan: Plan, anchor: int, index: int) -> int:
    if plan.period_unit == MONTHS:
        return months_after(anchor, index * plan.period_count)
    return anchor + index * plan.period_count


def period(plan: Plan, anchor: int, index: int) -> Period:
    return Period(index, beginning_of(plan, anchor, index), beginning_of(plan, anchor, index + 1))


@lru_cache(65_536)
def period_at(plan: Plan, anchor: int, now: int) -> Period:
    """The one that contains `now`; the first one before that has begun."""
    if now < anchor:
        return period(plan, anchor, 0)
    index = 0 if plan.period_unit == MONTHS else (now - anchor) // plan.period_count
    while beginning_of(plan, anchor, index + 1) <= now:
        index += 1
    return period(plan, anchor, index)
