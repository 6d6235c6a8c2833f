"""One test for each class of defect that audits of other escrows found in how money comes in and goes out."""

import ape
import pytest
from deal_terms import ALL, AMOUNT, CLOSED, FEE, NATIVE, ZERO
from eth_account import Account

RETURNS_FALSE, MOVES_NOTHING, TAKES_A_FEE = 1, 6, 7
EVERYTHING = 1
RECEIVE_FIELDS = (
    "address from",
    "address to",
    "uint256 value",
    "uint256 validAfter",
    "uint256 validBefore",
    "bytes32 nonce",
)


def test_one_inflow_is_not_counted_twice(escrow, deal, hostile, depositor, deployer):
    inner = deal(token=hostile, depositor=hostile)
    hostile.setHook(escrow, escrow.fund.encode_input(inner, b""), True, sender=deployer)
    with ape.reverts("hook failed"):
        escrow.fund(deal(token=hostile), b"", sender=depositor)
    assert escrow.deal_count() == hostile.balanceOf(escrow) == 0


@pytest.mark.parametrize("manner", [TAKES_A_FEE, MOVES_NOTHING])
def test_a_deal_is_funded_whole_or_not_at_all(escrow, deal, hostile, depositor, deployer, manner):
    hostile.setManner(manner, sender=deployer)
    with ape.reverts("intake: token moved other amount"):
        escrow.fund(deal(token=hostile), b"", sender=depositor)


def test_a_gift_is_not_taken_for_a_deposit(escrow, deal, hostile, depositor, deployer):
    hostile.mint(escrow, AMOUNT, sender=deployer)
    hostile.setManner(MOVES_NOTHING, sender=deployer)
    with ape.reverts("intake: token moved other amount"):
        escrow.fund(deal(token=hostile), b"", sender=depositor)


def test_a_token_without_code_is_refused(escrow, deal, depositor, stranger):
    for token in (stranger, ZERO, "0x" + "09".rjust(40, "0")):
        with ape.reverts("escrow: token has no code"):
            escrow.fund(deal(token=token), b"", sender=depositor)


def test_a_deal_without_a_beneficiary_is_refused(escrow, deal, depositor):
    with ape.reverts("escrow: bad beneficiary"):
        escrow.fund(deal(beneficiary=ZERO), b"", sender=depositor)


