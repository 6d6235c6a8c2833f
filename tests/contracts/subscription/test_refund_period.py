import ape
import pytest
from mandate_terms import AMOUNT, DAY, MONTHS, PERIOD, period_start, seconds_of

NOTHING = "subscription: nothing to refund"


@pytest.fixture
def able(subscription, dollar, hostile, merchant, deployer):
    """The merchant holds and has allowed enough for refunds."""
    for token in (dollar, hostile):
        token.mint(merchant, 100 * AMOUNT, sender=deployer)
        token.approve(subscription, 100 * AMOUNT, sender=merchant)
    return merchant


def test_reverts_for_others_than_the_merchant(subscription, opened, able, each):
    terms = opened()
    for person in each("payout", "subscriber", "admin", "stranger"):
        with ape.reverts("subscription: not that party"):
            subscription.refund_period(terms, sender=person)


def test_reverts_when_nothing_is_paid(subscription, mandate, opened, at, able, subscriber):
    terms = mandate(trial=DAY)
    with ape.reverts():
        subscription.refund_period(terms, sender=able)
    at(terms["start"])
    subscription.subscribe(terms, sender=subscriber)
    for unpaid in (terms, opened(first_amount=0), opened(metered=True)):
        with ape.reverts(NOTHING):
            subscription.refund_period(unpaid, sender=able)


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_the_end_of_the_period_on(subscription, opened, at, able, late):
    terms = opened()
    at(period_start(terms, 1) + late)
    with ape.reverts(NOTHING):
        subscription.refund_period(terms, sender=able)


def test_reverts_when_a_second_is_worth_less_than_a_unit(subscription, opened, at, able):
    terms = opened(amount=PERIOD - 1)
    at(period_start(terms, 1) - 1)
    with ape.reverts(NOTHING):
        subscription.refund_period(terms, sender=able)


def test_reverts_while_paused_and_once_lapsed(subscription, failing, paused, broke, at, able, stranger, state):
    lapsed = failing()
    broke(gone=False)
    at(state(lapsed).grace_until)
    subscription.charge(lapsed, sender=stranger)
    with ape.reverts(NOTHING):
        subscription.refund_period(lapsed, sender=able)
    with ape.reverts(NOTHING):
        subscription.refund_period(paused(), sender=able)


def test_reverts_the_second_time(subscription, opened, at, able):
    terms = opened()
    subscription.refund_period(terms, sender=able)
    for moment in (terms["start"] + DAY, period_start(terms, 1) - 1):
        at(moment)
        with ape.reverts(NOTHING):
            subscription.refund_period(terms, sender=able)


def test_refunds_a_metered_period_once_however_often_it_is_charged(subscription, opened, able, id_of, at, moved):
    terms = opened(metered=True)
    subscription.charge_usage(terms, AMOUNT - 5, sender=able)
    subscription.refund_period(terms, sender=able)
    assert not subscription.is_active(id_of(terms))
    with ape.reverts("subscription: bad amount"):
        subscription.charge_usage(terms, 6, sender=able)
    subscription.charge_usage(terms, 5, sender=able)
    assert subscription.is_active(id_of(terms))
    with ape.reverts(NOTHING):
        subscription.refund_period(terms, sender=able)
    at(period_start(terms, 1))
    subscription.charge_usage(terms, AMOUNT, sender=able)
    assert moved(lambda: subscription.refund_period(terms, sender=able))["subscriber"] > 0


def test_reverts_without_the_merchants_money(subscription, opened, dollar, able, holdings, state):
    terms = opened()
    dollar.approve(subscription, 0, sender=able)
    before = holdings(), list(state(terms))
    with ape.reverts("subscription: refund refused"):
        subscription.refund_period(terms, sender=able)
    assert (holdings(), list(state(terms))) == before


