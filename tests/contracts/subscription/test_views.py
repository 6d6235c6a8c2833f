"""What other contracts read: whether somebody is entitled, until when, and whether a charge is due."""

import pytest
from mandate_terms import DAY, FOREVER, PERIOD, period_start

AROUND = (-1, 0, 1)


@pytest.fixture
def seen(subscription, id_of, mine):
    """is_active and due at a time."""

    def at_time(terms, moment):
        mine(moment)
        return subscription.is_active(id_of(terms)), subscription.due(id_of(terms))

    return at_time


def test_is_active_from_the_start_of_a_trial_to_the_end_of_it(subscription, mandate, subscriber, seen):
    terms = mandate(trial=DAY, start=mandate()["start"] + DAY)
    subscription.subscribe(terms, sender=subscriber)
    for offset in AROUND:
        assert seen(terms, terms["start"] + offset) == (offset >= 0, False)
    for offset in AROUND:
        assert seen(terms, terms["start"] + DAY + offset) == (offset < 0, offset >= 0)


def test_is_active_until_what_is_paid_ends(subscription, opened, seen, id_of):
    terms = opened()
    assert subscription.paid_until(id_of(terms)) == period_start(terms, 1)
    for offset in AROUND:
        assert seen(terms, period_start(terms, 1) + offset) == (offset < 0, offset >= 0)


def test_is_active_while_a_failed_charge_is_tried_again(failing, state, seen):
    terms = failing()
    retry_at, grace_until = state(terms).retry_at, state(terms).grace_until
    for offset in AROUND:
        assert seen(terms, retry_at + offset) == (True, offset >= 0)
    for offset in AROUND:
        assert seen(terms, grace_until + offset) == (offset < 0, True)


def test_a_paused_one_is_neither(subscription, paused, state, subscriber, seen):
    terms = paused()
    for offset in AROUND:
        assert seen(terms, state(terms).paused_until + offset) == (False, False)


def test_a_metered_one_is_active_to_its_end_and_never_due(subscription, opened, chain, id_of, seen):
    terms = opened(metered=True, end=chain.pending_timestamp + 3 * PERIOD)
    assert subscription.paid_until(id_of(terms)) == terms["end"]
    for offset in AROUND:
        assert seen(terms, period_start(terms, 1) + offset) == (True, False)
    for offset in AROUND:
        assert seen(terms, terms["end"] + offset) == (offset < 0, False)


def test_a_metered_one_without_end_is_paid_for_ever(subscription, opened, id_of):
    assert subscription.paid_until(id_of(opened(metered=True))) == FOREVER


def test_a_metered_one_is_active_from_its_start(subscription, mandate, subscriber, seen):
    terms = mandate(metered=True, trial=DAY, start=mandate()["start"] + DAY)
    subscription.subscribe(terms, sender=subscriber)
    for offset in AROUND:
        assert seen(terms, terms["start"] + offset) == (offset >= 0, False)


def test_a_finished_one_is_active_until_what_is_paid_ends(opened, seen):
    terms = opened(max_charges=1)
    for offset in AROUND:
        assert seen(terms, period_start(terms, 1) + offset) == (offset < 0, False)


def test_a_lapsed_one_is_neither(subscription, failing, state, at, stranger, seen):
    terms = failing()
    at(state(terms).grace_until)
    subscription.charge(terms, sender=stranger)
    assert seen(terms, state(terms).paid_until + 10 * PERIOD) == (False, False)


def test_a_resumed_one_is_active_again(subscription, paused, at, subscriber, seen):
    terms = paused()
    at(terms["start"] + 1 + DAY)
    subscription.resume(terms, sender=subscriber)
    assert seen(terms, period_start(terms, 1, DAY) - 1) == (True, False)
    assert seen(terms, period_start(terms, 1, DAY)) == (False, True)
