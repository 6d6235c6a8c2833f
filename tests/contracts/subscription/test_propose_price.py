import ape
import pytest
from mandate_terms import AMOUNT, DAY, LARGEST, period_start

NOTICE = 14 * DAY


def test_reverts_for_others_than_the_merchant(subscription, opened, each):
    terms = opened()
    for person in each("subscriber", "payout", "admin", "stranger"):
        with ape.reverts("subscription: not that party"):
            subscription.propose_price(terms, AMOUNT - 1, sender=person)


def test_reverts_for_a_mandate_that_is_not_live(subscription, mandate, opened, subscriber, merchant):
    over = opened()
    subscription.cancel(over, sender=subscriber)
    with ape.reverts("subscription: mandate unknown"):
        subscription.propose_price(mandate(), AMOUNT, sender=merchant)
    for terms in (over, opened(max_charges=1)):
        with ape.reverts("subscription: mandate is over"):
            subscription.propose_price(terms, AMOUNT, sender=merchant)


def test_reverts_for_an_amount_out_of_range(subscription, opened, merchant):
    terms = opened()
    for amount in (0, LARGEST + 1, 2**256 - 1):
        with ape.reverts("subscription: bad amount"):
            subscription.propose_price(terms, amount, sender=merchant)


@pytest.mark.parametrize("metered", [False, True])
def test_tells_from_when_it_would_count(
    subscription, opened, at, merchant, subscriber, id_of, only_event, state, metered
):
    terms = opened(metered=metered)
    before, last = list(state(terms)), subscription.merchant_number(merchant)
    for step, amount in enumerate((1, AMOUNT - 1, AMOUNT, AMOUNT + 1, LARGEST), start=1):
        now = terms["start"] + step * DAY
        at(now)
        receipt = subscription.propose_price(terms, amount, sender=merchant)
        assert only_event(receipt, subscription.PriceProposed) == {
            "mandate_id": id_of(terms),
            "merchant": merchant,
            "subscriber": subscriber,
            "number": last + step,
            "amount": amount,
            "effective_at": now + (NOTICE if amount > AMOUNT else 0),
        }
    assert list(state(terms)) == before


def test_a_rise_is_one_above_the_price_of_now(subscription, opened, at, merchant, subscriber, only_event):
    terms = opened()
    now = terms["start"] + DAY
    at(now)
    subscription.propose_price(terms, 100, sender=merchant)
    at(now + 1)
    subscription.accept_price(terms, 100, now, sender=subscriber)
    at(now + 2)
    told = only_event(subscription.propose_price(terms, 101, sender=merchant), subscription.PriceProposed)
    assert told["effective_at"] == now + 2 + NOTICE
    at(now + 3)
    told = only_event(subscription.propose_price(terms, 100, sender=merchant), subscription.PriceProposed)
    assert told["effective_at"] == now + 3


def test_replaces_the_one_before(subscription, opened, at, merchant, subscriber, stranger, moved):
    terms = opened()
    now = terms["start"] + DAY
    at(now)
    subscription.propose_price(terms, 100, sender=merchant)
    at(now + 1)
    subscription.propose_price(terms, 200, sender=merchant)
    with ape.reverts("subscription: no such offer"):
        subscription.accept_price(terms, 100, now, sender=subscriber)
    subscription.accept_price(terms, 200, now + 1, sender=subscriber)
    at(period_start(terms, 1))
    assert moved(lambda: subscription.charge(terms, sender=stranger))["subscriber"] == -200


@pytest.mark.parametrize("amount", [1, 2 * AMOUNT])
def test_changes_no_price_without_the_subscribers_word(subscription, opened, at, merchant, stranger, moved, amount):
    terms = opened()
    subscription.propose_price(terms, amount, sender=merchant)
    for index in (1, 2):
        at(period_start(terms, index))
        assert moved(lambda: subscription.charge(terms, sender=stranger))["subscriber"] == -AMOUNT


@pytest.mark.parametrize("stage", ["failing", "paused"])
def test_is_made_in_any_live_state(subscription, request, merchant, only_event, stage):
    terms = request.getfixturevalue(stage)()
    receipt = subscription.propose_price(terms, 7, sender=merchant)
    assert only_event(receipt, subscription.PriceProposed)["amount"] == 7
