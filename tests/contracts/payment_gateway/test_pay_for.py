import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ZERO = "0x" + "00" * 20
DOLLAR = 10**6
ETHER = 10**18
ONE = "0xA0a0a0A0A0A0a0a0A0A0a0A0a0A0a0A0A0A0a0a0"


@pytest.fixture
def sponsor(funded, dollar, deployer, relayer):
    """Somebody with 100 dollars of its own, all of it allowed."""
    dollar.mint(relayer, 100 * DOLLAR, sender=deployer)
    dollar.approve(funded, 100 * DOLLAR, sender=relayer)
    return relayer


@pytest.mark.parametrize("shared", [False, True])
def test_reverts_for_payer_zero(funded, issue, issue_shared, sponsor, shared):
    terms, shares, signature = issue_shared((ONE, 1))
    if not shared:
        (terms, signature), shares = issue(), []
    with ape.reverts("gateway: bad payer"):
        funded.pay_for(terms, shares, signature, ZERO, sender=sponsor)


def test_reverts_for_another_payer_of_record(funded, issue, sponsor, payer, stranger):
    terms, signature = issue(payer=payer)
    dollars = stranger, sponsor
    for named in dollars:
        with ape.reverts("gateway: not the payer"):
            funded.pay_for(terms, [], signature, named, sender=sponsor)
    with ape.reverts("gateway: not the payer"):
        funded.pay_for(terms, [], signature, stranger, sender=payer)


def test_pays_for_the_named_payer(funded, issue, sponsor, payer):
    terms, signature = issue(payer=payer)
    funded.pay_for(terms, [], signature, payer, sender=sponsor)
    assert funded.payment(funded.payment_id(terms))[1] == payer


@pytest.mark.parametrize("sender", ["stranger", "merchant", "admin", "invoice_signer", "payout"])
@pytest.mark.parametrize("shared", [False, True])
def test_never_takes_the_payer_of_records_money(
    funded, issue, issue_shared, payer, merchant, dollar, request, sender, shared
):
    """The payer's allowance is there; the sender has none of its own."""
    terms, shares, signature = issue_shared((ONE, 1))
    if not shared:
        (terms, signature), shares = issue(), []
    person = request.getfixturevalue(sender)
    dollar.approve(funded, 0, sender=merchant)
    reason = "gateway: payer is the payout" if sender == "payout" and not shared else dollar.ERC20InsufficientAllowance
    with ape.reverts(reason):
        funded.pay_for(terms, shares, signature, payer, sender=person)
    assert dollar.balanceOf(payer) == 10_000 * DOLLAR


def test_reverts_when_the_caller_is_the_payout(funded, issue, payer, payout, dollar, deployer):
    dollar.mint(payout, 25 * DOLLAR, sender=deployer)
    dollar.approve(funded, 25 * DOLLAR, sender=payout)
    terms, signature = issue()
    with ape.reverts("gateway: payer is the payout"):
        funded.pay_for(terms, [], signature, payer, sender=payout)


@pytest.mark.parametrize("value", [0, ETHER - 1, ETHER + 1])
def test_reverts_when_the_value_is_not_the_amount(funded, issue, payer, sponsor, value):
    terms, signature = issue(token=NATIVE, amount=ETHER)
    with ape.reverts("gateway: wrong native value"):
        funded.pay_for(terms, [], signature, payer, sender=sponsor, value=value)


def test_takes_the_callers_money_and_names_the_payer(funded, issue, sponsor, payer, payout, dollar, only_event):
    terms, signature = issue()
    event = only_event(funded.pay_for(terms, [], signature, payer, sender=sponsor), funded.PaymentCompleted)
    assert (event["payer"], event["number"], event["amount"]) == (payer, 1, 25 * DOLLAR)
    assert (dollar.balanceOf(sponsor), dollar.balanceOf(payer)) == (75 * DOLLAR, 10_000 * DOLLAR)
    assert dollar.balanceOf(payout) == 24_875_000


def test_refunds_go_to_the_payer_of_record(funded, issue, sponsor, payer, merchant, dollar):
    terms, signature = issue()
    funded.pay_for(terms, [], signature, payer, sender=sponsor)
    funded.refund_payment(terms, 25 * DOLLAR, sender=merchant)
    assert (dollar.balanceOf(sponsor), dollar.balanceOf(payer)) == (75 * DOLLAR, 10_025 * DOLLAR)


def test_pays_shares(funded, issue_shared, sponsor, payer, payout, dollar):
    terms, shares, signature = issue_shared((ONE, 2_000))
    funded.pay_for(terms, shares, signature, payer, sender=sponsor)
    assert (dollar.balanceOf(ONE), dollar.balanceOf(payout)) == (4_975_000, 19_900_000)
    assert (dollar.balanceOf(sponsor), dollar.balanceOf(funded)) == (75 * DOLLAR, 0)


def test_pays_native_coin(funded, issue, sponsor, payer, payout):
    before = payout.balance
    terms, signature = issue(token=NATIVE, amount=ETHER)
    funded.pay_for(terms, [], signature, payer, sender=sponsor, value=ETHER)
    assert payout.balance - before == ETHER - ETHER // 200
    assert funded.payment(funded.payment_id(terms))[1] == payer
