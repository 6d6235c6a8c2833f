import ape
import pytest
from deal_terms import ALL, AMOUNT, CLOSED, DELIVERED, FEE_BPS, FUNDED, NATIVE


@pytest.mark.parametrize("sender", ["depositor", "arbiter", "admin", "fee_receiver", "stranger"])
def test_reverts_for_others_than_the_beneficiary(escrow, held, arbiter, request, sender):
    terms = held(arbiter=arbiter)
    for amount in (1, ALL):
        with ape.reverts("escrow: not the beneficiary"):
            escrow.return_funds(terms, amount, sender=request.getfixturevalue(sender))


def test_reverts_when_nothing_was_funded(escrow, deal, beneficiary):
    with ape.reverts("escrow: deal not funded"):
        escrow.return_funds(deal(), ALL, sender=beneficiary)


def test_reverts_in_dispute(escrow, disputed, beneficiary):
    with ape.reverts("escrow: deal disputed"):
        escrow.return_funds(disputed(), ALL, sender=beneficiary)


def test_reverts_once_closed(escrow, held, beneficiary):
    terms = held()
    escrow.return_funds(terms, ALL, sender=beneficiary)
    with ape.reverts("escrow: deal closed"):
        escrow.return_funds(terms, ALL, sender=beneficiary)


def test_reverts_for_zero_and_for_more_than_is_held(escrow, held, beneficiary):
    terms = held()
    with ape.reverts("escrow: amount is zero"):
        escrow.return_funds(terms, 0, sender=beneficiary)
    for amount in (AMOUNT + 1, ALL - 1):
        with ape.reverts("escrow: amount above the rest"):
            escrow.return_funds(terms, amount, sender=beneficiary)


@pytest.mark.parametrize("how", ["the amount", "all"])
def test_returns_the_whole_without_a_fee(escrow, held, depositor, beneficiary, dollar, id_of, only_event, state, how):
    terms = held()
    before = dollar.balanceOf(depositor)
    receipt = escrow.return_funds(terms, ALL if how == "all" else AMOUNT, sender=beneficiary)
    assert only_event(receipt, escrow.DealReturned) == {
        "deal_id": id_of(terms),
        "depositor": depositor,
        "beneficiary": beneficiary,
        "step": 2,
        "token": dollar,
        "amount": AMOUNT,
        "held": 0,
    }
    assert dollar.balanceOf(depositor) - before == AMOUNT
    assert dollar.balanceOf(escrow) == escrow.accrued_fees(dollar) == 0
    assert list(state(terms)) == [CLOSED, 0, AMOUNT, 0, 2, FEE_BPS]


def test_returns_parts_and_counts_them(escrow, held, depositor, beneficiary, dollar, state):
    terms = held()
    before = dollar.balanceOf(depositor)
    escrow.return_funds(terms, 3, sender=beneficiary)
    escrow.return_funds(terms, 4, sender=beneficiary)
    assert list(state(terms)) == [FUNDED, AMOUNT - 7, 7, 0, 3, FEE_BPS]
    assert dollar.balanceOf(depositor) - before == 7


@pytest.mark.parametrize("offset", [-1, 0, 1, 10**8])
def test_returns_before_and_after_the_time_of_delivery(escrow, held, beneficiary, at, state, offset):
    terms = held()
    at(terms["delivery_until"] + offset)
    escrow.return_funds(terms, ALL, sender=beneficiary)
    assert state(terms).status == CLOSED


@pytest.mark.parametrize("offset", [0, 3, 400])
def test_returns_at_any_time_once_delivered(escrow, delivered, beneficiary, chain, at, state, offset):
    terms = delivered()
    at(chain.pending_timestamp + offset * 86_400)
    escrow.return_funds(terms, 1, sender=beneficiary)
    assert (state(terms).status, state(terms).held, state(terms).returned) == (DELIVERED, AMOUNT - 1, 1)


def test_returns_native_coin(escrow, held, depositor, beneficiary):
    terms = held(token=NATIVE)
    before = depositor.balance
    escrow.return_funds(terms, ALL, sender=beneficiary)
    assert depositor.balance - before == AMOUNT and escrow.balance == 0


def test_goes_on_while_new_money_is_stopped(escrow, held, beneficiary, admin, state):
    terms = held()
    escrow.set_paused(True, sender=admin)
    escrow.return_funds(terms, ALL, sender=beneficiary)
    assert state(terms).status == CLOSED
