"""What audits and users found in contracts that do the same work, one test each: docs/audit.md says where."""

import ape
import pytest
from mandate_terms import AMOUNT, CANCELLED, DAY, FAILING, NET, NO_PERMIT, OPEN, PERIOD, UNKNOWN, period_start

EVERYTHING = 1


@pytest.mark.parametrize("form", ["the same", "signed again"])
def test_cancelled_terms_are_not_revived_by_any_signature(
    subscription, opened, mandate, subscriber, relayer, sign, state, form
):
    terms = opened() if form == "the same" else mandate()
    signed = sign(subscriber, "Mandate", terms)
    subscription.cancel(terms, sender=subscriber)
    for again in (signed, sign(subscriber, "Mandate", terms)):
        with ape.reverts("subscription: known already"):
            subscription.subscribe_by_signature(terms, again, NO_PERMIT, sender=relayer)
    assert state(terms).status == CANCELLED


def test_a_signature_published_after_the_revocation_opens_nothing(
    subscription, mandate, subscriber, relayer, sign, id_of, state
):
    terms = mandate()
    signed = sign(subscriber, "Mandate", terms)
    subscription.revoke_signature(id_of(terms), sender=subscriber)
    with ape.reverts("relayed: signature already spent"):
        subscription.subscribe_by_signature(terms, signed, NO_PERMIT, sender=relayer)
    assert state(terms).status == UNKNOWN


def test_a_period_after_the_end_grants_nothing(subscription, opened, merchant, at, chain):
    end = chain.pending_timestamp + 200 + 2 * PERIOD + DAY
    fixed, metered = opened(end=end), opened(end=end, metered=True)
    for moment in (end, end + DAY, end + 5 * PERIOD):
        at(moment)
        for call in (
            lambda: subscription.charge(fixed, sender=merchant),
            lambda: subscription.charge_usage(metered, 1, sender=merchant),
        ):
            with ape.reverts("subscription: mandate is over"):
                call()


def test_no_price_is_read_live(subscription, opened, plan, merchant, stranger, at, moved):
    """The merchant closes the plan and publishes a dearer one of the same name: live mandates pay what they signed."""
    terms = opened()
    subscription.close_plan(subscription.plan_id(terms["plan"]), sender=merchant)
    dearer = terms["plan"] | {"amount": 100 * AMOUNT}
    subscription.publish_plan(dearer, sender=merchant)
    at(period_start(terms, 1))
    with ape.reverts("subscription: mandate unknown"):
        subscription.charge(terms | {"plan": dearer}, sender=merchant)
    assert moved(lambda: subscription.charge(terms, sender=stranger))["subscriber"] == -AMOUNT


def test_usage_has_a_cap_that_no_report_raises(subscription, opened, merchant, state):
    terms = opened(metered=True)
    for amount in (AMOUNT + 1, 2**96 - 1, 2**160, 2**256 - 1):
        with ape.reverts("subscription: bad amount"):
            subscription.charge_usage(terms, amount, sender=merchant)
    assert state(terms).total == 0


def test_missed_periods_do_not_pile_up(subscription, opened, stranger, at, moved):
    terms = opened()
    at(period_start(terms, 10))
    assert moved(lambda: subscription.charge(terms, sender=stranger))["subscriber"] == -AMOUNT
    with ape.reverts("subscription: not due yet"):
        subscription.charge(terms, sender=stranger)


def test_a_lost_merchant_stops_no_charge_and_no_cancel(subscription, opened, stranger, subscriber, at, state):
    terms = opened()
    at(period_start(terms, 1))
    subscription.charge(terms, sender=stranger)
    subscription.cancel(terms, sender=subscriber)
    assert (state(terms).charges, state(terms).status) == (2, CANCELLED)


def test_no_failure_without_a_trace(subscription, opened, broke, stranger, at, only_event, state):
    terms = opened()
    broke()
    at(period_start(terms, 1))
    receipt = subscription.charge(terms, sender=stranger)
    assert only_event(receipt, subscription.ChargeFailed)["attempt"] == 1
    assert state(terms).status == FAILING


