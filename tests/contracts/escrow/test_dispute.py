import ape
import pytest
from deal_terms import AMOUNT, DAY, DISPUTED, FEE_BPS, ZERO


def test_reverts_when_nothing_was_funded(escrow, deal, beneficiary):
    with ape.reverts("escrow: deal not funded"):
        escrow.dispute(deal(), sender=beneficiary)


def test_reverts_the_second_time(escrow, disputed, depositor, beneficiary, state):
    terms = disputed()
    since = state(terms).since
    for party in (depositor, beneficiary):
        with ape.reverts("escrow: deal disputed"):
            escrow.dispute(terms, sender=party)
    assert state(terms).since == since


def test_reverts_once_closed(escrow, held, depositor, beneficiary):
    terms = held()
    escrow.release(terms, AMOUNT, sender=depositor)
    for party in (depositor, beneficiary):
        with ape.reverts("escrow: deal closed"):
            escrow.dispute(terms, sender=party)


@pytest.mark.parametrize("sender", ["depositor", "arbiter", "admin", "stranger"])
def test_reverts_before_delivery_for_others_than_the_beneficiary(escrow, held, arbiter, request, sender):
    with ape.reverts("escrow: not the beneficiary"):
        escrow.dispute(held(arbiter=arbiter), sender=request.getfixturevalue(sender))


@pytest.mark.parametrize("sender", ["beneficiary", "arbiter", "admin", "stranger"])
def test_reverts_after_delivery_for_others_than_the_depositor(escrow, delivered, arbiter, request, sender):
    with ape.reverts("escrow: not the depositor"):
        escrow.dispute(delivered(arbiter=arbiter), sender=request.getfixturevalue(sender))


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_for_the_beneficiary_from_the_time_of_delivery_on(escrow, held, beneficiary, at, late):
    terms = held()
    at(terms["delivery_until"] + late)
    with ape.reverts("escrow: delivery time over"):
        escrow.dispute(terms, sender=beneficiary)


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_for_the_depositor_once_the_inspection_is_over(escrow, delivered, depositor, at, state, late):
    terms = delivered()
    at(state(terms).since + 3 * DAY + late)
    with ape.reverts("escrow: inspection over"):
        escrow.dispute(terms, sender=depositor)


def test_reverts_for_the_depositor_where_there_is_no_inspection(escrow, delivered, depositor, at, state):
    terms = delivered(inspection_period=0)
    with ape.reverts("escrow: inspection over"):
        escrow.dispute(terms, sender=depositor)


@pytest.mark.parametrize("with_arbiter", [False, True])
def test_freezes_for_the_beneficiary_one_second_before_the_time_of_delivery(
    escrow, held, beneficiary, arbiter, id_of, only_event, at, state, with_arbiter
):
    terms = held(arbiter=arbiter if with_arbiter else ZERO)
    now = terms["delivery_until"] - 1
    at(now)
    receipt = escrow.dispute(terms, sender=beneficiary)
    assert only_event(receipt, escrow.DealDisputed) == {
        "deal_id": id_of(terms),
        "depositor": terms["depositor"],
        "beneficiary": beneficiary,
        "step": 2,
        "by": beneficiary,
        "dispute_until": now + 14 * DAY,
    }
    assert list(state(terms)) == [DISPUTED, AMOUNT, 0, now, 2, FEE_BPS]


def test_freezes_for_the_depositor_one_second_before_the_inspection_is_over(
    escrow, delivered, depositor, only_event, at, state
):
    terms = delivered()
    now = state(terms).since + 3 * DAY - 1
    at(now)
    receipt = escrow.dispute(terms, sender=depositor)
    told = only_event(receipt, escrow.DealDisputed)
    assert (told["by"], told["step"], told["dispute_until"]) == (depositor, 3, now + 14 * DAY)
    assert list(state(terms)) == [DISPUTED, AMOUNT, 0, now, 3, FEE_BPS]


def test_freezes_what_is_left_and_moves_no_money(escrow, held, depositor, beneficiary, dollar, state):
    terms = held()
    escrow.release(terms, 400, sender=depositor)
    escrow.return_funds(terms, 5, sender=beneficiary)
    before = dollar.balanceOf(escrow), dollar.balanceOf(beneficiary), dollar.balanceOf(depositor)
    escrow.dispute(terms, sender=beneficiary)
    assert (state(terms).held, state(terms).returned) == (AMOUNT - 405, 5)
    assert before == (dollar.balanceOf(escrow), dollar.balanceOf(beneficiary), dollar.balanceOf(depositor))


def test_works_while_new_money_is_stopped(escrow, held, beneficiary, admin, state):
    terms = held()
    escrow.set_paused(True, sender=admin)
    escrow.dispute(terms, sender=beneficiary)
    assert state(terms).status == DISPUTED


def test_by_signature_names_who_disputes(escrow, held, depositor, beneficiary, relayer, sign, id_of, only_event, state):
    terms = held()
    deadline = terms["delivery_until"]
    said = {"deal_id": id_of(terms), "by": depositor.address, "deadline": deadline}
    with ape.reverts("escrow: not the beneficiary"):
        escrow.dispute_by_signature(terms, depositor, deadline, sign(depositor, "Dispute", said), sender=relayer)
    said["by"] = relayer.address
    with ape.reverts("escrow: not the beneficiary"):
        escrow.dispute_by_signature(terms, relayer, deadline, sign(relayer, "Dispute", said), sender=relayer)
    said["by"] = beneficiary.address
    signed = sign(beneficiary, "Dispute", said)
    receipt = escrow.dispute_by_signature(terms, beneficiary, deadline, signed, sender=relayer)
    assert only_event(receipt, escrow.DealDisputed)["by"] == beneficiary
    assert state(terms).status == DISPUTED
