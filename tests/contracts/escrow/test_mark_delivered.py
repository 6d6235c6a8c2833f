import ape
import pytest
from deal_terms import AMOUNT, DAY, DELIVERED, FEE_BPS

PROOF = b"\7" * 32


@pytest.mark.parametrize("sender", ["depositor", "arbiter", "admin", "stranger"])
def test_reverts_for_others_than_the_beneficiary(escrow, held, arbiter, request, sender):
    with ape.reverts("escrow: not the beneficiary"):
        escrow.mark_delivered(held(arbiter=arbiter), PROOF, sender=request.getfixturevalue(sender))


def test_reverts_when_nothing_was_funded(escrow, deal, beneficiary):
    with ape.reverts("escrow: deal not funded"):
        escrow.mark_delivered(deal(), PROOF, sender=beneficiary)


def test_reverts_in_dispute(escrow, disputed, beneficiary):
    with ape.reverts("escrow: deal disputed"):
        escrow.mark_delivered(disputed(), PROOF, sender=beneficiary)


def test_reverts_once_closed(escrow, held, depositor, beneficiary):
    terms = held()
    escrow.release(terms, AMOUNT, sender=depositor)
    with ape.reverts("escrow: deal closed"):
        escrow.mark_delivered(terms, PROOF, sender=beneficiary)


def test_reverts_the_second_time_and_does_not_start_the_inspection_again(escrow, delivered, beneficiary, at, state):
    terms = delivered()
    since = state(terms).since
    for time in (since + DAY, terms["delivery_until"] + 1):
        at(time)
        with ape.reverts("escrow: already delivered"):
            escrow.mark_delivered(terms, PROOF, sender=beneficiary)
    assert state(terms).since == since


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_the_time_of_delivery_on(escrow, held, beneficiary, at, late):
    terms = held()
    at(terms["delivery_until"] + late)
    with ape.reverts("escrow: delivery time over"):
        escrow.mark_delivered(terms, PROOF, sender=beneficiary)


def test_marks_one_second_before_the_time_of_delivery(escrow, held, beneficiary, at, state):
    terms = held()
    at(terms["delivery_until"] - 1)
    escrow.mark_delivered(terms, PROOF, sender=beneficiary)
    assert (state(terms).status, state(terms).since) == (DELIVERED, terms["delivery_until"] - 1)


def test_starts_the_inspection(escrow, held, depositor, beneficiary, dollar, id_of, only_event, state):
    terms = held()
    escrow.release(terms, 9, sender=depositor)
    escrow.return_funds(terms, 4, sender=beneficiary)
    receipt = escrow.mark_delivered(terms, PROOF, sender=beneficiary)
    assert only_event(receipt, escrow.DeliveryMarked) == {
        "deal_id": id_of(terms),
        "depositor": depositor,
        "beneficiary": beneficiary,
        "step": 4,
        "proof": PROOF,
        "inspection_until": receipt.timestamp + 3 * DAY,
    }
    assert list(state(terms)) == [DELIVERED, AMOUNT - 13, 4, receipt.timestamp, 4, FEE_BPS]
    assert dollar.balanceOf(escrow) == AMOUNT - 13


def test_works_while_new_money_is_stopped(escrow, held, beneficiary, admin, state):
    terms = held()
    escrow.set_paused(True, sender=admin)
    escrow.mark_delivered(terms, b"\0" * 32, sender=beneficiary)
    assert state(terms).status == DELIVERED
