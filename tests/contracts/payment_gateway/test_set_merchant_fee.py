import ape
import pytest

CLEAR = 10_000


@pytest.mark.parametrize("sender", ["deployer", "merchant", "payer", "fee_receiver", "stranger"])
def test_reverts_for_others_than_the_admin(gateway, merchant, request, sender):
    with ape.reverts("admin: not the admin"):
        gateway.set_merchant_fee(merchant, 1, sender=request.getfixturevalue(sender))


def test_reverts_when_the_merchant_is_not_registered(gateway, admin, stranger):
    with ape.reverts("merchants: not registered"):
        gateway.set_merchant_fee(stranger, 1, sender=admin)


@pytest.mark.parametrize("fee_bps", [50, 51, 9_999, 10_001, 2**16, 2**256 - 1])
def test_reverts_when_the_fee_is_not_below_everybodys(gateway, admin, merchant, fee_bps):
    with ape.reverts("merchants: fee not lower"):
        gateway.set_merchant_fee(merchant, fee_bps, sender=admin)


@pytest.mark.parametrize("fee_bps", [0, 1, 49])
def test_stores_logs_and_charges_the_fee(
    funded, admin, merchant, payer, issue, dollar, fee_receiver, only_event, fee_bps
):
    receipt = funded.set_merchant_fee(merchant, fee_bps, sender=admin)
    assert only_event(receipt, funded.MerchantFeeChanged) == {"merchant": merchant, "fee_bps": fee_bps}
    assert funded.merchant(merchant).fee_bps == fee_bps
    terms, signature = issue(max_fee_bps=fee_bps)
    funded.pay(terms, signature, sender=payer)
    assert dollar.balanceOf(fee_receiver) == 25_000_000 * fee_bps // 10_000


def test_follows_the_protocols_fee_when_that_falls_below(gateway, admin, merchant):
    gateway.set_merchant_fee(merchant, 40, sender=admin)
    gateway.set_fee(30, sender=admin)
    assert gateway.merchant(merchant).fee_bps == 30
    gateway.set_fee(100, sender=admin)
    assert gateway.merchant(merchant).fee_bps == 40


def test_clears_and_leaves_the_rest_alone(funded, admin, merchant, payer, issue, stranger, payout):
    funded.set_payout(stranger, sender=merchant)
    terms, signature = issue()
    funded.pay(terms, signature, sender=payer)
    before = tuple(funded.merchant(merchant))
    for _ in range(2):
        funded.set_merchant_fee(merchant, CLEAR, sender=admin)
        assert tuple(funded.merchant(merchant)) == before
    funded.set_merchant_fee(merchant, 0, sender=admin)
    after = funded.merchant(merchant)
    assert (after.payout, after.proposed_payout, after.number, after.fee_bps) == (payout, stranger, 1, 0)
    funded.set_merchant_fee(merchant, CLEAR, sender=admin)
    assert tuple(funded.merchant(merchant)) == before
