import ape
import pytest
from mandate_terms import AMOUNT, DAY, FEE_BPS, LARGEST, PERIOD, TIP, period_start

NOTICE = 14 * DAY
NOT_THAT = "subscription: no such offer"
HIGHER, LOWER = 2 * AMOUNT, 1_000


@pytest.fixture
def proposed(subscription, opened, at, merchant, only_event):
    """A mandate with a proposed price, and from when it would count."""

    def make(amount, **changes):
        terms = opened(**changes)
        at(terms["start"] + 1)
        told = only_event(subscription.propose_price(terms, amount, sender=merchant), subscription.PriceProposed)
        return terms, told["effective_at"]

    return make


@pytest.fixture
def price_at(subscription, at, stranger, moved):
    """What the subscriber gives for a charge at a time."""

    def of(terms, now):
        at(now)
        return -moved(lambda: subscription.charge(terms, sender=stranger))["subscriber"]

    return of


def test_reverts_for_others_than_the_subscriber(subscription, proposed, each):
    terms, effective_at = proposed(HIGHER)
    for person in each("merchant", "payout", "admin", "stranger"):
        with ape.reverts("subscription: not that party"):
            subscription.accept_price(terms, HIGHER, effective_at, sender=person)


def test_reverts_for_anything_but_what_was_proposed(subscription, proposed, subscriber):
    terms, effective_at = proposed(HIGHER)
    for amount, moment in ((HIGHER - 1, effective_at), (HIGHER, effective_at - 1), (HIGHER, effective_at + 1), (0, 0)):
        with ape.reverts(NOT_THAT):
            subscription.accept_price(terms, amount, moment, sender=subscriber)


def test_reverts_when_nothing_is_proposed_or_no_more(subscription, opened, proposed, subscriber):
    for amount, moment in ((AMOUNT, 0), (0, 0)):
        with ape.reverts(NOT_THAT):
            subscription.accept_price(opened(), amount, moment, sender=subscriber)
    terms, effective_at = proposed(LOWER)
    subscription.accept_price(terms, LOWER, effective_at, sender=subscriber)
    with ape.reverts(NOT_THAT):
        subscription.accept_price(terms, LOWER, effective_at, sender=subscriber)


def test_reverts_once_over(subscription, proposed, subscriber, merchant):
    terms, effective_at = proposed(LOWER)
    subscription.cancel(terms, sender=merchant)
    with ape.reverts("subscription: mandate is over"):
        subscription.accept_price(terms, LOWER, effective_at, sender=subscriber)


def test_tells_it(subscription, proposed, subscriber, merchant, id_of, only_event):
    terms, effective_at = proposed(HIGHER)
    receipt = subscription.accept_price(terms, HIGHER, effective_at, sender=subscriber)
    assert only_event(receipt, subscription.PriceAccepted) == {
        "mandate_id": id_of(terms),
        "merchant": merchant,
        "subscriber": subscriber,
        "number": 5,
        "amount": HIGHER,
        "effective_at": effective_at,
    }


@pytest.mark.parametrize("late", [0, 1, PERIOD])
def test_counts_from_its_acceptance_at_the_earliest(subscription, proposed, at, subscriber, only_event, late):
    terms, effective_at = proposed(HIGHER)
    at(effective_at + late)
    receipt = subscription.accept_price(terms, HIGHER, effective_at, sender=subscriber)
    assert only_event(receipt, subscription.PriceAccepted)["effective_at"] == effective_at + late


def test_a_rise_counts_for_periods_that_begin_after_its_notice(subscription, proposed, subscriber, price_at):
    terms, effective_at = proposed(HIGHER, price_notice=PERIOD)
    assert period_start(terms, 1) < effective_at <= period_start(terms, 2)
    subscription.accept_price(terms, HIGHER, effective_at, sender=subscriber)
    assert price_at(terms, period_start(terms, 1)) == AMOUNT
    assert price_at(terms, period_start(terms, 2)) == HIGHER


@pytest.mark.parametrize("early, price", [(-1, AMOUNT), (0, HIGHER), (1, HIGHER)])
def test_a_rise_counts_from_the_second_of_a_periods_beginning_on(
    subscription, opened, at, merchant, subscriber, price_at, early, price
):
    terms = opened()
    proposed_at = period_start(terms, 1) - NOTICE - early
    at(proposed_at)
    subscription.propose_price(terms, HIGHER, sender=merchant)
    subscription.accept_price(terms, HIGHER, proposed_at + NOTICE, sender=subscriber)
    assert price_at(terms, period_start(terms, 1) + DAY) == price


