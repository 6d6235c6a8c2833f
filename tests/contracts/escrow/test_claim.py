from hashlib import sha256

import ape
import pytest
from deal_terms import AMOUNT, CLOSED, CODE, FEE, NATIVE, NO_HASH

WRONG = "escrow: wrong claim code"


@pytest.mark.parametrize("code", [b"", b"4711", CODE + b"\0", b"\0" + CODE, sha256(CODE).digest(), bytes(64)])
def test_reverts_for_a_wrong_code(escrow, held, relayer, code):
    terms = held()
    with ape.reverts(WRONG):
        escrow.claim(terms, code, sender=relayer)


def test_reverts_for_the_code_of_another_deal(escrow, held, relayer):
    first, second = held(), held(claim_hash=sha256(b"another").digest())
    with ape.reverts(WRONG):
        escrow.claim(second, CODE, sender=relayer)
    escrow.claim(first, CODE, sender=relayer)


def test_reverts_for_a_code_above_64_bytes(escrow, held, relayer):
    terms = held(claim_hash=sha256(bytes(65)).digest())
    with ape.reverts():
        escrow.claim(terms, bytes(65), sender=relayer)


@pytest.mark.parametrize("sender", ["depositor", "beneficiary", "arbiter", "admin", "stranger"])
def test_reverts_for_anybody_where_the_terms_have_no_code(escrow, held, request, sender):
    terms = held(claim_hash=NO_HASH)
    for code in (b"", NO_HASH, CODE):
        with ape.reverts("escrow: no claim code"):
            escrow.claim(terms, code, sender=request.getfixturevalue(sender))


def test_reverts_when_nothing_was_funded(escrow, deal, relayer):
    with ape.reverts("escrow: deal not funded"):
        escrow.claim(deal(), CODE, sender=relayer)


def test_reverts_in_dispute(escrow, disputed, relayer):
    with ape.reverts("escrow: deal disputed"):
        escrow.claim(disputed(), CODE, sender=relayer)


def test_reverts_the_second_time(escrow, held, relayer, beneficiary, dollar):
    terms = held()
    escrow.claim(terms, CODE, sender=relayer)
    with ape.reverts("escrow: deal closed"):
        escrow.claim(terms, CODE, sender=relayer)
    assert dollar.balanceOf(beneficiary) == AMOUNT - FEE


def test_reverts_once_everything_was_returned(escrow, held, beneficiary, relayer):
    terms = held()
    escrow.return_funds(terms, AMOUNT, sender=beneficiary)
    with ape.reverts("escrow: deal closed"):
        escrow.claim(terms, CODE, sender=relayer)


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_the_time_of_delivery_on(escrow, held, relayer, at, late):
    terms = held()
    at(terms["delivery_until"] + late)
    with ape.reverts("escrow: delivery time over"):
        escrow.claim(terms, CODE, sender=relayer)


def test_claims_one_second_before_the_time_of_delivery(escrow, held, relayer, at, state):
    terms = held()
    at(terms["delivery_until"] - 1)
    escrow.claim(terms, CODE, sender=relayer)
    assert state(terms).status == CLOSED


def test_claims_at_any_time_once_delivered(escrow, delivered, relayer, chain, at, state):
    terms = delivered()
    at(chain.pending_timestamp + 400 * 86_400)
    escrow.claim(terms, CODE, sender=relayer)
    assert state(terms).status == CLOSED


@pytest.mark.parametrize("code", [b"", b"7", bytes(64)])
def test_claims_with_a_code_of_any_length_up_to_64(escrow, held, relayer, state, code):
    terms = held(claim_hash=sha256(code).digest())
    escrow.claim(terms, code, sender=relayer)
    assert state(terms).status == CLOSED


@pytest.mark.parametrize("sender", ["beneficiary", "depositor", "stranger"])
def test_pays_the_beneficiary_whoever_shows_the_code(
    escrow, held, beneficiary, dollar, id_of, only_event, request, sender
):
    person = request.getfixturevalue(sender)
    terms = held()
    others = dollar.balanceOf(person) if person != beneficiary else None
    receipt = escrow.claim(terms, CODE, sender=person)
    told = only_event(receipt, escrow.DealReleased)
    assert (told["deal_id"], told["amount"], told["fee"], told["held"]) == (id_of(terms), AMOUNT, FEE, 0)
    assert dollar.balanceOf(beneficiary) == AMOUNT - FEE
    assert others is None or dollar.balanceOf(person) == others


def test_pays_what_is_left_after_parts(escrow, held, depositor, beneficiary, stranger, dollar):
    terms = held()
    escrow.release(terms, 400, sender=depositor)
    escrow.return_funds(terms, 1, sender=beneficiary)
    escrow.claim(terms, CODE, sender=stranger)
    assert dollar.balanceOf(beneficiary) == AMOUNT - 1 - (AMOUNT - 1) * 50 // 10_000
    assert dollar.balanceOf(escrow) == escrow.accrued_fees(dollar)


def test_pays_native_coin_while_new_money_is_stopped(escrow, held, admin, beneficiary, stranger):
    terms = held(token=NATIVE)
    escrow.set_paused(True, sender=admin)
    before = beneficiary.balance
    escrow.claim(terms, CODE, sender=stranger)
    assert beneficiary.balance - before == AMOUNT - FEE
