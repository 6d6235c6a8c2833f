import ape
import pytest
from deal_terms import AMOUNT, FEE_BPS, FUNDED, NATIVE, NONE

RETURNS_FALSE, FALSE_BUT_MOVES, RETURNS_TWO, RETURNS_31, RETURNS_96 = 1, 2, 3, 4, 5
MOVES_NOTHING, TAKES_A_FEE, FEE_FROM_SENDER, PAUSED = 6, 7, 8, 9


@pytest.mark.parametrize("sender", ["beneficiary", "arbiter", "admin", "stranger", "relayer"])
def test_reverts_for_others_than_the_depositor(escrow, deal, dollar, deployer, request, sender):
    person = request.getfixturevalue(sender)
    dollar.mint(person, AMOUNT, sender=deployer)
    dollar.approve(escrow, AMOUNT, sender=person)
    with ape.reverts("escrow: not the depositor"):
        escrow.fund(deal(), b"", sender=person)


@pytest.mark.parametrize("change", ["open", "disputed", "closed"])
def test_reverts_the_second_time_whatever_became_of_the_deal(
    escrow, held, depositor, beneficiary, relayer, sign, change
):
    terms = held()
    if change == "closed":
        escrow.release(terms, terms["amount"], sender=depositor)
    if change == "disputed":
        escrow.dispute(terms, sender=beneficiary)
    with ape.reverts("escrow: already funded"):
        escrow.fund(terms, b"", sender=depositor)
    with ape.reverts("escrow: already funded"):
        escrow.fund_by_signature(terms, b"", sign(depositor, "Deal", terms), sender=relayer)


def test_reverts_while_new_money_is_stopped(escrow, deal, depositor, admin, relayer, sign):
    escrow.set_paused(True, sender=admin)
    terms = deal()
    with ape.reverts("policy: paused"):
        escrow.fund(terms, b"", sender=depositor)
    with ape.reverts("policy: paused"):
        escrow.fund_with_permit(terms, b"", (0, 0, 0, b"", b""), sender=depositor)
    with ape.reverts("policy: paused"):
        escrow.fund_with_authorization(terms, b"", (0, 0, b""), sender=relayer)
    with ape.reverts("policy: paused"):
        escrow.fund_by_signature(terms, b"", sign(depositor, "Deal", terms), sender=relayer)
    escrow.set_paused(False, sender=admin)
    escrow.fund(terms, b"", sender=depositor)


def test_reverts_without_allowance_or_money(escrow, deal, depositor, dollar, stranger):
    dollar.approve(escrow, AMOUNT - 1, sender=depositor)
    with ape.reverts():
        escrow.fund(deal(), b"", sender=depositor)
    dollar.approve(escrow, AMOUNT, sender=depositor)
    dollar.transfer(stranger, dollar.balanceOf(depositor) - AMOUNT + 1, sender=depositor)
    terms = deal()
    with ape.reverts():
        escrow.fund(terms, b"", sender=depositor)
    assert escrow.deal(escrow.deal_id(terms)).status == NONE


@pytest.mark.parametrize(
    "manner, reason",
    [
        (RETURNS_FALSE, "intake: token refused transfer"),
        (FALSE_BUT_MOVES, "intake: token refused transfer"),
        (MOVES_NOTHING, "intake: token moved other amount"),
        (TAKES_A_FEE, "intake: token moved other amount"),
        (RETURNS_TWO, ""),
        (RETURNS_31, ""),
        (PAUSED, "paused"),
    ],
)
def test_reverts_when_the_token_does_not_bring_the_amount(escrow, deal, hostile, depositor, deployer, manner, reason):
    hostile.setManner(manner, sender=deployer)
    with ape.reverts(*([reason] if reason else [])):
        escrow.fund(deal(token=hostile), b"", sender=depositor)
    assert hostile.balanceOf(escrow) == escrow.deal_count() == 0


@pytest.mark.parametrize("manner", [RETURNS_96, FEE_FROM_SENDER])
def test_believes_what_arrives_and_not_how_the_token_says_it(escrow, held, hostile, deployer, state, manner):
    hostile.setManner(manner, sender=deployer)
    terms = held(token=hostile)
    assert state(terms).held == hostile.balanceOf(escrow) == AMOUNT


def test_takes_a_token_that_answers_nothing(escrow, held, silent, state):
    terms = held(token=silent)
    assert state(terms).held == silent.balanceOf(escrow) == AMOUNT


@pytest.mark.parametrize("value", [0, AMOUNT - 1, AMOUNT + 1])
def test_reverts_for_another_native_value(escrow, deal, depositor, value):
    with ape.reverts("escrow: wrong native value"):
        escrow.fund(deal(token=NATIVE), b"", sender=depositor, value=value)


def test_reverts_for_coins_sent_along_with_a_token(escrow, deal, depositor):
    with ape.reverts("escrow: wrong native value"):
        escrow.fund(deal(), b"", sender=depositor, value=1)


def test_native_coin_has_no_other_door(escrow, deal, depositor, relayer, sign):
    terms = deal(token=NATIVE)
    with ape.reverts():
        escrow.fund_by_signature(terms, b"", sign(depositor, "Deal", terms), sender=relayer)
    with ape.reverts():
        escrow.fund_with_permit(terms, b"", (AMOUNT, 2**40, 27, b"\1" * 32, b"\1" * 32), sender=depositor)
    with ape.reverts():
        escrow.fund_with_authorization(terms, b"", (0, 2**40, bytes(65)), sender=relayer)


def test_locks_the_token_out_while_it_is_asked(escrow, deal, hostile, depositor, deployer, outsider):
    again = deal(token=hostile, depositor=hostile, beneficiary=outsider)
    hostile.setHook(escrow, escrow.fund.encode_input(again, b""), False, sender=deployer)
    escrow.fund(deal(token=hostile), b"", sender=depositor)
    assert hostile.hookRuns() == 1 and not hostile.hookSucceeded()
    assert escrow.deal_count() == 1 and hostile.balanceOf(escrow) == AMOUNT


def test_funds_with_native_coin(escrow, held, state):
    terms = held(token=NATIVE)
    assert state(terms).held == escrow.balance == AMOUNT


def test_takes_the_amount_and_tells_all_terms(escrow, deal, depositor, dollar, arbiter, id_of, only_event, state):
    terms = deal(arbiter=arbiter)
    escrow.accept_arbitration(terms, sender=arbiter)
    before = dollar.balanceOf(depositor)
    receipt = escrow.fund(terms, b"", sender=depositor)
    assert before - dollar.balanceOf(depositor) == dollar.balanceOf(escrow) == AMOUNT
    assert only_event(receipt, escrow.DealFunded) == terms | {
        "deal_id": id_of(terms),
        "number": 1,
        "fee_bps": FEE_BPS,
    }
    assert list(state(terms)) == [FUNDED, AMOUNT, 0, 0, 1, FEE_BPS]


def test_numbers_the_deals_of_the_contract(escrow, deal, depositor, only_event):
    for number in (1, 2, 3):
        receipt = escrow.fund(deal(), b"", sender=depositor)
        assert only_event(receipt, escrow.DealFunded)["number"] == escrow.deal_count() == number
