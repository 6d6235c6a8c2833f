import ape
import pytest
from eth_utils import to_checksum_address

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
ETHER = 10**18
DOLLAR = 10**6
NET, FEE, SHARE = 24_875_000, 125_000, 4_975_000
REVERTS, BURNS_GAS, FLOODS = 1, 2, 3
ONE, OTHER = (to_checksum_address(bytes([0xB0 + i] * 20)) for i in range(2))


@pytest.fixture
def owed(payout, fee_receiver):
    """What each receiver of 25 dollars gets, when two get a fifth each."""
    return {ONE: SHARE, OTHER: SHARE, payout.address: NET - 2 * SHARE, fee_receiver.address: FEE}


@pytest.mark.parametrize("who", ["first", "second", "payout", "fee_receiver"])
def test_credits_a_receiver_whom_the_token_refuses(
    funded, issue_shared, payer, hostile, deployer, owed, only_event, request, who
):
    refused = {"first": ONE, "second": OTHER}.get(who) or request.getfixturevalue(who).address
    hostile.list(refused, True, sender=deployer)
    terms, shares, signature = issue_shared((ONE, 2_000), (OTHER, 2_000), token=hostile)
    receipt = funded.pay_split(terms, shares, signature, sender=payer)
    assert only_event(receipt, funded.CreditIncreased) == {
        "receiver": refused,
        "token": hostile,
        "number": 1,
        "amount": owed[refused],
        "balance": owed[refused],
    }
    for receiver, amount in owed.items():
        assert hostile.balanceOf(receiver) == (0 if receiver == refused else amount)
    assert funded.credits(hostile) == hostile.balanceOf(funded) == owed[refused]


def test_credits_everybody_when_all_are_refused(funded, issue_shared, payer, hostile, deployer, owed):
    for receiver in owed:
        hostile.list(receiver, True, sender=deployer)
    terms, shares, signature = issue_shared((ONE, 2_000), (OTHER, 2_000), token=hostile)
    receipt = funded.pay_split(terms, shares, signature, sender=payer)
    assert [log.number for log in receipt.decode_logs(funded.CreditIncreased)] == [1, 2, 3, 4]
    assert {receiver: funded.credit(receiver, hostile) for receiver in owed} == owed
    assert funded.credits(hostile) == hostile.balanceOf(funded) == 25 * DOLLAR


def test_lets_the_refused_receiver_withdraw_elsewhere(
    funded, issue_shared, payer, hostile, deployer, stranger, relayer
):
    hostile.list(stranger, True, sender=deployer)
    terms, shares, signature = issue_shared((stranger, 2_000), token=hostile)
    funded.pay_split(terms, shares, signature, sender=payer)
    with ape.reverts("credits: withdrawal failed"):
        funded.withdraw_credit(hostile, stranger, sender=stranger)
    funded.withdraw_credit(hostile, relayer, sender=stranger)
    assert (hostile.balanceOf(relayer), hostile.balanceOf(funded), funded.credits(hostile)) == (SHARE, 0, 0)


def test_reverts_when_the_gateway_is_listed(funded, issue_shared, payer, hostile, deployer):
    hostile.list(funded, True, sender=deployer)
    terms, shares, signature = issue_shared((ONE, 2_000), token=hostile)
    with ape.reverts("listed"):
        funded.pay_split(terms, shares, signature, sender=payer)
    assert not funded.is_paid(funded.payment_id(terms))


@pytest.mark.parametrize("receipt", [REVERTS, BURNS_GAS, FLOODS])
def test_credits_a_receiver_who_refuses_coins(
    funded, issue_shared, payer, wallet, deployer, chain, payout, fee_receiver, receipt
):
    wallet.setReceipt(receipt, sender=deployer)
    before = payout.balance, fee_receiver.balance
    terms, shares, signature = issue_shared((wallet, 2_000), (ONE, 2_000), token=NATIVE, amount=ETHER)
    funded.pay_split(terms, shares, signature, sender=payer, value=ETHER, gas_limit=2_000_000)
    net = ETHER - ETHER // 200
    assert funded.credit(wallet, NATIVE) == funded.credits(NATIVE) == funded.balance == net // 5
    assert chain.get_balance(ONE) == net // 5
    assert (payout.balance - before[0], fee_receiver.balance - before[1]) == (net - 2 * net // 5, ETHER // 200)


@pytest.mark.parametrize("gas", range(160_000, 380_000, 20_000))
def test_a_starved_push_never_becomes_a_credit(funded, issue_shared, payer, wallet, gas):
    """Whatever gas the payer sends: the wallet gets its share or the payment reverts."""
    terms, shares, signature = issue_shared((wallet, 2_000), token=NATIVE, amount=ETHER)
    try:
        funded.pay_split(terms, shares, signature, sender=payer, value=ETHER, gas_limit=gas)
    except ape.exceptions.TransactionError:
        assert not funded.is_paid(funded.payment_id(terms))
    assert funded.credits(NATIVE) == 0


def test_credits_all_when_the_token_burns_gas_on_the_way_out(
    funded, issue_shared, payer, built, deployer, owed, payout, fee_receiver
):
    """Each push burns all that it gets, which is bounded; the payment completes."""
    trap = deployer.deploy(built.TrapDollar)
    trap.mint(payer, 25 * DOLLAR, sender=deployer)
    trap.approve(funded, 25 * DOLLAR, sender=payer)
    terms, shares, signature = issue_shared((ONE, 2_000), (OTHER, 2_000), token=trap)
    receipt = funded.pay_split(terms, shares, signature, sender=payer, gas_limit=8_000_000)
    assert receipt.gas_used < 3_000_000
    assert {receiver: funded.credit(receiver, trap) for receiver in owed} == owed
    assert funded.credits(trap) == trap.balanceOf(funded) == 25 * DOLLAR
