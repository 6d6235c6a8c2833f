import ape
import pytest
from mandate_terms import AMOUNT, CANCELLED, DAY, MONTHS, OPEN, PERIOD, period_start, seconds_of

LIMIT = 60 * DAY


def test_reverts_for_others_than_the_subscriber(subscription, paused, each):
    terms = paused()
    for person in each("merchant", "payout", "admin", "stranger"):
        with ape.reverts("subscription: not that party"):
            subscription.resume(terms, sender=person)


def test_reverts_when_not_paused(subscription, mandate, opened, failing, subscriber):
    over = opened()
    subscription.cancel(over, sender=subscriber)
    for terms in (mandate(), over, opened(), failing()):
        with ape.reverts("subscription: no pause now"):
            subscription.resume(terms, sender=subscriber)


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_is_anybodys_word_once_the_pause_has_ended_by_itself(subscription, paused, at, stranger, state, late):
    terms = paused()
    at(state(terms).paused_until + late)
    if late < 0:
        with ape.reverts("subscription: not that party"):
            subscription.resume(terms, sender=stranger)
        return
    subscription.resume(terms, sender=stranger)
    assert (state(terms).status, state(terms).shift) == (OPEN, LIMIT)


@pytest.mark.parametrize("length", [1, DAY, LIMIT - 1, LIMIT, LIMIT + 1, 10 * LIMIT])
def test_moves_what_is_paid_by_the_length_of_the_pause(
    subscription, opened, at, subscriber, merchant, id_of, only_event, state, length
):
    terms = opened()
    at(terms["start"] + DAY)
    subscription.pause(terms, sender=subscriber)
    at(terms["start"] + DAY + length)
    receipt = subscription.resume(terms, sender=subscriber)
    shift = min(length, LIMIT)
    assert only_event(receipt, subscription.Resumed) == {
        "mandate_id": id_of(terms),
        "merchant": merchant,
        "subscriber": subscriber,
        "number": 5,
        "shift": shift,
        "paid_until": period_start(terms, 1, shift),
    }
    assert list(state(terms)) == [OPEN, period_start(terms, 1, shift), AMOUNT, 1, 0, 0, 0, 0, 0, shift, 50]


def test_the_next_charge_is_for_the_next_period_of_the_moved_schedule(
    subscription, paused, at, subscriber, stranger, only_event
):
    terms = paused()
    at(terms["start"] + 1 + 10 * DAY)
    subscription.resume(terms, sender=subscriber)
    due = period_start(terms, 1, 10 * DAY)
    at(due - 1)
    with ape.reverts("subscription: not due yet"):
        subscription.charge(terms, sender=stranger)
    at(due)
    told = only_event(subscription.charge(terms, sender=stranger), subscription.Charged)
    assert (told["period"], told["paid_until"]) == (1, due + PERIOD)


def test_a_pause_while_a_charge_was_due_leaves_it_due(
    subscription, opened, at, subscriber, stranger, id_of, only_event, state
):
    terms = opened()
    at(period_start(terms, 1) + DAY)
    subscription.pause(terms, sender=subscriber)
    at(period_start(terms, 1) + 11 * DAY)
    subscription.resume(terms, sender=subscriber)
    assert subscription.due(id_of(terms))
    told = only_event(subscription.charge(terms, sender=stranger), subscription.Charged)
    assert (told["period"], told["paid_until"]) == (1, period_start(terms, 2, 10 * DAY))


def test_the_end_does_not_move(subscription, opened, at, subscriber, chain, state):
    end = chain.pending_timestamp + PERIOD + 5 * DAY
    terms = opened(end=end)
    subscription.pause(terms, sender=subscriber)
    at(terms["start"] + 1 + 20 * DAY)
    subscription.resume(terms, sender=subscriber)
    assert state(terms).paid_until == end


@pytest.mark.parametrize("by", ["subscriber", "merchant"])
def test_a_pause_can_be_cancelled_instead(subscription, paused, request, state, by):
    terms = paused()
    subscription.cancel(terms, sender=request.getfixturevalue(by))
    assert state(terms).status == CANCELLED and state(terms).paid_until >= period_start(terms, 1)


def test_months_are_counted_from_the_moved_anchor(subscription, opened, at, subscriber, stranger, state, chain):
    start = seconds_of(2027, 1, 30, 10)
    terms = opened(start=start, period_unit=MONTHS, period_count=1)
    at(seconds_of(2027, 2, 1))
    subscription.pause(terms, sender=subscriber)
    at(seconds_of(2027, 2, 2))
    subscription.resume(terms, sender=subscriber)
    assert state(terms).paid_until == period_start(terms, 1, DAY) == seconds_of(2027, 2, 28, 10)
    at(seconds_of(2027, 2, 28, 10))
    subscription.charge(terms, sender=stranger)
    assert state(terms).paid_until == seconds_of(2027, 3, 31, 10)
