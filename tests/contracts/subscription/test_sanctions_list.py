import ape
import pytest
from mandate_terms import AMOUNT, CANCELLED, FAILING, LAPSED, NO_PERMIT, OPEN, SANCTIONED, period_start

LISTED = "policy: payer is sanctioned"


@pytest.fixture
def subscription(guarded):
    return guarded


def test_a_listed_subscriber_opens_nothing_by_any_door(
    subscription, mandate, sanctions, deployer, subscriber, relayer, sign, at
):
    terms = mandate()
    sanctions.list(subscriber, True, sender=deployer)
    at(terms["start"])
    signed = sign(subscriber, "Mandate", terms)
    for call in (
        lambda: subscription.subscribe(terms, sender=subscriber),
        lambda: subscription.subscribe_with_permit(terms, NO_PERMIT, sender=subscriber),
        lambda: subscription.subscribe_by_signature(terms, signed, NO_PERMIT, sender=relayer),
    ):
        with ape.reverts(LISTED):
            call()


@pytest.mark.parametrize("metered", [False, True])
def test_a_charge_of_a_listed_subscriber_fails_and_says_why(
    subscription, opened, sanctions, deployer, subscriber, merchant, at, only_event, moved, state, metered
):
    terms = opened(metered=metered)
    sanctions.list(subscriber, True, sender=deployer)
    at(period_start(terms, 1))
    receipts = []

    def charge():
        if metered:
            receipts.append(subscription.charge_usage(terms, 7, sender=merchant))
        else:
            receipts.append(subscription.charge(terms, sender=merchant))

    assert moved(charge) == {}
    told = only_event(receipts[0], subscription.ChargeFailed)
    assert (told["reason"], told["attempt"]) == (SANCTIONED, 1) and state(terms).status == FAILING
    sanctions.list(subscriber, False, sender=deployer)
    charge()
    assert state(terms).status == OPEN


def test_a_listed_subscriber_lapses_in_the_end(
    subscription, opened, sanctions, deployer, subscriber, stranger, at, state
):
    terms = opened()
    sanctions.list(subscriber, True, sender=deployer)
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger)
    at(state(terms).grace_until)
    subscription.charge(terms, sender=stranger)
    assert state(terms).status == LAPSED


def test_a_broken_list_stops_charges_and_makes_no_failure_of_them(
    subscription, opened, sanctions, deployer, stranger, at, state
):
    terms = opened()
    sanctions.setBroken(True, sender=deployer)
    at(period_start(terms, 1))
    with ape.reverts():
        subscription.charge(terms, sender=stranger)
    sanctions.setBroken(False, sender=deployer)
    subscription.charge(terms, sender=stranger)
    assert (state(terms).status, state(terms).charges) == (OPEN, 2)


def test_nothing_is_asked_about_anything_that_ends_or_returns(
    subscription, opened, sanctions, dollar, deployer, subscriber, merchant, at, moved, state
):
    terms = opened()
    dollar.mint(merchant, AMOUNT, sender=deployer)
    dollar.approve(subscription, AMOUNT, sender=merchant)
    sanctions.list(subscriber, True, sender=deployer)
    sanctions.setBroken(True, sender=deployer)
    subscription.pause(terms, sender=subscriber)
    subscription.resume(terms, sender=subscriber)
    assert moved(lambda: subscription.refund_period(terms, sender=merchant))["subscriber"] > 0
    subscription.cancel(terms, sender=subscriber)
    assert state(terms).status == CANCELLED


def test_nobody_else_is_asked_about(subscription, opened, sanctions, deployer, merchant, payout, stranger, at, state):
    for person in (merchant, payout, stranger):
        sanctions.list(person, True, sender=deployer)
    terms = opened()
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger)
    assert state(terms).charges == 2
