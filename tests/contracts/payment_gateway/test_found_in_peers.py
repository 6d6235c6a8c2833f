"""What audits and users found in contracts that do the same work, one test each: docs/audit.md says where."""

import ape
import pytest

NATIVE = "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
DOLLAR = 10**6
WEEK = 7 * 86_400
HONEST, RETURNS_TWO = 0, 3
EVERYTHING, REVERTS = 1, 1


def test_nested_payment_cannot_count_one_inflow_twice(funded, issue_shared, hostile, payer, stranger):
    inner, inner_shares, inner_signature = issue_shared((stranger, 100), token=hostile)
    outer, shares, signature = issue_shared((stranger, 200), token=hostile)
    call = funded.pay_split.encode_input(inner, inner_shares, inner_signature)
    hostile.setHook(funded, call, False, sender=stranger)
    funded.pay_split(outer, shares, signature, sender=payer)
    # The lock itself refused, without a word: what comes later would have given a reason.
    assert hostile.hookRuns() > 0 and not hostile.hookSucceeded() and hostile.hookAnswer() == b""
    assert (funded.is_paid(funded.payment_id(outer)), funded.is_paid(funded.payment_id(inner))) == (True, False)
    assert hostile.balanceOf(funded) == 0


def test_parts_of_a_refund_never_round_anything_away(funded, paid, dollar, payer, merchant):
    terms = paid(amount=199)
    before = dollar.balanceOf(payer)
    for _ in range(3):
        funded.refund_payment(terms, 66, sender=merchant)
    funded.refund_payment(terms, 1, sender=merchant)
    assert dollar.balanceOf(payer) - before == 199


def test_unexpected_answer_is_no_success(funded, issue, hostile, payer, stranger):
    terms, signature = issue(token=hostile)
    hostile.setManner(RETURNS_TWO, sender=stranger)
    with ape.reverts():
        funded.pay(terms, signature, sender=payer)
    assert not funded.is_paid(funded.payment_id(terms))


def test_address_without_code_is_no_token(funded, issue, payer, stranger):
    terms, signature = issue(token=stranger)
    with ape.reverts("gateway: token has no code"):
        funded.pay(terms, signature, sender=payer)


def test_blocklisted_fee_receiver_blocks_no_sale(funded, issue, hostile, payer, payout, fee_receiver, stranger):
    terms, signature = issue(token=hostile)
    hostile.list(fee_receiver, True, sender=stranger)
    funded.pay(terms, signature, sender=payer)
    fee = terms["amount"] * 50 // 10_000
    assert hostile.balanceOf(payout) == terms["amount"] - fee
    assert funded.credit(fee_receiver, hostile) == fee


def test_blocklisted_merchant_keeps_its_money_and_its_payout_can_change(
    funded, issue_shared, hostile, payer, payout, merchant, stranger, relayer
):
    terms, shares, signature = issue_shared((stranger, 100), token=hostile)
    hostile.list(payout, True, sender=stranger)
    funded.pay_split(terms, shares, signature, sender=payer)
    credit = funded.credit(payout, hostile)
    assert credit > 0
    funded.withdraw_credit(hostile, relayer, sender=payout)
    assert hostile.balanceOf(relayer) == credit


@pytest.mark.parametrize("verb", ["register_merchant", "set_payout"])
def test_zero_is_nowhere_to_be_paid(funded, merchant, stranger, verb):
    zero = "0x" + "00" * 20
    with ape.reverts("merchants: payout is zero"):
        if verb == "set_payout":
            funded.set_payout(zero, sender=merchant)
        else:
            funded.register_merchant(zero, zero, sender=stranger)


def test_signature_of_one_wallet_is_none_of_its_owners_other(built, deployer, funded, issue, payer, merchant):
    wallets = [deployer.deploy(built.TestWallet) for _ in range(2)]
    for wallet in wallets:
        register = funded.register_merchant.encode_input(wallet.address, wallet.address)
        wallet.execute(funded, 0, register, sender=deployer)
    first, signature = issue(merchant=wallets[0])
    wallets[0].approve(funded.payment_id(first), signature, sender=deployer)
    other = first | {"merchant": wallets[1].address}
    with ape.reverts("gateway: not issued by merchant"):
        funded.pay(other, signature, sender=payer)
    funded.pay(first, signature, sender=payer)


def test_payment_cannot_be_faked_by_a_stranger(funded, invoice, sign, payer, stranger, merchant):
    terms = invoice()
    with ape.reverts("gateway: not issued by merchant"):
        funded.pay(terms, sign(stranger, terms), sender=payer)
    assert funded.merchant(merchant).number == 0


@pytest.mark.parametrize("amount", [0, 1, 24 * DOLLAR])
def test_submitter_cannot_choose_the_amount(funded, issue, authorization, payer, relayer, amount):
    terms, signature = issue()
    word = authorization(terms, value=amount)
    with ape.reverts():
        funded.pay_with_authorization(terms, [], signature, payer, word, sender=relayer)
    with ape.reverts("gateway: not issued by merchant"):
        funded.pay(terms | {"amount": amount or 2}, signature, sender=payer)


