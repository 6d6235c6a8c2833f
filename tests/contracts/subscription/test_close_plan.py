import ape
import pytest
from mandate_terms import NO_PERMIT, OPEN, period_start


@pytest.fixture
def published(subscription, plan, merchant):
    def make(**changes):
        offered = plan(**changes)
        subscription.publish_plan(offered, sender=merchant)
        return offered

    return make


def test_reverts_for_others_than_the_merchant(subscription, published, plan_id_of, each):
    offered = published()
    for person in each("payout", "subscriber", "admin", "stranger"):
        with ape.reverts("plans: not open, or not theirs"):
            subscription.close_plan(plan_id_of(offered), sender=person)
    assert subscription.is_plan_open(plan_id_of(offered))


def test_reverts_for_a_plan_that_nobody_published(subscription, plan, plan_id_of, merchant):
    with ape.reverts("plans: not open, or not theirs"):
        subscription.close_plan(plan_id_of(plan()), sender=merchant)


def test_reverts_the_second_time(subscription, published, plan_id_of, merchant):
    offered = published()
    subscription.close_plan(plan_id_of(offered), sender=merchant)
    with ape.reverts("plans: not open, or not theirs"):
        subscription.close_plan(plan_id_of(offered), sender=merchant)


def test_tells_it(subscription, published, plan_id_of, merchant, only_event):
    offered = published()
    receipt = subscription.close_plan(plan_id_of(offered), sender=merchant)
    expected = {"plan_id": plan_id_of(offered), "merchant": merchant, "number": 2}
    assert only_event(receipt, subscription.PlanClosed) == expected


def test_opens_no_new_mandate_by_any_door(subscription, mandate, plan_id_of, merchant, subscriber, sign, at):
    terms = mandate()
    subscription.close_plan(plan_id_of(terms["plan"]), sender=merchant)
    at(terms["start"])
    signed = sign(subscriber, "Mandate", terms)
    for call in (
        lambda: subscription.subscribe(terms, sender=subscriber),
        lambda: subscription.subscribe_with_permit(terms, NO_PERMIT, sender=subscriber),
        lambda: subscription.subscribe_by_signature(terms, signed, NO_PERMIT, sender=merchant),
    ):
        with ape.reverts("subscription: plan not open"):
            call()


def test_leaves_live_mandates_as_they_were(subscription, opened, plan_id_of, merchant, stranger, at, state):
    terms = opened()
    before = list(state(terms))
    subscription.close_plan(plan_id_of(terms["plan"]), sender=merchant)
    assert list(state(terms)) == before
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger)
    assert (state(terms).status, state(terms).charges) == (OPEN, 2)


def test_leaves_other_plans_open(subscription, published, plan_id_of, merchant):
    first, second = published(), published()
    subscription.close_plan(plan_id_of(first), sender=merchant)
    assert not subscription.is_plan_open(plan_id_of(first))
    assert subscription.is_plan_open(plan_id_of(second))


def test_goes_on_while_new_mandates_are_stopped(subscription, published, plan_id_of, merchant, admin):
    offered = published()
    subscription.set_paused(True, sender=admin)
    subscription.close_plan(plan_id_of(offered), sender=merchant)
    assert not subscription.is_plan_open(plan_id_of(offered))
