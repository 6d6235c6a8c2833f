import ape
import pytest
from mandate_terms import AMOUNT, FEE, OPEN, ZERO, period_start

FOR_THE_ADMIN = {"set_fee", "set_fee_receiver", "set_merchant_fee", "set_paused", "transfer_admin", "accept_admin"}
FOR_ITSELF = {"pull"}
# Everything that can change anything: there is no other way to a mandate than by its own people, or by its own time.
FOR_OTHERS = {
    *("publish_plan", "publish_plan_by_signature", "close_plan", "close_plan_by_signature"),
    *("subscribe", "subscribe_with_permit", "subscribe_by_signature", "charge", "charge_many"),
    *("charge_usage", "charge_usage_by_signature", "cancel", "cancel_by_signature"),
    *("pause", "pause_by_signature", "resume", "resume_by_signature"),
    *("propose_price", "propose_price_by_signature", "accept_price", "accept_price_by_signature"),
    *("refund_period", "refund_period_by_signature"),
    *("withdraw_credit", "withdraw_credit_by_signature", "revoke_signature"),
}


@pytest.fixture
def rule(subscription, admin, merchant, outsider):
    """The admin changes everything that an admin can change."""

    def change():
        subscription.set_merchant_fee(merchant, 1, sender=admin)
        subscription.set_fee(100, sender=admin)
        subscription.set_fee_receiver(outsider, sender=admin)
        subscription.set_paused(True, sender=admin)
        subscription.transfer_admin(outsider, sender=admin)
        subscription.accept_admin(sender=outsider)

    return change


def test_has_no_verbs_besides_these(subscription):
    verbs = {verb.name for verb in subscription.contract_type.mutable_methods}
    assert verbs == FOR_THE_ADMIN | FOR_ITSELF | FOR_OTHERS


def test_reverts_for_others_than_the_admin(subscription, each):
    for person in each("deployer", "fee_receiver", "merchant", "subscriber", "stranger"):
        calls = [(subscription.set_fee, 1), (subscription.set_fee_receiver, person), (subscription.set_paused, True)]
        for verb, argument in [*calls, (subscription.transfer_admin, person)]:
            with ape.reverts("admin: not the admin"):
                verb(argument, sender=person)
        with ape.reverts("admin: not the pending admin"):
            subscription.accept_admin(sender=person)


def test_reverts_beyond_its_bounds(subscription, admin):
    for fee in (101, 2**256 - 1):
        with ape.reverts("policy: fee above the cap"):
            subscription.set_fee(fee, sender=admin)
    for receiver in (ZERO, subscription):
        with ape.reverts("policy: bad fee receiver"):
            subscription.set_fee_receiver(receiver, sender=admin)


def test_hands_over_in_two_steps(subscription, admin, outsider, stranger):
    subscription.transfer_admin(stranger, sender=admin)
    subscription.transfer_admin(outsider, sender=admin)
    with ape.reverts("admin: not the pending admin"):
        subscription.accept_admin(sender=stranger)
    subscription.accept_admin(sender=outsider)
    assert (subscription.admin(), subscription.pending_admin()) == (outsider, ZERO)


@pytest.mark.parametrize("stage", ["opened", "failing", "paused"])
def test_has_no_part_in_a_live_mandate(subscription, admin, state, request, stage, dollar):
    terms = request.getfixturevalue(stage)()
    before = list(state(terms)), dollar.balanceOf(admin)
    for verb, arguments in (
        (subscription.cancel, []),
        (subscription.pause, []),
        (subscription.resume, []),
        (subscription.charge_usage, [1]),
        (subscription.propose_price, [1]),
        (subscription.accept_price, [1, 1]),
        (subscription.refund_period, []),
    ):
        with ape.reverts():
            verb(terms, *arguments, sender=admin)
    assert (list(state(terms)), dollar.balanceOf(admin)) == before


@pytest.mark.parametrize("stage", ["opened", "failing", "paused"])
def test_changes_do_not_touch_a_live_mandate(state, rule, request, stage):
    terms = request.getfixturevalue(stage)()
    before = list(state(terms))
    rule()
    assert list(state(terms)) == before


def test_changes_do_not_touch_what_live_mandates_may_do(
    subscription, opened, broke, merchant, subscriber, stranger, outsider, dollar, deployer, rule, at, state
):
    fixed, metered, third = opened(), opened(metered=True), opened()
    dollar.mint(merchant, AMOUNT, sender=deployer)
    dollar.approve(subscription, AMOUNT, sender=merchant)
    rule()
    subscription.charge_usage(metered, AMOUNT, sender=merchant)
    subscription.propose_price(fixed, 7, sender=merchant)
    subscription.pause(third, sender=subscriber)
    subscription.resume(third, sender=subscriber)
    subscription.refund_period(third, sender=merchant)
    subscription.cancel(third, sender=subscriber)
    at(period_start(fixed, 1))
    subscription.charge(fixed, sender=stranger)
    assert (state(fixed).charges, state(fixed).fee_bps) == (2, 50)
    # Where fees go is all that has changed.
    assert dollar.balanceOf(outsider) == 2 * FEE
    assert state(metered).status == OPEN


def test_stops_new_mandates_by_every_door(subscription, mandate, subscriber, relayer, sign, admin, at):
    terms = mandate()
    subscription.set_paused(True, sender=admin)
    at(terms["start"])
    permit = (0, 0, 0, bytes(32), bytes(32))
    signed = sign(subscriber, "Mandate", terms)
    for call in (
        lambda: subscription.subscribe(terms, sender=subscriber),
        lambda: subscription.subscribe_with_permit(terms, permit, sender=subscriber),
        lambda: subscription.subscribe_by_signature(terms, signed, permit, sender=relayer),
    ):
        with ape.reverts("policy: paused"):
            call()


def test_nobody_pulls_but_the_contract_itself(subscription, each, dollar, subscriber, stranger):
    before = dollar.balanceOf(subscriber)
    for person in each("subscriber", "merchant", "admin", "fee_receiver", "stranger"):
        with ape.reverts("subscription: not that party"):
            subscription.pull(dollar, subscriber, stranger, 1, 0, stranger, 0, sender=person)
    assert dollar.balanceOf(subscriber) == before


def test_no_token_pulls_another(subscription, opened, hostile, dollar, deployer, subscriber, stranger, at):
    """A token is called by the contract itself, in the middle of a pull; what it calls back is not the contract."""
    terms = opened(token=hostile)
    call = subscription.pull.encode_input(dollar, subscriber, stranger, 1, 0, stranger, 0)
    hostile.setHook(subscription, call, False, sender=deployer)
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger)
    assert hostile.hookRuns() > 0 and not hostile.hookSucceeded()
    assert dollar.balanceOf(stranger) == 0