def test_signature_without_end_is_refused_before_it_costs(funded, issue, payer):
    terms, _ = issue()
    with ape.reverts():
        funded.pay(terms, b"\1" * 2_049, sender=payer)


def test_second_door_sees_what_the_first_one_did(funded, issue, enter, door):
    terms, signature = issue()
    enter("pay", terms, signature)
    with ape.reverts("payments: invoice already paid"):
        enter(door, terms, signature)


def test_used_id_is_never_forgotten(funded, paid, issue, at, payer, merchant, chain):
    terms = paid()
    funded.refund_payment(terms, terms["amount"], sender=merchant)
    with ape.reverts("payments: invoice already paid"):
        funded.cancel_payment(terms, sender=merchant)
    with ape.reverts("payments: invoice already paid"):
        funded.request_payment(terms, sender=merchant)


def test_reference_cannot_be_squatted(funded, issue, sign, invoice, payer, stranger):
    funded.register_merchant(stranger, stranger, sender=stranger)
    theirs = invoice(merchant=stranger, amount=1)
    funded.pay(theirs, sign(stranger, theirs), sender=payer)
    terms, signature = issue(reference=theirs["reference"], salt=theirs["salt"])
    funded.pay(terms, signature, sender=payer)
    assert funded.is_paid(funded.payment_id(terms))


def test_nobody_moves_the_receiver_out_of_what_was_signed(funded, issue, payer, stranger):
    terms, signature = issue()
    unsigned = "gateway: not issued by merchant"
    for changed, reason in (
        ({"merchant": stranger.address}, unsigned),
        ({"splits_hash": b"\1" * 32}, "gateway: invoice has splits"),
        ({"max_fee_bps": 10_000}, unsigned),
    ):
        with ape.reverts(reason):
            funded.pay(terms | changed, signature, sender=payer)


def test_permit_submitted_by_another_is_no_failure(funded, issue, dollar, permit, payer, stranger):
    terms, signature = issue()
    given = permit(value=terms["amount"])
    dollar.permit(payer, funded, *given, sender=stranger)
    funded.pay_with_permit(terms, [], signature, given, sender=payer)
    assert funded.is_paid(funded.payment_id(terms))


def test_authorization_cannot_arrive_unaccounted(funded, issue, dollar, authorization, payer, stranger):
    terms, _ = issue()
    after, before, signed = authorization(terms)
    words = signed[64], signed[:32], signed[32:64]
    call = (payer, funded, terms["amount"], after, before, funded.payment_id(terms), *words)
    with ape.reverts():
        dollar.receiveWithAuthorization(*call, sender=stranger)
    with ape.reverts():
        dollar.transferWithAuthorization(*call, sender=stranger)
    assert dollar.balanceOf(funded) == 0


def test_allowance_for_a_payment_never_pays_a_refund(funded, paid, dollar, payer, merchant):
    terms = paid()
    dollar.approve(funded, 0, sender=merchant)
    before = dollar.balanceOf(payer)
    with ape.reverts(dollar.ERC20InsufficientAllowance):
        funded.refund_payment(terms, DOLLAR, sender=merchant)
    assert dollar.balanceOf(payer) == before


def test_coins_that_a_wallet_refuses_are_not_lost(funded, issue, wallet, payer, merchant, relayer, chain):
    funded.set_payout(wallet, sender=merchant)
    chain.mine(deltatime=WEEK)
    wallet.setReceipt(REVERTS, sender=relayer)
    terms, signature = issue(token=NATIVE, amount=10**18)
    funded.pay(terms, signature, sender=payer, value=10**18)
    owed = funded.credit(wallet, NATIVE)
    assert owed == 10**18 * 9_950 // 10_000
    before = relayer.balance
    withdraw = funded.withdraw_credit.encode_input(NATIVE, relayer)
    wallet.execute(funded, 0, withdraw, sender=payer)
    assert relayer.balance - before == owed


def test_raised_fee_never_reaches_what_was_signed_before(funded, issue, admin, payer):
    terms, signature = issue(max_fee_bps=50)
    funded.set_fee(100, sender=admin)
    with ape.reverts("gateway: fee above signed cap"):
        funded.pay(terms, signature, sender=payer)


def test_wallet_that_says_yes_to_all_pays_for_itself_alone(funded, issue, wallet, dollar, payer, stranger, merchant):
    wallet.setAnswer(EVERYTHING, sender=stranger)
    funded.set_invoice_signer(wallet, sender=merchant)
    terms, _ = issue()
    before = dollar.balanceOf(wallet)
    with ape.reverts(dollar.ERC20InsufficientAllowance):
        funded.pay(terms, b"", sender=stranger)
    assert dollar.balanceOf(wallet) == before and not funded.is_paid(funded.payment_id(terms))
