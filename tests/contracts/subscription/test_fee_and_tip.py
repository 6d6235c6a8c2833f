import ape
import pytest
from mandate_terms import AMOUNT, FEE, FEE_BPS, LARGEST, NET, TIP, period_start

RETURNS_FALSE = 1


@pytest.fixture
def second(subscription, at, stranger, moved):
    """The second charge of a mandate, sent by a stranger: what everybody has more or less."""

    def charge(terms, token=None, sender=stranger):
        at(period_start(terms, 1))
        return moved(lambda: subscription.charge(terms, sender=sender), token)

    return charge


@pytest.mark.parametrize("fee_bps", [0, 7, 100])
def test_fee_is_that_of_the_day_of_subscription_for_life(subscription, opened, admin, second, state, fee_bps):
    old = opened()
    subscription.set_fee(fee_bps, sender=admin)
    new = opened()
    assert (state(old).fee_bps, state(new).fee_bps) == (FEE_BPS, fee_bps)
    assert second(old)["fees"] == FEE
    assert second(new).get("fees", 0) == AMOUNT * fee_bps // 10_000


def test_fee_goes_to_the_receiver_of_the_day_of_the_charge(subscription, opened, admin, outsider, dollar, second):
    terms = opened()
    subscription.set_fee_receiver(outsider, sender=admin)
    assert "fees" not in second(terms) and dollar.balanceOf(outsider) == FEE


def test_a_merchants_own_fee_counts_for_mandates_from_then_on(
    subscription, opened, admin, merchant, second, only_event, state
):
    old = opened()
    receipt = subscription.set_merchant_fee(merchant, 7, sender=admin)
    assert only_event(receipt, subscription.MerchantFeeChanged) == {"merchant": merchant, "fee_bps": 7}
    new = opened()
    subscription.set_merchant_fee(merchant, 10_000, sender=admin)
    third = opened()
    assert [state(terms).fee_bps for terms in (old, new, third)] == [FEE_BPS, 7, FEE_BPS]
    assert second(new)["fees"] == AMOUNT * 7 // 10_000
    assert subscription.merchant_number(merchant) == 10


def test_a_merchants_own_fee_is_never_above_everybodys(subscription, opened, admin, merchant, state):
    subscription.set_merchant_fee(merchant, 49, sender=admin)
    subscription.set_fee(10, sender=admin)
    assert state(opened()).fee_bps == 10


def test_a_merchants_own_fee_is_refused_when_not_lower(subscription, admin, merchant):
    for fee_bps in (FEE_BPS, 9_999, 10_001, 2**256 - 1):
        with ape.reverts("merchants: fee not lower"):
            subscription.set_merchant_fee(merchant, fee_bps, sender=admin)


def test_a_merchants_own_fee_is_the_admins_word_alone(subscription, merchant, each):
    for person in each("merchant", "fee_receiver", "stranger"):
        with ape.reverts("admin: not the admin"):
            subscription.set_merchant_fee(merchant, 1, sender=person)


@pytest.mark.parametrize("amount, fee", [(1, 0), (199, 0), (200, 1), (LARGEST // 4, LARGEST // 4 * FEE_BPS // 10_000)])
def test_fee_is_rounded_down(opened, hostile, deployer, subscriber, subscription, second, amount, fee):
    hostile.mint(subscriber, 2 * amount, sender=deployer)
    hostile.approve(subscription, 2**256 - 1, sender=subscriber)
    changes = second(opened(token=hostile, amount=amount), hostile)
    assert (changes.get("fees", 0), changes["payout"]) == (fee, amount - fee)


def test_a_refused_fee_is_taken_in_and_credited(subscription, opened, hostile, fee_receiver, deployer, second):
    terms = opened(token=hostile, tip=TIP)
    hostile.list(fee_receiver, True, sender=deployer)
    changes = second(terms, hostile)
    assert changes == {"subscriber": -AMOUNT, "payout": NET - TIP, "subscription": FEE, "stranger": TIP}
    assert subscription.credit(fee_receiver, hostile) == subscription.credits(hostile) == FEE
    hostile.list(fee_receiver, False, sender=deployer)
    subscription.withdraw_credit(hostile, fee_receiver, sender=fee_receiver)
    assert hostile.balanceOf(subscription) == 0


def test_a_refused_tip_goes_to_the_payout(subscription, opened, hostile, stranger, deployer, at, only_event, moved):
    terms = opened(token=hostile, tip=TIP)
    hostile.list(stranger, True, sender=deployer)
    at(period_start(terms, 1))
    receipts = []
    changes = moved(lambda: receipts.append(subscription.charge(terms, sender=stranger)), hostile)
    assert changes == {"subscriber": -AMOUNT, "payout": NET, "fees": FEE}
    assert only_event(receipts[0], subscription.Charged)["tip"] == 0


@pytest.mark.parametrize("party", ["subscriber", "payout", "fee_receiver"])
def test_nobody_is_charged_more_when_a_party_takes_its_own_tip(opened, request, second, party):
    terms = opened(tip=TIP)
    changes = second(terms, sender=request.getfixturevalue(party))
    role = {"fee_receiver": "fees"}.get(party, party)
    expected = {"subscriber": -AMOUNT, "payout": NET - TIP, "fees": FEE}
    assert changes == expected | {role: expected[role] + TIP}


@pytest.mark.parametrize("tip", [1, AMOUNT - FEE - 1, AMOUNT - FEE, AMOUNT])
def test_a_tip_is_at_most_what_the_fee_leaves(opened, second, tip):
    changes = second(opened(tip=tip))
    assert changes["stranger"] == min(tip, NET) and changes.get("payout", 0) == NET - min(tip, NET)


@pytest.mark.parametrize("door", ["subscribe", "usage"])
def test_no_tip_is_paid_with_the_first_charge_and_for_usage(subscription, opened, merchant, dollar, moved, door):
    if door == "subscribe":
        opened(tip=TIP)
        assert dollar.balanceOf(merchant) == 0
        return
    terms = opened(metered=True, tip=TIP)
    assert "merchant" not in moved(lambda: subscription.charge_usage(terms, AMOUNT, sender=merchant))