def test_an_authorization_alone_moves_no_money(escrow, deal, dollar, depositor, stranger, relayer, chain, id_of):
    terms = deal()
    domain = {
        "name": "Test Dollar",
        "version": "1",
        "chainId": chain.chain_id,
        "verifyingContract": dollar.address,
    }
    values = (depositor.address, escrow.address, AMOUNT, 0, 2**40, id_of(terms))
    fields = [dict(zip(("type", "name"), field.split(), strict=True)) for field in RECEIVE_FIELDS]
    message = dict(zip((field["name"] for field in fields), values, strict=True))
    signed = Account.sign_typed_data(depositor.private_key, domain, {"ReceiveWithAuthorization": fields}, message)
    words = (signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big"))
    for verb in (dollar.receiveWithAuthorization, dollar.transferWithAuthorization):
        with ape.reverts():
            verb(*values, *words, sender=stranger)
    escrow.fund_with_authorization(terms, b"", (0, 2**40, bytes(signed.signature)), sender=relayer)
    assert dollar.balanceOf(escrow) == AMOUNT


def test_tiny_parts_avoid_no_fee(escrow, held, depositor, dollar):
    terms = held(amount=400)
    for _ in range(20):
        escrow.release(terms, 19, sender=depositor)
    escrow.release(terms, ALL, sender=depositor)
    assert escrow.accrued_fees(dollar) == 2


def test_a_zero_fee_is_possible(escrow, held, depositor, beneficiary, dollar, admin):
    escrow.set_fee(0, sender=admin)
    escrow.release(held(max_fee_bps=0), ALL, sender=depositor)
    assert dollar.balanceOf(beneficiary) == AMOUNT


def test_a_fee_is_not_read_live(escrow, held, depositor, dollar, admin):
    terms = held(max_fee_bps=50)
    escrow.set_fee(100, sender=admin)
    escrow.release(terms, ALL, sender=depositor)
    assert escrow.accrued_fees(dollar) == FEE


def test_a_listed_fee_receiver_blocks_no_release(escrow, held, depositor, beneficiary, hostile, fee_receiver, deployer):
    hostile.list(fee_receiver, True, sender=deployer)
    escrow.release(held(token=hostile), ALL, sender=depositor)
    assert hostile.balanceOf(beneficiary) == AMOUNT - FEE


def test_a_listed_party_takes_its_money_elsewhere(
    escrow, disputed, beneficiary, arbiter, hostile, outsider, deployer, state
):
    terms = disputed(token=hostile)
    hostile.list(beneficiary, True, sender=deployer)
    escrow.resolve(terms, AMOUNT, 0, sender=arbiter)
    assert state(terms).status == CLOSED
    escrow.withdraw_credit(hostile, outsider, sender=beneficiary)
    assert hostile.balanceOf(outsider) == AMOUNT - FEE


def test_a_failed_transfer_in_a_settlement_is_owed_and_not_forgotten(
    escrow, held, depositor, beneficiary, hostile, deployer, sign, id_of
):
    terms = held(token=hostile)
    said = {"deal_id": id_of(terms), "to_beneficiary": 400, "held": AMOUNT, "deadline": 2**40}
    hostile.setManner(RETURNS_FALSE, sender=deployer)
    escrow.settle(terms, 400, 2**40, sign(depositor, "Settle", said), b"", sender=beneficiary)
    assert escrow.credit(beneficiary, hostile) == 398
    assert escrow.credit(depositor, hostile) == AMOUNT - 400
    assert escrow.credits(hostile) + escrow.accrued_fees(hostile) == hostile.balanceOf(escrow) == AMOUNT


@pytest.mark.parametrize("must_succeed", [False, True])
def test_a_receiver_that_calls_back_cannot_stop_a_ruling_or_be_paid_twice(
    escrow, disputed, depositor, beneficiary, arbiter, hostile, deployer, state, must_succeed
):
    terms = disputed(token=hostile)
    before = hostile.balanceOf(depositor)
    hostile.setHook(escrow, escrow.resolve_by_timeout.encode_input(terms), must_succeed, sender=deployer)
    escrow.resolve(terms, 400, 0, sender=arbiter)
    assert state(terms).status == CLOSED
    paid = hostile.balanceOf(depositor) - before, hostile.balanceOf(beneficiary)
    owed = escrow.credit(depositor, hostile), escrow.credit(beneficiary, hostile)
    shares = (AMOUNT - 400, 398)
    assert (owed, paid) == ((shares, (0, 0)) if must_succeed else ((0, 0), shares))


def test_native_coin_reaches_a_wallet_that_needs_more_than_2300_gas(escrow, held, wallet, depositor):
    before = wallet.received()
    escrow.release(held(token=NATIVE, beneficiary=wallet), ALL, sender=depositor)
    assert wallet.received() - before == AMOUNT - FEE and escrow.credits(NATIVE) == 0


@pytest.mark.parametrize("amount", [1, 3, AMOUNT])
def test_the_odd_unit_of_a_split_is_the_depositors_and_is_not_burnt(
    escrow, held, depositor, beneficiary, stranger, dollar, at, state, amount
):
    terms = held(amount=amount)
    escrow.dispute(terms, sender=beneficiary)
    before = dollar.balanceOf(depositor)
    at(state(terms).since + terms["dispute_period"])
    escrow.resolve_by_timeout(terms, sender=stranger)
    assert dollar.balanceOf(depositor) - before == amount - amount // 2
    assert dollar.balanceOf(escrow) == escrow.accrued_fees(dollar)


def test_signatures_are_bounded(escrow, deal, dollar, wallet, do, relayer, deployer, state):
    wallet.setAnswer(EVERYTHING, sender=deployer)
    dollar.mint(wallet, AMOUNT, sender=deployer)
    do(wallet, dollar.approve, escrow, AMOUNT)
    terms = deal(depositor=wallet)
    with ape.reverts():
        escrow.fund_by_signature(terms, b"", bytes(2_049), sender=relayer)
    escrow.fund_by_signature(terms, b"", bytes(2_048), sender=relayer)
    assert state(terms).held == AMOUNT
