"""Two mandates of one plan between the same people: nothing done to one shows in the other."""

import pytest
from mandate_terms import AMOUNT, DAY, period_start

VERBS = ["charge", "fail", "lapse", "usage", "cancel", "pause", "resume", "price", "refund", "close plan"]


@pytest.fixture
def act(subscription, merchant, subscriber, stranger, broke, dollar, deployer, at, state, plan_id_of):
    """One verb on one mandate, at a time and in a state where it is open."""

    def fail(terms):
        broke()
        at(period_start(terms, 1))
        subscription.charge(terms, sender=stranger)
        broke(gone=False)

    def lapse(terms):
        fail(terms)
        at(state(terms).grace_until)
        subscription.charge(terms, sender=stranger)

    def charge(terms):
        at(period_start(terms, 1))
        subscription.charge(terms, sender=stranger)

    def resume(terms):
        subscription.pause(terms, sender=subscriber)
        subscription.resume(terms, sender=subscriber)

    def price(terms):
        now = terms["start"] + DAY
        at(now)
        subscription.propose_price(terms, 7, sender=merchant)
        subscription.accept_price(terms, 7, now, sender=subscriber)

    def refund(terms):
        dollar.mint(merchant, AMOUNT, sender=deployer)
        dollar.approve(subscription, AMOUNT, sender=merchant)
        subscription.refund_period(terms, sender=merchant)

    return {
        "charge": charge,
        "fail": fail,
        "lapse": lapse,
        "usage": lambda terms: subscription.charge_usage(terms, 7, sender=merchant),
        "cancel": lambda terms: subscription.cancel(terms, sender=subscriber),
        "pause": lambda terms: subscription.pause(terms, sender=subscriber),
        "resume": resume,
        "price": price,
        "refund": refund,
        "close plan": lambda terms: subscription.close_plan(plan_id_of(terms["plan"]), sender=merchant),
    }


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_on_one_mandate_leaves_the_others_as_they_were(
    subscription, opened, failing, paused, broke, subscriber, act, state, id_of, verb
):
    unsure = failing(grace=300 * DAY)
    broke(gone=False)
    waiting = paused(pause_limit=300 * DAY)
    terms = opened(metered=verb == "usage", pause_limit=300 * DAY)
    twin = terms | {"salt": b"\7" * 32}
    subscription.subscribe(twin, sender=subscriber)
    others = (unsure, waiting, twin)
    before = [(list(state(other)), list(subscription.quote(other))[1:3]) for other in others]
    act[verb](terms)
    assert [list(state(other)) for other in others] == [kept for kept, _ in before]
    assert list(subscription.quote(twin))[1:3] == before[2][1]


def test_a_plan_of_one_merchant_is_no_other_merchants(subscription, opened, outsider, merchant, state):
    first, second = opened(), opened(merchant=outsider, publisher=outsider)
    assert subscription.merchant_number(merchant) == subscription.merchant_number(outsider) == 3
    subscription.cancel(first, sender=merchant)
    assert state(second).status == 1 and subscription.merchant_number(outsider) == 3
