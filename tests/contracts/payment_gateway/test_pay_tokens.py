import ape
import pytest

DOLLAR = 10**6
ZERO = "0x" + "00" * 20
(
    HONEST,
    RETURNS_FALSE,
    RETURNS_FALSE_BUT_MOVES,
    RETURNS_TWO,
    RETURNS_31_BYTES,
    RETURNS_96_BYTES,
    MOVES_NOTHING,
    TAKES_A_FEE,
    TAKES_A_FEE_FROM_SENDER,
    PAUSED,
    BURNS_GAS,
) = range(11)


@pytest.mark.parametrize("token", [ZERO, "0x" + "33" * 20, "0x" + "00" * 19 + "04"])
def test_reverts_when_the_token_has_no_code(funded, issue, payer, token):
    terms, signature = issue(token=token)
    with ape.reverts("gateway: token has no code"):
        funded.pay(terms, signature, sender=payer)
    assert not funded.is_paid(funded.payment_id(terms))


def test_reverts_when_the_token_is_the_gateway(funded, issue, payer):
    terms, signature = issue(token=funded)
    with ape.reverts():
        funded.pay(terms, signature, sender=payer)


@pytest.mark.parametrize("manner", [RETURNS_FALSE, RETURNS_FALSE_BUT_MOVES])
def test_reverts_when_the_token_says_no(funded, issue, payer, hostile, deployer, manner):
    hostile.setManner(manner, sender=deployer)
    terms, signature = issue(token=hostile)
    with ape.reverts("intake: token refused transfer"):
        funded.pay(terms, signature, sender=payer)


@pytest.mark.parametrize("manner", [MOVES_NOTHING, TAKES_A_FEE])
def test_reverts_when_the_merchant_gets_another_amount(funded, issue, payer, hostile, deployer, manner):
    hostile.setManner(manner, sender=deployer)
    terms, signature = issue(token=hostile)
    with ape.reverts("intake: token moved other amount"):
        funded.pay(terms, signature, sender=payer)


@pytest.mark.parametrize("manner", [RETURNS_TWO, RETURNS_31_BYTES])
def test_reverts_when_the_answer_is_no_truth_value(funded, issue, payer, hostile, deployer, manner):
    hostile.setManner(manner, sender=deployer)
    terms, signature = issue(token=hostile)
    with ape.reverts():
        funded.pay(terms, signature, sender=payer)
    assert not funded.is_paid(funded.payment_id(terms))


def test_reverts_with_the_tokens_own_reason(funded, issue, payer, hostile, deployer):
    hostile.setManner(PAUSED, sender=deployer)
    terms, signature = issue(token=hostile)
    with ape.reverts("paused"):
        funded.pay(terms, signature, sender=payer)


@pytest.mark.parametrize("listed", ["payer", "payout"])
def test_reverts_when_payer_or_payout_is_listed(funded, issue, payer, hostile, deployer, request, listed):
    hostile.list(request.getfixturevalue(listed), True, sender=deployer)
    terms, signature = issue(token=hostile)
    with ape.reverts("listed"):
        funded.pay(terms, signature, sender=payer)


def test_pays_with_a_token_that_returns_nothing(funded, issue, payer, payout, fee_receiver, silent):
    terms, signature = issue(token=silent)
    funded.pay(terms, signature, sender=payer)
    assert (silent.balanceOf(payout), silent.balanceOf(fee_receiver)) == (24_875_000, 125_000)


def test_pays_with_a_token_that_returns_96_bytes(funded, issue, payer, payout, fee_receiver, hostile, deployer):
    hostile.setManner(RETURNS_96_BYTES, sender=deployer)
    terms, signature = issue(token=hostile)
    funded.pay(terms, signature, sender=payer)
    assert (hostile.balanceOf(payout), hostile.balanceOf(fee_receiver)) == (24_875_000, 125_000)


def test_credits_the_fee_when_its_receiver_is_listed(
    funded, issue, payer, payout, fee_receiver, hostile, deployer, only_event
):
    hostile.list(fee_receiver, True, sender=deployer)
    for times in (1, 2):
        terms, signature = issue(token=hostile)
        receipt = funded.pay(terms, signature, sender=payer)
        assert only_event(receipt, funded.CreditIncreased) == {
            "receiver": fee_receiver,
            "token": hostile,
            "number": times,
            "amount": 125_000,
            "balance": times * 125_000,
        }
        assert funded.credit(fee_receiver, hostile) == funded.credits(hostile) == times * 125_000
        assert funded.credit_number() == times
        assert hostile.balanceOf(funded) == times * 125_000
        assert hostile.balanceOf(payout) == times * 24_875_000


def test_reverts_when_fee_and_credit_both_fail(funded, issue, payer, fee_receiver, hostile, deployer):
    hostile.list(fee_receiver, True, sender=deployer)
    hostile.list(funded, True, sender=deployer)
    terms, signature = issue(token=hostile)
    with ape.reverts("listed"):
        funded.pay(terms, signature, sender=payer)
    assert not funded.is_paid(funded.payment_id(terms))


def test_settles_once_when_the_token_reenters(
    funded, issue, payer, payout, dollar, hostile, wallet, deployer, only_event
):
    """In the middle of the first payment a rich wallet is made to pay a second invoice: only the lock refuses it."""
    dollar.mint(wallet, 25 * DOLLAR, sender=deployer)
    wallet.execute(dollar, 0, dollar.approve.encode_input(funded, 25 * DOLLAR), sender=deployer)
    first, signature = issue(token=hostile)
    second, other = issue()
    pay = funded.pay.encode_input(second, other)
    hostile.setHook(wallet, wallet.execute.encode_input(funded, 0, pay), False, sender=deployer)
    receipt = funded.pay(first, signature, sender=payer)
    only_event(receipt, funded.PaymentCompleted)
    assert hostile.hookRuns() == 2 and not hostile.hookSucceeded()
    assert not funded.is_paid(funded.payment_id(second))
    assert hostile.balanceOf(payout) == 24_875_000
    wallet.execute(funded, 0, pay, sender=deployer)
    assert funded.is_paid(funded.payment_id(second))


def test_settles_once_when_the_same_invoice_is_paid_again_within(funded, issue, payer, hostile, deployer):
    terms, signature = issue(token=hostile)
    hostile.setHook(funded, funded.pay.encode_input(terms, signature), True, sender=deployer)
    with ape.reverts("hook failed"):
        funded.pay(terms, signature, sender=payer)


def test_views_answer_in_the_middle_of_a_payment(funded, issue, payer, hostile, deployer):
    terms, signature = issue(token=hostile)
    payment_id = funded.payment_id(terms)
    hostile.setHook(funded, funded.is_paid.encode_input(payment_id), True, sender=deployer)
    funded.pay(terms, signature, sender=payer)
    assert hostile.hookSucceeded() and int.from_bytes(hostile.hookAnswer(), "big") == 1


def test_reverts_when_the_token_burns_all_gas(funded, issue, payer, hostile, deployer):
    hostile.setManner(BURNS_GAS, sender=deployer)
    terms, signature = issue(token=hostile)
    with ape.reverts():
        funded.pay(terms, signature, sender=payer, gas_limit=2_000_000)


def test_a_token_that_takes_from_the_sender_leaves_the_merchant_whole(funded, issue, payer, payout, hostile, deployer):
    hostile.setManner(TAKES_A_FEE_FROM_SENDER, sender=deployer)
    terms, signature = issue(token=hostile)
    funded.pay(terms, signature, sender=payer)
    assert hostile.balanceOf(payout) == 24_875_000
