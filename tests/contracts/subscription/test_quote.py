"""A quote says what a charge by a stranger would do in the same second, and the charge then does it."""

import pytest
from mandate_terms import (
    AMOUNT,
    BEFORE_RETRY,
    DAY,
    IS_METERED,
    IS_PAUSED,
    NOT_DUE,
    NOTHING,
    OVER,
    PERIOD,
    UNKNOWN_ID,
    WOULD_LAPSE,
    period_start,
)

EMPTY = [0, 0, 0, 0]


@pytest.fixture
def quoted(subscription, mine):
    def at_time(terms, moment):
        mine(moment)
        return list(subscription.quote(terms))

    return at_time


def span(terms, index):
    return [index, period_start(terms, index), period_start(terms, index + 1)]


def test_unknown(subscription, mandate):
    assert list(subscription.quote(mandate())) == [UNKNOWN_ID, *EMPTY]


def test_over(subscription, opened, mandate, failing, subscriber, stranger, quoted, at, state, broke, chain):
    cancelled, never = opened(), mandate()
    for terms in (cancelled, never):
        subscription.cancel(terms, sender=subscriber)
    lapsed = failing()
    broke(gone=False)
    at(state(lapsed).grace_until)
    subscription.charge(lapsed, sender=stranger)
    for terms in (cancelled, never, lapsed, opened(max_charges=1)):
        assert list(subscription.quote(terms)) == [OVER, *EMPTY]


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_over_from_the_end_on(opened, chain, quoted, late):
    terms = opened(end=chain.pending_timestamp + PERIOD + 500)
    told = quoted(terms, terms["end"] + late)
    assert told[0] == (NOTHING if late < 0 else OVER)
    if late < 0:
        assert told[1:] == [AMOUNT, 1, period_start(terms, 1), terms["end"]]


def test_over_above_the_bound_of_a_lifetime(opened, quoted):
    terms = opened(lifetime_cap=2 * AMOUNT - 1)
    assert quoted(terms, period_start(terms, 1))[0] == OVER


@pytest.mark.parametrize("late", [-1, 0])
def test_not_due_until_it_is(opened, quoted, late):
    terms = opened()
    expected = [NOT_DUE if late else NOTHING, AMOUNT, *span(terms, 1)]
    assert quoted(terms, period_start(terms, 1) + late) == expected


def test_the_price_of_the_first_charge(subscription, mandate, subscriber, quoted):
    terms = mandate(trial=DAY, first_amount=9)
    subscription.subscribe(terms, sender=subscriber)
    assert quoted(terms, terms["start"]) == [NOT_DUE, 9, *span(terms, 0)]
    assert quoted(terms, terms["start"] + DAY) == [NOTHING, 9, *span(terms, 0)]


def test_the_period_of_now_when_others_were_missed(opened, quoted):
    terms = opened()
    assert quoted(terms, period_start(terms, 7) - 1) == [NOTHING, AMOUNT, *span(terms, 6)]
    assert quoted(terms, period_start(terms, 7)) == [NOTHING, AMOUNT, *span(terms, 7)]


@pytest.mark.parametrize("late", [-1, 0])
def test_before_the_retry_and_from_it_on(failing, state, quoted, late):
    terms = failing()
    expected = [BEFORE_RETRY if late else NOTHING, AMOUNT, *span(terms, 1)]
    assert quoted(terms, state(terms).retry_at + late) == expected


@pytest.mark.parametrize("late", [-1, 0])
def test_would_lapse_from_the_end_of_the_grace_on(failing, state, quoted, late):
    terms = failing()
    told = quoted(terms, state(terms).grace_until + late)
    assert told[0] == (NOTHING if late else WOULD_LAPSE)


@pytest.mark.parametrize("late", [-1, 0])
def test_paused_until_it_ends_by_itself(paused, state, quoted, late):
    terms = paused()
    told = quoted(terms, state(terms).paused_until + late)
    assert told == [IS_PAUSED, *EMPTY] if late else told[0] == NOT_DUE


def test_what_is_left_of_a_metered_period(subscription, opened, merchant, quoted):
    terms = opened(metered=True)
    subscription.charge_usage(terms, 40, sender=merchant)
    assert quoted(terms, period_start(terms, 1) - 1) == [IS_METERED, AMOUNT - 40, *span(terms, 0)]
    assert quoted(terms, period_start(terms, 1)) == [IS_METERED, AMOUNT, *span(terms, 1)]


def test_the_price_that_was_accepted_for_the_period(subscription, opened, at, merchant, subscriber, quoted):
    terms = opened()
    now = terms["start"] + DAY
    at(now)
    subscription.propose_price(terms, 2 * AMOUNT, sender=merchant)
    subscription.accept_price(terms, 2 * AMOUNT, now + 14 * DAY, sender=subscriber)
    assert quoted(terms, now + 2 * DAY)[:2] == [NOT_DUE, 2 * AMOUNT]
