import ape
import pytest
from mandate_terms import (
    AMOUNT,
    DAY,
    FAILING,
    FEE_BPS,
    FINISHED,
    FOREVER,
    LAPSED,
    NO_ALLOWANCE,
    OPEN,
    TIP,
    period_start,
)

ABOVE_CAP = "subscription: bad amount"


@pytest.fixture
def metered(opened):
    """A metered mandate in its first period; keywords change its terms."""
    return lambda **changes: opened(**{"metered": True} | changes)


def test_reverts_for_others_than_the_merchant(subscription, metered, each):
    terms = metered()
    for person in each("payout", "subscriber", "admin", "stranger"):
        with ape.reverts("subscription: not that party"):
            subscription.charge_usage(terms, 1, sender=person)


def test_reverts_for_a_fixed_plan(subscription, opened, merchant, at):
    terms = opened()
    at(period_start(terms, 1))
    with ape.reverts("subscription: wrong kind of plan"):
        subscription.charge_usage(terms, 1, sender=merchant)


def test_reverts_for_a_mandate_that_nobody_opened(subscription, mandate, merchant):
    with ape.reverts("subscription: mandate unknown"):
        subscription.charge_usage(mandate(metered=True), 1, sender=merchant)


@pytest.mark.parametrize("early", [2, 1])
def test_reverts_before_the_first_period(subscription, mandate, subscriber, merchant, at, early):
    terms = mandate(metered=True, trial=DAY)
    subscription.subscribe(terms, sender=subscriber)
    at(period_start(terms, 0) - early)
    with ape.reverts("subscription: not due yet"):
        subscription.charge_usage(terms, 1, sender=merchant)
    at(period_start(terms, 0))
    subscription.charge_usage(terms, 1, sender=merchant)


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_counts_strictly_before_the_end(subscription, metered, merchant, at, chain, state, late):
    terms = metered(end=chain.pending_timestamp + 40 * DAY)
    at(terms["end"] + late)
    if late < 0:
        subscription.charge_usage(terms, AMOUNT, sender=merchant)
        assert state(terms).total == AMOUNT
    else:
        with ape.reverts("subscription: mandate is over"):
            subscription.charge_usage(terms, AMOUNT, sender=merchant)


def test_reverts_for_zero(subscription, metered, merchant):
    terms = metered()
    with ape.reverts("subscription: bad amount"):
        subscription.charge_usage(terms, 0, sender=merchant)


def test_reverts_above_the_cap_of_a_period(subscription, metered, merchant, state):
    terms = metered()
    for amount in (AMOUNT + 1, 2**96, 2**256 - 1):
        with ape.reverts(ABOVE_CAP):
            subscription.charge_usage(terms, amount, sender=merchant)
    subscription.charge_usage(terms, AMOUNT - 5, sender=merchant)
    for amount in (6, AMOUNT, 2**256 - AMOUNT + 5):
        with ape.reverts(ABOVE_CAP):
            subscription.charge_usage(terms, amount, sender=merchant)
    subscription.charge_usage(terms, 5, sender=merchant)
    with ape.reverts(ABOVE_CAP):
        subscription.charge_usage(terms, 1, sender=merchant)
    assert state(terms).total == AMOUNT


@pytest.mark.parametrize("changes", [{"lifetime_cap": AMOUNT + 7}, {"max_charges": 2}])
def test_reverts_above_the_bounds_of_a_lifetime(subscription, metered, merchant, at, only_event, state, changes):
    terms = metered(**changes)
    subscription.charge_usage(terms, AMOUNT, sender=merchant)
    at(period_start(terms, 1))
    if "lifetime_cap" in changes:
        with ape.reverts():
            subscription.charge_usage(terms, 8, sender=merchant)
    told = only_event(subscription.charge_usage(terms, 7, sender=merchant), subscription.Charged)
    assert told["finished"] and state(terms).status == FINISHED
    with ape.reverts("subscription: mandate is over"):
        subscription.charge_usage(terms, 1, sender=merchant)


@pytest.mark.parametrize("stage", ["paused", "cancelled"])
def test_reverts_while_paused_and_once_cancelled(subscription, metered, merchant, subscriber, state, stage):
    terms = metered()
    verb = subscription.pause if stage == "paused" else subscription.cancel
    verb(terms, sender=subscriber)
    with ape.reverts("subscription: mandate paused" if stage == "paused" else "subscription: mandate is over"):
        subscription.charge_usage(terms, 1, sender=merchant)