def test_the_admin_points_approved_funds_nowhere(subscription, opened, admin, stranger, at, moved):
    """What changes hands by a charge is signed: only whoever receives the signed fee can be another."""
    terms = opened()
    subscription.set_fee_receiver(admin, sender=admin)
    subscription.set_fee(100, sender=admin)
    at(period_start(terms, 1))
    changes = moved(lambda: subscription.charge(terms, sender=stranger))
    assert (changes["subscriber"], changes["payout"]) == (-AMOUNT, NET)


def test_a_fresh_period_is_not_opened_by_cancel_and_a_new_plan(subscription, opened, merchant, subscriber, at):
    """Cancelling within a period that is paid and asking the same terms again takes no second charge of it."""
    terms = opened()
    at(terms["start"] + DAY)
    subscription.cancel(terms, sender=merchant)
    with ape.reverts("subscription: mandate is over"):
        subscription.charge(terms, sender=merchant)
    with ape.reverts("subscription: known already"):
        subscription.subscribe(terms, sender=subscriber)


def test_a_cancel_before_the_charge_in_the_same_block_wins(subscription, opened, subscriber, stranger, at):
    terms = opened()
    at(period_start(terms, 1))
    subscription.cancel(terms, sender=subscriber)
    with ape.reverts("subscription: mandate is over"):
        subscription.charge(terms, sender=stranger)


def test_a_wallet_that_says_yes_to_all_pays_for_itself_alone(
    subscription, mandate, wallet, deployer, relayer, at, state
):
    wallet.setAnswer(EVERYTHING, sender=deployer)
    own, others = mandate(subscriber=wallet), mandate()
    with ape.reverts("relayed: bad signature"):
        subscription.subscribe_by_signature(others, b"\1" * 65, NO_PERMIT, sender=relayer)
    at(own["start"])
    with ape.reverts("subscription: first charge fails"):
        subscription.subscribe_by_signature(own, b"\1" * 65, NO_PERMIT, sender=relayer, gas_limit=6_000_000)
    assert state(own).status == state(others).status == UNKNOWN


def test_a_signature_of_one_wallet_is_none_of_its_owners_other(
    subscription, built, dollar, mandate, deployer, relayer, id_of, do, state
):
    wallets = [deployer.deploy(built.TestWallet) for _ in range(2)]
    for wallet in wallets:
        dollar.mint(wallet, AMOUNT, sender=deployer)
        do(wallet, dollar.approve, subscription, AMOUNT)
    first = mandate(subscriber=wallets[0])
    second = first | {"subscriber": wallets[1].address}
    wallets[0].approve(id_of(first), b"signed", sender=deployer)
    with ape.reverts("relayed: bad signature"):
        subscription.subscribe_by_signature(second, b"signed", NO_PERMIT, sender=relayer)
    subscription.subscribe_by_signature(first, b"signed", NO_PERMIT, sender=relayer)
    assert (state(first).status, state(second).status) == (OPEN, UNKNOWN)


def test_a_signature_runs_nothing_for_a_contract_that_does_not_exist(subscription, mandate, relayer):
    """ERC-6492: data that would deploy a wallet first is only bytes here."""
    magic = bytes.fromhex("6492" * 16)
    with ape.reverts("relayed: bad signature"):
        subscription.subscribe_by_signature(
            mandate(subscriber="0x" + "5a" * 20), b"\1" * 160 + magic, NO_PERMIT, sender=relayer
        )


def test_a_reference_and_a_salt_are_squatted_by_nobody(
    subscription, opened, mandate, outsider, merchant, subscriber, at, state
):
    theirs = opened(merchant=outsider, publisher=outsider)
    terms = mandate(plan=theirs["plan"] | {"merchant": merchant.address})
    subscription.publish_plan(terms["plan"], sender=merchant)
    terms["salt"] = theirs["salt"]
    subscription.subscribe(terms | {"start": theirs["start"]}, sender=subscriber)
    assert state(terms | {"start": theirs["start"]}).status == state(theirs).status == OPEN


def test_nobody_else_cancels_by_naming_a_party(subscription, opened, subscriber, merchant, stranger, sign, state):
    terms = opened()
    said = {"mandate_id": subscription.mandate_id(terms), "deadline": 2**40}
    for person in (subscriber, merchant):
        with ape.reverts("relayed: bad signature"):
            subscription.cancel_by_signature(
                terms, person, 2**40, sign(stranger, "CancelMandate", said), sender=stranger
            )
    assert state(terms).status == OPEN
