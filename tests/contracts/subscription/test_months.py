import pytest
from mandate_terms import AMOUNT, HOUR, MONTHS, period_start, seconds_of

DAY_31 = seconds_of(2027, 1, 31, 23, 59, 59)


@pytest.fixture
def ends(subscription, at, stranger, state):
    """Where the paid time ends after a charge in each of the first periods, each in its very first second."""

    def of(terms, count):
        found = [state(terms).paid_until]
        for _ in range(count - 1):
            at(found[-1])
            subscription.charge(terms, sender=stranger)
            found.append(state(terms).paid_until)
        return found

    return of


def test_the_31st_is_the_last_day_of_shorter_months_and_comes_back(opened, ends):
    terms = opened(start=DAY_31, period_unit=MONTHS, period_count=1)
    days = [(2, 28), (3, 31), (4, 30), (5, 31), (6, 30), (7, 31)]
    assert ends(terms, 6) == [seconds_of(2027, month, day, 23, 59, 59) for month, day in days]


def test_the_29th_of_february_is_there_in_leap_years_alone(opened, ends):
    terms = opened(start=seconds_of(2027, 8, 31), period_unit=MONTHS, period_count=6)
    days = [(2028, 2, 29), (2028, 8, 31), (2029, 2, 28), (2029, 8, 31), (2030, 2, 28)]
    assert ends(terms, 5) == [seconds_of(*day) for day in days]


@pytest.mark.parametrize("count", [1, 3, 13, 60])
def test_many_months_are_as_pythons_calendar_has_them(opened, ends, count):
    terms = opened(start=DAY_31, period_unit=MONTHS, period_count=count)
    assert ends(terms, 5) == [period_start(terms, index) for index in range(1, 6)]


def test_a_trial_moves_the_anchor_into_another_month(subscription, mandate, subscriber, at, stranger, state):
    terms = mandate(start=seconds_of(2027, 1, 17, 6), trial=14 * 24 * HOUR, period_unit=MONTHS, period_count=1)
    at(terms["start"])
    subscription.subscribe(terms, sender=subscriber)
    assert state(terms).paid_until == seconds_of(2027, 1, 31, 6)
    at(seconds_of(2027, 1, 31, 6))
    subscription.charge(terms, sender=stranger)
    assert state(terms).paid_until == seconds_of(2027, 2, 28, 6)


@pytest.mark.parametrize("late", [-1, 0])
def test_a_missed_month_is_skipped(subscription, opened, at, stranger, only_event, late):
    terms = opened(start=DAY_31, period_unit=MONTHS, period_count=1)
    at(seconds_of(2027, 4, 30, 23, 59, 59) + late)
    told = only_event(subscription.charge(terms, sender=stranger), subscription.Charged)
    assert told["period"] == (2 if late else 3)
    assert told["paid_until"] == period_start(terms, told["period"] + 1) and told["total"] == 2 * AMOUNT


def test_a_metered_month_begins_with_its_second(subscription, opened, at, merchant, only_event):
    terms = opened(start=DAY_31, period_unit=MONTHS, period_count=1, metered=True)
    for moment, index in ((period_start(terms, 1) - 1, 0), (period_start(terms, 1), 1), (period_start(terms, 3), 3)):
        at(moment)
        told = only_event(subscription.charge_usage(terms, AMOUNT, sender=merchant), subscription.Charged)
        assert (told["period"], told["period_total"]) == (index, AMOUNT)