def test_charges_parts_of_a_period_and_tells_its_sum(
    subscription, metered, merchant, subscriber, dollar, id_of, only_event, moved, state
):
    terms = metered(tip=TIP)
    subscription.charge_usage(terms, 4_000, sender=merchant)
    receipts = []
    changes = moved(lambda: receipts.append(subscription.charge_usage(terms, 600, sender=merchant)))
    assert changes == {"subscriber": -600, "payout": 597, "fees": 3}
    assert only_event(receipts[0], subscription.Charged) == {
        "mandate_id": id_of(terms),
        "merchant": merchant,
        "subscriber": subscriber,
        "number": 4,
        "token": dollar,
        "amount": 600,
        "fee": 3,
        "tip": 0,
        "sender": merchant,
        "period": 0,
        "period_total": 4_600,
        "total": 4_600,
        "paid_until": FOREVER,
        "finished": False,
    }
    assert list(state(terms)) == [OPEN, FOREVER, 4_600, 2, 0, 0, 0, 0, 0, 0, FEE_BPS]


def test_begins_a_fresh_sum_with_each_period_and_carries_nothing_over(subscription, metered, merchant, at, only_event):
    terms = metered()
    subscription.charge_usage(terms, 1, sender=merchant)
    at(period_start(terms, 1) - 1)
    told = only_event(subscription.charge_usage(terms, AMOUNT - 1, sender=merchant), subscription.Charged)
    assert (told["period"], told["period_total"]) == (0, AMOUNT)
    for index in (1, 5):
        at(period_start(terms, index))
        with ape.reverts(ABOVE_CAP):
            subscription.charge_usage(terms, AMOUNT + 1, sender=merchant)
        told = only_event(subscription.charge_usage(terms, AMOUNT, sender=merchant), subscription.Charged)
        assert (told["period"], told["period_total"]) == (index, AMOUNT)


def test_a_clipped_last_period_grants_one_cap(subscription, metered, merchant, at, chain, only_event):
    terms = metered(end=chain.pending_timestamp + 100 + 30 * DAY + 5)
    at(period_start(terms, 1))
    subscription.charge_usage(terms, AMOUNT, sender=merchant)
    at(terms["end"] - 1)
    with ape.reverts(ABOVE_CAP):
        subscription.charge_usage(terms, 1, sender=merchant)


def test_a_failure_is_recorded_and_the_merchant_tries_again_at_once(
    subscription, metered, merchant, broke, only_event, moved, chain, state
):
    terms = metered()
    subscription.charge_usage(terms, 10, sender=merchant)
    broke()
    receipts = []
    assert moved(lambda: receipts.append(subscription.charge_usage(terms, 300, sender=merchant))) == {}
    told = only_event(receipts[0], subscription.ChargeFailed)
    assert (told["amount"], told["period"], told["attempt"], told["reason"]) == (300, 0, 1, NO_ALLOWANCE)
    assert told["grace_until"] == receipts[0].timestamp + 7 * DAY
    assert list(state(terms))[:5] == [FAILING, FOREVER, 10, 1, 1]
    broke(gone=False)
    assert moved(lambda: subscription.charge_usage(terms, AMOUNT - 10, sender=merchant))["subscriber"] == 10 - AMOUNT
    assert list(state(terms))[:7] == [OPEN, FOREVER, AMOUNT, 2, 0, 0, 0]


@pytest.mark.parametrize("late", [-1, 0, 1])
def test_lapses_from_the_end_of_the_grace_on(subscription, metered, merchant, broke, at, state, moved, late):
    terms = metered()
    broke()
    subscription.charge_usage(terms, 300, sender=merchant)
    broke(gone=False)
    at(state(terms).grace_until + late)
    changes = moved(lambda: subscription.charge_usage(terms, 300, sender=merchant))
    assert state(terms).status == (OPEN if late < 0 else LAPSED)
    assert changes.get("subscriber", 0) == (-300 if late < 0 else 0)


def test_anyone_writes_the_lapse(subscription, metered, merchant, stranger, broke, at, state):
    terms = metered()
    broke()
    subscription.charge_usage(terms, 300, sender=merchant)
    broke(gone=False)
    grace_until = state(terms).grace_until
    at(grace_until - 1)
    with ape.reverts("subscription: wrong kind of plan"):
        subscription.charge(terms, sender=stranger)
    at(grace_until)
    subscription.charge(terms, sender=stranger)
    assert state(terms).status == LAPSED
