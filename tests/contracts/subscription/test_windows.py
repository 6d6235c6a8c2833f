"""Which verbs are open in each state around each time. What is allowed until T stops at T; its opposite begins."""

import ape
import pytest
from mandate_terms import AMOUNT, DAY, PERIOD, period_start

AROUND = (-1, 0, 1)
ALWAYS = {"cancel", "propose"}
BEFORE_DUE, FROM_DUE = ALWAYS | {"pause", "refund"}, ALWAYS | {"pause", "charge"}


@pytest.fixture
def open_at(subscription, chain, at, merchant, subscriber, stranger, dollar, deployer):
    """The verbs that succeed for those who may, each tried at the same second of the same history."""
    dollar.mint(merchant, 10 * AMOUNT, sender=deployer)
    dollar.approve(subscription, 10 * AMOUNT, sender=merchant)

    def find(terms, time):
        tries = {
            "charge": lambda: subscription.charge(terms, sender=stranger),
            "retry": lambda: subscription.charge(terms, sender=merchant),
            "usage": lambda: subscription.charge_usage(terms, 1, sender=merchant),
            "cancel": lambda: subscription.cancel(terms, sender=subscriber),
            "pause": lambda: subscription.pause(terms, sender=subscriber),
            "resume": lambda: subscription.resume(terms, sender=subscriber),
            "propose": lambda: subscription.propose_price(terms, 1, sender=merchant),
            "refund": lambda: subscription.refund_period(terms, sender=merchant),
        }
        found = {verb for verb, attempt in tries.items() if succeeds(attempt, chain, lambda: at(time))}
        return found - {"retry"} if "charge" in found else found

    return find


def succeeds(attempt, chain, move):
    before = chain.snapshot()
    try:
        move()
        attempt()
    except ape.exceptions.ContractLogicError:
        return False
    finally:
        chain.restore(before)
    return True


def test_while_open__at_the_next_period(opened, open_at):
    terms = opened()
    for offset in AROUND:
        assert open_at(terms, period_start(terms, 1) + offset) == (BEFORE_DUE if offset < 0 else FROM_DUE)


def test_while_open__at_the_first_period_after_a_trial(subscription, mandate, subscriber, open_at):
    terms = mandate(trial=DAY)
    subscription.subscribe(terms, sender=subscriber)
    for offset in AROUND:
        assert open_at(terms, period_start(terms, 0) + offset) == (ALWAYS if offset < 0 else FROM_DUE)


def test_while_open__at_the_end(opened, open_at, chain):
    terms = opened(end=chain.pending_timestamp + 200 + PERIOD)
    for offset in AROUND:
        assert open_at(terms, terms["end"] + offset) == (FROM_DUE if offset < 0 else ALWAYS)


def test_while_metered__at_the_first_period_and_at_the_end(subscription, mandate, subscriber, chain, open_at):
    terms = mandate(metered=True, trial=DAY, end=chain.pending_timestamp + PERIOD)
    subscription.subscribe(terms, sender=subscriber)
    during = ALWAYS | {"usage", "pause"}
    for offset in AROUND:
        assert open_at(terms, period_start(terms, 0) + offset) == (ALWAYS if offset < 0 else during)
    for offset in AROUND:
        assert open_at(terms, terms["end"] + offset) == (during if offset < 0 else ALWAYS)


def test_while_failing__at_the_retry(failing, broke, state, open_at):
    terms = failing()
    broke(gone=False)
    for offset in AROUND:
        assert open_at(terms, state(terms).retry_at + offset) == ALWAYS | ({"retry"} if offset < 0 else {"charge"})


def test_while_failing__at_the_end_of_the_grace(subscription, failing, broke, state, stranger, chain, at, open_at):
    terms = failing()
    broke(gone=False)
    for offset in AROUND:
        assert open_at(terms, state(terms).grace_until + offset) == ALWAYS | {"charge"}


def test_while_paused__at_the_end_of_the_pause(paused, state, open_at):
    terms = paused(period_count=DAY)
    for offset in AROUND:
        assert open_at(terms, state(terms).paused_until + offset) == ALWAYS | {"resume"}


@pytest.mark.parametrize("end", ["cancelled", "finished", "lapsed"])
def test_once_over_nothing_is_open_for_ever(
    subscription, opened, failing, broke, subscriber, stranger, at, state, open_at, end
):
    terms = failing() if end == "lapsed" else opened(max_charges=1 if end == "finished" else 0)
    broke(gone=False)
    if end == "cancelled":
        subscription.cancel(terms, sender=subscriber)
    if end == "lapsed":
        at(state(terms).grace_until)
        subscription.charge(terms, sender=stranger)
    told = list(state(terms))
    for index in (1, 2, 50):
        assert open_at(terms, period_start(terms, index) + 10 * DAY) == set()
    assert list(state(terms)) == told