@pytest.mark.parametrize("used", [1, DAY, PERIOD // 2, PERIOD - 1])
def test_returns_the_share_of_the_time_that_is_left(
    subscription, opened, at, able, subscriber, dollar, id_of, only_event, moved, state, used
):
    terms = opened()
    at(terms["start"] + used)
    receipts = []
    changes = moved(lambda: receipts.append(subscription.refund_period(terms, sender=able)))
    amount = AMOUNT * (PERIOD - used) // PERIOD
    assert changes == {"subscriber": amount, "merchant": -amount}
    assert only_event(receipts[0], subscription.PeriodRefunded) == {
        "mandate_id": id_of(terms),
        "merchant": able,
        "subscriber": subscriber,
        "number": 4,
        "token": dollar,
        "amount": amount,
        "period": 0,
    }
    assert not subscription.is_active(id_of(terms))
    assert (state(terms).total, state(terms).charges, state(terms).status) == (AMOUNT, 1, 1)


def test_never_makes_a_second_charge_of_the_same_period(
    subscription, opened, at, able, subscriber, stranger, id_of, state
):
    terms = opened()
    at(terms["start"] + DAY)
    subscription.refund_period(terms, sender=able)
    assert not subscription.due(id_of(terms))
    at(period_start(terms, 1) - 2)
    for sender in (stranger, able):
        with ape.reverts("subscription: not due yet"):
            subscription.charge(terms, sender=sender)
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger)
    assert subscription.is_active(id_of(terms)) and state(terms).charges == 2


def test_is_open_again_for_the_next_period(subscription, opened, at, able, stranger, only_event):
    terms = opened()
    subscription.refund_period(terms, sender=able)
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger)
    at(period_start(terms, 1) + PERIOD // 2)
    told = only_event(subscription.refund_period(terms, sender=able), subscription.PeriodRefunded)
    assert (told["period"], told["amount"]) == (1, AMOUNT // 2)


def test_is_what_was_charged_and_not_what_the_plan_says(subscription, opened, at, able, moved):
    terms = opened(first_amount=2 * PERIOD)
    at(terms["start"] + 10)
    assert moved(lambda: subscription.refund_period(terms, sender=able))["subscriber"] == 2 * (PERIOD - 10)


def test_is_what_was_charged_at_an_accepted_price(subscription, opened, at, able, subscriber, stranger, moved):
    terms = opened(price_notice=0)
    now = terms["start"] + DAY
    at(now)
    subscription.propose_price(terms, PERIOD, sender=able)
    subscription.accept_price(terms, PERIOD, now, sender=subscriber)
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger)
    at(period_start(terms, 1) + 7)
    assert moved(lambda: subscription.refund_period(terms, sender=able))["subscriber"] == PERIOD - 7


def test_is_the_share_of_a_metered_periods_sum(subscription, opened, at, able, moved, id_of):
    terms = opened(metered=True)
    subscription.charge_usage(terms, 1_000, sender=able)
    subscription.charge_usage(terms, 3_000, sender=able)
    at(terms["start"] + PERIOD // 4)
    assert moved(lambda: subscription.refund_period(terms, sender=able))["subscriber"] == 3_000


def test_is_the_share_of_a_month_as_long_as_it_is(subscription, opened, at, able, moved):
    terms = opened(start=seconds_of(2027, 2, 1), period_unit=MONTHS, period_count=1, amount=28 * DAY)
    at(seconds_of(2027, 2, 8))
    assert moved(lambda: subscription.refund_period(terms, sender=able))["subscriber"] == 21 * DAY


def test_is_the_share_of_a_clipped_last_period(subscription, opened, at, able, chain, moved):
    start = chain.pending_timestamp + 100
    terms = opened(start=start, end=start + 10 * DAY, amount=1_000)
    at(start + 4 * DAY)
    assert moved(lambda: subscription.refund_period(terms, sender=able))["subscriber"] == 600


@pytest.mark.parametrize("by", ["subscriber", "merchant"])
def test_follows_a_cancel_while_time_is_left(subscription, opened, at, able, request, id_of, moved, by):
    terms = opened(amount=PERIOD)
    subscription.cancel(terms, sender=request.getfixturevalue(by))
    at(terms["start"] + 10)
    assert moved(lambda: subscription.refund_period(terms, sender=able))["subscriber"] == PERIOD - 10
    assert not subscription.is_active(id_of(terms))


def test_reverts_when_the_token_moves_another_amount(subscription, opened, able, hostile, deployer):
    terms = opened(token=hostile)
    hostile.setManner(7, sender=deployer)
    with ape.reverts("subscription: refund refused"):
        subscription.refund_period(terms, sender=able)
    hostile.setManner(1, sender=deployer)
    with ape.reverts("subscription: refund refused"):
        subscription.refund_period(terms, sender=able)
