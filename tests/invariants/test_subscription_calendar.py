"""S10: the contract's months are those of Python's calendar, for 400 years, after which the calendar repeats itself."""

from calendar import monthrange, timegm

import pytest
from chain import Chain, Deployed, compiled
from hypothesis import given, settings
from hypothesis import strategies as st
from stage import ACTORS
from subscription_calendar import MONTHS, months_after, period_at
from subscription_words import Plan

QUICK = settings(max_examples=150, derandomize=True, database=None, deadline=None)
# From this day on, 400 years: every length of month, every kind of leap year.
FIRST, YEARS = timegm((2000, 1, 31, 23, 59, 59)), 400
MOST = 128
ANCHORS = st.integers(timegm((2024, 1, 1, 0, 0, 0)), timegm((2424, 1, 1, 0, 0, 0)))


@pytest.fixture(scope="module")
def bench():
    return Deployed(Chain(), compiled(ACTORS / "CalendarBench.vy"))


def told(bench, anchor: int, months: list[int]) -> list[int]:
    parts = [months[first : first + MOST] for first in range(0, len(months), MOST)]
    return [start for part in parts for start in bench.read("starts", MONTHS, 1, anchor, part)]


def plan_of(count: int) -> Plan:
    zero = "0x" + "00" * 20
    return Plan(zero, zero, zero, 1, 1, MONTHS, count, 0, False, 0, 0, 0, 0, 0, 0, b"\0" * 32)


def test_every_february_of_four_hundred_years(bench):
    februaries = [12 * year + 1 for year in range(YEARS)]
    assert told(bench, FIRST, februaries) == [months_after(FIRST, month) for month in februaries]


def test_every_seventh_month_of_four_hundred_years(bench):
    """Seven and twelve have nothing in common: every month of the year comes up in turn."""
    months = list(range(0, 12 * YEARS, 7))
    assert told(bench, FIRST, months) == [months_after(FIRST, month) for month in months]


@QUICK
@given(anchor=ANCHORS, months=st.lists(st.integers(0, 12 * YEARS), min_size=1, max_size=8))
def test_months_after_any_second(bench, anchor, months):
    assert told(bench, anchor, months) == [months_after(anchor, month) for month in months]


@QUICK
@given(anchor=ANCHORS, count=st.integers(1, 60), periods=st.integers(0, 40), off=st.integers(-1, 1))
def test_period_at_its_first_and_last_second(bench, anchor, count, periods, off):
    moment = max(anchor, months_after(anchor, count * periods) + off)
    assert tuple(bench.read("around", MONTHS, count, anchor, moment)) == tuple(
        period_at(plan_of(count), anchor, moment)
    )


@QUICK
@given(
    year=st.integers(2024, 2424),
    month=st.integers(1, 12),
    count=st.integers(1, 60),
    later=st.integers(0, 10 * 365 * 86_400),
)
def test_period_at_any_second_from_a_months_last_day_on(bench, year, month, count, later):
    anchor = timegm((year, month, monthrange(year, month)[1], 23, 59, 59))
    said = tuple(bench.read("around", MONTHS, count, anchor, anchor + later))
    assert said == tuple(period_at(plan_of(count), anchor, anchor + later))