def test_a_lowering_counts_for_the_next_period(subscription, proposed, subscriber, price_at):
    terms, effective_at = proposed(LOWER)
    subscription.accept_price(terms, LOWER, effective_at, sender=subscriber)
    assert price_at(terms, period_start(terms, 1)) == LOWER
    assert price_at(terms, period_start(terms, 2)) == LOWER


def test_a_later_price_leaves_the_one_before_in_force_until_its_time(
    subscription, opened, at, merchant, subscriber, price_at
):
    terms = opened(price_notice=PERIOD)
    now = terms["start"] + DAY
    at(now)
    subscription.propose_price(terms, LOWER, sender=merchant)
    at(now + 1)
    subscription.accept_price(terms, LOWER, now, sender=subscriber)
    at(now + 2)
    subscription.propose_price(terms, HIGHER, sender=merchant)
    subscription.accept_price(terms, HIGHER, now + 2 + PERIOD, sender=subscriber)
    assert price_at(terms, period_start(terms, 1)) == LOWER
    assert price_at(terms, period_start(terms, 2)) == HIGHER


def test_a_rise_never_reaches_a_running_period_that_is_not_yet_charged(
    subscription, opened, at, merchant, subscriber, price_at
):
    """Accepted within a period that nobody has charged: it costs what it cost when it began."""
    terms = opened(price_notice=0)
    at(period_start(terms, 1) + 5)
    subscription.propose_price(terms, HIGHER, sender=merchant)
    subscription.accept_price(terms, HIGHER, period_start(terms, 1) + 5, sender=subscriber)
    assert price_at(terms, period_start(terms, 1) + 9) == AMOUNT
    assert price_at(terms, period_start(terms, 2)) == HIGHER


def test_two_rises_within_a_period_that_is_not_charged_leave_its_price(
    subscription, opened, at, merchant, subscriber, price_at
):
    terms = opened(price_notice=0)
    now = period_start(terms, 1) + 5
    for step, amount in enumerate((AMOUNT + 1, HIGHER)):
        at(now + 10 * step)
        subscription.propose_price(terms, amount, sender=merchant)
        subscription.accept_price(terms, amount, now + 10 * step, sender=subscriber)
    assert price_at(terms, now + 50) == AMOUNT


def test_the_first_charge_still_costs_what_the_first_charge_costs(
    subscription, mandate, at, merchant, subscriber, price_at
):
    terms = mandate(trial=20 * DAY, first_amount=77)
    at(terms["start"])
    subscription.subscribe(terms, sender=subscriber)
    at(terms["start"] + 1)
    subscription.propose_price(terms, HIGHER, sender=merchant)
    subscription.accept_price(terms, HIGHER, terms["start"] + 1 + NOTICE, sender=subscriber)
    assert price_at(terms, period_start(terms, 0)) == 77
    assert price_at(terms, period_start(terms, 1)) == HIGHER


def test_a_metered_mandate_gets_another_cap(subscription, proposed, at, subscriber, merchant):
    terms, effective_at = proposed(HIGHER, metered=True)
    subscription.accept_price(terms, HIGHER, effective_at, sender=subscriber)
    for moment in (effective_at, period_start(terms, 1) - 1):
        at(moment)
        with ape.reverts("subscription: bad amount"):
            subscription.charge_usage(terms, AMOUNT + 1, sender=merchant)
    at(period_start(terms, 1))
    subscription.charge_usage(terms, HIGHER, sender=merchant)
    with ape.reverts("subscription: bad amount"):
        subscription.charge_usage(terms, 1, sender=merchant)


def test_a_lower_price_than_fee_and_tip_together_leaves_the_payout_nothing(
    subscription, proposed, at, subscriber, stranger, moved
):
    terms, effective_at = proposed(LOWER, tip=TIP)
    subscription.accept_price(terms, LOWER, effective_at, sender=subscriber)
    at(period_start(terms, 1))
    fee = LOWER * FEE_BPS // 10_000
    changes = moved(lambda: subscription.charge(terms, sender=stranger))
    assert changes == {"subscriber": -LOWER, "fees": fee, "stranger": LOWER - fee}


def test_the_largest_price_does_not_overflow(
    subscription, proposed, hostile, deployer, subscriber, at, stranger, state
):
    terms, effective_at = proposed(LARGEST - AMOUNT, token=hostile)
    subscription.accept_price(terms, LARGEST - AMOUNT, effective_at, sender=subscriber)
    hostile.mint(subscriber, LARGEST, sender=deployer)
    hostile.approve(subscription, LARGEST, sender=subscriber)
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger)
    assert state(terms).total == LARGEST
