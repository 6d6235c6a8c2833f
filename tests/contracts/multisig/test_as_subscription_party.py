"""The wallet as merchant and as subscriber of the Subscription: plans by call, mandates by ERC-1271."""

import ape
import pytest
from wallet_hand import call
from wallet_words import DAY, NO_MEMO, by_key, packed, words

DOLLAR = 10**6
PRICE, NET, MONTH = 10 * DOLLAR, 9_950_000, 30 * DAY


@pytest.fixture
def subscriber(accounts):
    return accounts[3]


@pytest.fixture
def mandate(chain, dollar, multisig, subscriber):
    """Ten dollars for each 30 days to the wallet, from ten seconds ago; keywords change who pays whom."""

    def make(merchant=multisig, payer=subscriber):
        plan = {"merchant": merchant.address, "payout": merchant.address, "token": dollar.address}
        plan |= {"amount": PRICE, "first_amount": PRICE, "period_unit": 0, "period_count": MONTH, "trial": 0}
        plan |= {"metered": False, "tip": 0, "max_fee_bps": 100, "grace": 3 * DAY, "retry_gap": DAY}
        plan |= {"price_notice": 0, "pause_limit": 0, "reference": NO_MEMO}
        terms = {"subscriber": payer.address, "plan": plan, "start": chain.pending_timestamp - 10, "end": 0}
        return terms | {"max_charges": 0, "lifetime_cap": 0, "salt": b"\1" * 32}

    return make


@pytest.fixture
def subscribed(subscription, mandate, hand, owners, subscriber, dollar, deployer):
    """A mandate of the wallet's plan, opened and charged once."""
    terms = mandate()
    hand.call([call(subscription.publish_plan, terms["plan"])], owners)
    dollar.mint(subscriber, 100 * DOLLAR, sender=deployer)
    dollar.approve(subscription, 100 * DOLLAR, sender=subscriber)
    subscription.subscribe(words(terms), sender=subscriber)
    return terms


def test_no_owner_publishes_alone(subscription, mandate, hand, owners):
    plan = mandate()["plan"]
    with ape.reverts("subscription: not that party"):
        subscription.publish_plan(words(plan), sender=owners[0])
    with ape.reverts("multisig: too few approvals"):
        hand.call([call(subscription.publish_plan, plan)], owners[:2])


def test_is_charged_for_month_by_month(subscription, subscribed, multisig, dollar, relayer, at):
    before = dollar.balanceOf(multisig)
    for month in (1, 2):
        at(subscribed["start"] + month * MONTH)
        subscription.charge(words(subscribed), sender=relayer)
    assert dollar.balanceOf(multisig) - before == 2 * NET


def test_refunds_the_rest_of_a_period(subscription, subscribed, hand, owners, subscriber, dollar, at):
    before = dollar.balanceOf(subscriber)
    steps = [call(dollar.approve, subscription, PRICE), call(subscription.refund_period, subscribed)]
    at(subscribed["start"] + MONTH // 2)
    hand.call(steps, owners)
    assert dollar.balanceOf(subscriber) - before == PRICE // 2


def test_subscribes_by_signature(subscription, mandate, hand, owners, multisig, slow, slow_hand, dollar, relayer):
    """Wallet to wallet: one publishes by call, the other approves the token by call and signs the mandate."""
    terms = mandate(merchant=slow, payer=multisig)
    slow_hand.call([call(subscription.publish_plan, terms["plan"])], owners[:2])
    hand.call([call(dollar.approve, subscription, 100 * DOLLAR)], owners)
    message = hand.digest("WalletMessage", {"digest": bytes(subscription.mandate_id(words(terms))), "epoch": 0})
    entries, no_permit = [by_key(owner, message) for owner in owners], (0, 0, 0, NO_MEMO, NO_MEMO)
    with ape.reverts("relayed: bad signature"):
        subscription.subscribe_by_signature(words(terms), packed(*entries[:2]), no_permit, sender=relayer)
    before = dollar.balanceOf(slow)
    subscription.subscribe_by_signature(words(terms), packed(*entries), no_permit, sender=relayer)
    assert dollar.balanceOf(slow) - before == NET


def test_cancels(subscription, subscribed, hand, owners, relayer, at):
    hand.call([call(subscription.cancel, subscribed)], owners)
    at(subscribed["start"] + MONTH)
    with ape.reverts("subscription: mandate is over"):
        subscription.charge(words(subscribed), sender=relayer)
