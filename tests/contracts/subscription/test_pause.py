import ape
import pytest
from mandate_terms import AMOUNT, DAY, OPEN, PAUSED, PERIOD, period_start

IS_PAUSED = "subscription: mandate paused"
LIMIT = 60 * DAY


def test_reverts_for_others_than_the_subscriber(subscription, opened, each):
    terms = opened()
    for person in each("merchant", "payout", "admin", "stranger"):
        with ape.reverts("subscription: not that party"):
            subscription.pause(terms, sender=person)


def test_reverts_where_no_pause_was_agreed(subscription, opened, subscriber):
    terms = opened(pause_limit=0)
    with ape.reverts("subscription: no pause now"):
        subscription.pause(terms, sender=subscriber)


def test_reverts_when_not_open(subscription, mandate, opened, failing, paused, broke, subscriber):
    over, uncharged = opened(), failing()
    broke(gone=False)
    subscription.cancel(over, sender=subscriber)
    for terms, reason in (
        (mandate(), "subscription: mandate unknown"),
        (over, "subscription: mandate is over"),
        (opened(max_charges=1), "subscription: mandate is over"),
        (paused(), "subscription: no pause now"),
        (uncharged, "subscription: no pause now"),
    ):
        with ape.reverts(reason):
            subscription.pause(terms, sender=subscriber)


@pytest.mark.parametrize("late", [-1, 0])
def test_reverts_from_the_end_on(subscription, opened, at, chain, subscriber, state, late):
    terms = opened(end=chain.pending_timestamp + PERIOD + 5 * DAY)
    at(terms["end"] + late)
    if late:
        subscription.pause(terms, sender=subscriber)
        assert state(terms).status == PAUSED
        return
    with ape.reverts("subscription: no pause now"):
        subscription.pause(terms, sender=subscriber)


@pytest.mark.parametrize("trial", [0, DAY])
def test_reverts_before_the_first_period(subscription, mandate, at, subscriber, stranger, state, trial):
    terms = mandate(trial=trial, first_amount=0)
    subscription.subscribe(terms, sender=subscriber)
    at(period_start(terms, 0) - 1)
    with ape.reverts("subscription: no pause now"):
        subscription.pause(terms, sender=subscriber)
    at(period_start(terms, 0))
    subscription.pause(terms, sender=subscriber)
    assert state(terms).status == PAUSED


def test_tells_until_when_at_most(subscription, opened, at, subscriber, merchant, id_of, only_event, moved, state):
    terms = opened()
    now = terms["start"] + 3 * DAY
    at(now)
    receipt = subscription.pause(terms, sender=subscriber)
    assert only_event(receipt, subscription.Paused) == {
        "mandate_id": id_of(terms),
        "merchant": merchant,
        "subscriber": subscriber,
        "number": 4,
        "paused_until": now + LIMIT,
    }
    assert list(state(terms)) == [PAUSED, period_start(terms, 1), AMOUNT, 1, 0, 0, 0, now, now + LIMIT, 0, 50]
    assert not subscription.is_active(id_of(terms)) and not subscription.due(id_of(terms))


def test_stops_charges_until_it_ends_by_itself(subscription, paused, at, each, state):
    terms = paused(period_count=DAY)
    for person, before_end in zip(each("merchant", "stranger", "subscriber"), (30 * DAY, DAY, 1), strict=True):
        at(state(terms).paused_until - before_end)
        with ape.reverts(IS_PAUSED):
            subscription.charge(terms, sender=person)


@pytest.mark.parametrize("late", [0, 1])
def test_moves_the_schedule_when_it_has_ended_by_itself(subscription, paused, at, stranger, only_event, state, late):
    terms = paused()
    due = period_start(terms, 1, shift=LIMIT)
    at(due - 1)
    with ape.reverts("subscription: not due yet"):
        subscription.charge(terms, sender=stranger)
    at(due + late)
    receipt = subscription.charge(terms, sender=stranger)
    resumed, told = only_event(receipt, subscription.Resumed), only_event(receipt, subscription.Charged)
    assert (resumed["shift"], resumed["paid_until"], resumed["number"]) == (LIMIT, due, told["number"] - 1)
    assert (told["period"], told["paid_until"]) == (1, period_start(terms, 2, shift=LIMIT))
    assert (state(terms).status, state(terms).shift) == (OPEN, LIMIT)
    assert (state(terms).paused_at, state(terms).paused_until) == (0, 0)


def test_a_second_pause_has_what_the_first_one_left(subscription, opened, at, subscriber, state):
    terms = opened()
    at(terms["start"] + DAY)
    subscription.pause(terms, sender=subscriber)
    at(terms["start"] + 11 * DAY)
    subscription.resume(terms, sender=subscriber)
    at(terms["start"] + 12 * DAY)
    subscription.pause(terms, sender=subscriber)
    assert (state(terms).shift, state(terms).paused_until) == (10 * DAY, terms["start"] + 62 * DAY)
    at(terms["start"] + 80 * DAY)
    subscription.resume(terms, sender=subscriber)
    assert state(terms).shift == LIMIT
    with ape.reverts("subscription: no pause now"):
        subscription.pause(terms, sender=subscriber)


def test_a_metered_mandate_pauses_too(subscription, opened, at, subscriber, merchant, id_of, state):
    terms = opened(metered=True)
    subscription.pause(terms, sender=subscriber)
    assert not subscription.is_active(id_of(terms))
    with ape.reverts(IS_PAUSED):
        subscription.charge_usage(terms, 1, sender=merchant)
    at(state(terms).paused_until)
    subscription.charge_usage(terms, 1, sender=merchant)
    assert (state(terms).status, state(terms).shift) == (OPEN, LIMIT)


def test_goes_on_while_new_mandates_are_stopped(subscription, opened, admin, subscriber, state):
    terms = opened()
    subscription.set_paused(True, sender=admin)
    subscription.pause(terms, sender=subscriber)
    subscription.resume(terms, sender=subscriber)
    assert state(terms).status == OPEN
