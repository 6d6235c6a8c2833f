"""[S10] Python's own calendar is the judge."""

import calendar
import random
from datetime import UTC, datetime, timedelta

import pytest

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS, MONTHS = 0, 1


@pytest.fixture
def harness(boa_harness_of):
    return boa_harness_of("Calendar")


def at(*date):
    return int((datetime(*date, tzinfo=UTC) - EPOCH).total_seconds())


def later(moment, months):
    date = EPOCH + timedelta(seconds=moment)
    years, month = divmod(date.month - 1 + months, 12)
    year = date.year + years
    day = min(date.day, calendar.monthrange(year, month + 1)[1])
    return at(year, month + 1, day, date.hour, date.minute, date.second)


def anchors(seed, number):
    """Half of them on the last day of a month, where clamping matters."""
    draw = random.Random(seed)
    for _ in range(number):
        moment = draw.randrange(at(2020, 1, 1), at(2420, 1, 1))
        if draw.random() < 0.5:
            date = EPOCH + timedelta(seconds=moment)
            date = date.replace(day=calendar.monthrange(date.year, date.month)[1])
            moment = int((date - EPOCH).total_seconds())
        yield draw, moment


def test_later_agrees_with_python_for_400_years(harness):
    for month in range(0, 4_800, 7):
        for anchor in (at(2020, 1, 29), at(2020, 1, 31, 23, 59, 59), at(2020, 2, 29)):
            assert harness.later(anchor, month) == later(anchor, month), (anchor, month)


def test_later_agrees_with_python_from_random_anchors(harness):
    for draw, anchor in anchors("later", 600):
        months = draw.choice((0, 1, 2, 11, 12, 13, draw.randrange(4_800)))
        assert harness.later(anchor, months) == later(anchor, months), (anchor, months)


def test_the_31st_of_january_comes_back(harness):
    days = [28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 29]
    told = [EPOCH + timedelta(seconds=harness.later(at(2027, 1, 31, 9), month)) for month in range(1, 14)]
    assert [date.day for date in told] == days
    assert {date.hour for date in told} == {9}


def test_leap_years(harness):
    for year, day in ((2028, 29), (2027, 28), (2100, 28), (2400, 29)):
        assert harness.later(at(year, 1, 30), 1) == at(year, 2, day)
        assert harness.later(at(year, 2, day), 12) == at(year + 1, 2, 28)
        assert harness.later(at(year, 2, day), 1) == at(year, 3, day)


def test_periods_of_months_have_no_gap(harness):
    for draw, anchor in anchors("around", 150):
        count = draw.choice((1, 1, 2, 3, 12, 60, draw.randrange(1, 61)))
        index = draw.randrange(1, 60)
        start, end = later(anchor, index * count), later(anchor, (index + 1) * count)
        before = later(anchor, (index - 1) * count)
        assert harness.around(MONTHS, count, anchor, start - 1) == (index - 1, before, start)
        for moment in (start, start + 1, draw.randrange(start, end), end - 1):
            assert harness.around(MONTHS, count, anchor, moment) == (index, start, end), (anchor, count, moment)
        assert harness.around(MONTHS, count, anchor, anchor)[:2] == (0, anchor)


def test_periods_of_seconds_have_no_gap(harness):
    for draw, anchor in anchors("seconds", 50):
        count, index = draw.randrange(3_600, 158_112_000), draw.randrange(1, 100)
        start = anchor + index * count
        assert harness.around(SECONDS, count, anchor, start - 1) == (index - 1, start - count, start)
        for moment in (start, start + 1, start + count - 1):
            assert harness.around(SECONDS, count, anchor, moment) == (index, start, start + count)


def test_starts_are_those_of_the_periods(harness):
    for draw, anchor in anchors("starts", 50):
        for unit, count in ((SECONDS, 86_400), (MONTHS, draw.randrange(1, 61))):
            index = draw.randrange(50)
            start = harness.start(unit, count, anchor, index)
            assert harness.around(unit, count, anchor, start)[:2] == (index, start)
