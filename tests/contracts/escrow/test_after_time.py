import ape
import pytest
from deal_terms import AMOUNT, CLOSED, DAY, FEE, FEE_BPS, NATIVE

ANYBODY = ["depositor", "beneficiary", "arbiter", "stranger"]


def test_release_reverts_when_nothing_was_funded(escrow, deal, beneficiary):
    with ape.reverts("escrow: deal not funded"):
        escrow.release_after_inspection(deal(), sender=beneficiary)


def test_release_reverts_when_nothing_was_delivered(escrow, held, beneficiary, at):
    terms = held()
    for time in (0, terms["delivery_until"], terms["delivery_until"] + 10 * DAY):
        if time:
            at(time)
        with ape.reverts("escrow: not delivered"):
            escrow.release_after_inspection(terms, sender=beneficiary)


def test_release_reverts_in_dispute(escrow, delivered, depositor, beneficiary, arbiter, at, state):
    terms = delivered(arbiter=arbiter)
    escrow.dispute(terms, sender=depositor)
    for time in (state(terms).since + 3 * DAY, state(terms).since + 100 * DAY):
        at(time)
        with ape.reverts("escrow: deal disputed"):
            escrow.release_after_inspection(terms, sender=beneficiary)


def test_release_reverts_once_closed(escrow, delivered, depositor, beneficiary, at, state):
    terms = delivered()
    at(state(terms).since + 3 * DAY)
    escrow.release_after_inspection(terms, sender=beneficiary)
    with ape.reverts("escrow: deal closed"):
        escrow.release_after_inspection(terms, sender=beneficiary)


@pytest.mark.parametrize("sender", ANYBODY)
def test_release_reverts_before_the_inspection_is_over(escrow, delivered, arbiter, at, state, request, sender):
    terms = delivered(arbiter=arbiter)
    at(state(terms).since + 3 * DAY - 1)
    with ape.reverts("escrow: inspection not over"):
        escrow.release_after_inspection(terms, sender=request.getfixturevalue(sender))


@pytest.mark.parametrize("late", [0, 1, 1_000 * DAY])
@pytest.mark.parametrize("sender", ANYBODY)
def test_releases_for_anyone_from_then_on(escrow, delivered, beneficiary, dollar, at, state, request, sender, late):
    terms = delivered()
    at(state(terms).since + 3 * DAY + late)
    escrow.release_after_inspection(terms, sender=request.getfixturevalue(sender))
    assert dollar.balanceOf(beneficiary) == AMOUNT - FEE
    assert (state(terms).status, state(terms).held) == (CLOSED, 0)


def test_releases_at_once_where_there_is_no_inspection(escrow, delivered, stranger, state):
    terms = delivered(inspection_period=0)
    escrow.release_after_inspection(terms, sender=stranger)
    assert state(terms).status == CLOSED


def test_releases_what_is_left_after_parts(escrow, delivered, depositor, beneficiary, stranger, dollar, at, state):
    terms = delivered()
    escrow.release(terms, 199, sender=depositor)
    escrow.return_funds(terms, 1, sender=beneficiary)
    at(state(terms).since + 3 * DAY)
    escrow.release_after_inspection(terms, sender=stranger)
    assert escrow.accrued_fees(dollar) == (AMOUNT - 1) * FEE_BPS // 10_000
    assert dollar.balanceOf(beneficiary) == AMOUNT - 1 - escrow.accrued_fees(dollar)


def test_releases_while_new_money_is_stopped(escrow, delivered, stranger, admin, at, state):
    terms = delivered()
    escrow.set_paused(True, sender=admin)
    at(state(terms).since + 3 * DAY)
    escrow.release_after_inspection(terms, sender=stranger)
    assert state(terms).status == CLOSED


def test_reclaim_reverts_when_nothing_was_funded(escrow, deal, depositor, at):
    terms = deal()
    at(terms["delivery_until"])
    with ape.reverts("escrow: deal not funded"):
        escrow.reclaim(terms, sender=depositor)


@pytest.mark.parametrize("sender", ANYBODY)
def test_reclaim_reverts_before_the_time_of_delivery(escrow, held, arbiter, at, request, sender):
    terms = held(arbiter=arbiter)
    at(terms["delivery_until"] - 1)
    with ape.reverts("escrow: delivery time not over"):
        escrow.reclaim(terms, sender=request.getfixturevalue(sender))


@pytest.mark.parametrize("sender", ANYBODY)
def test_reclaim_reverts_for_ever_once_delivered(escrow, delivered, at, request, sender):
    terms = delivered()
    for time in (terms["delivery_until"], terms["delivery_until"] + 1_000 * DAY):
        at(time)
        with ape.reverts("escrow: delivered"):
            escrow.reclaim(terms, sender=request.getfixturevalue(sender))


def test_reclaim_reverts_in_dispute(escrow, disputed, depositor, at):
    terms = disputed()
    at(terms["delivery_until"] + 1)
    with ape.reverts("escrow: deal disputed"):
        escrow.reclaim(terms, sender=depositor)


def test_reclaim_reverts_once_closed(escrow, held, depositor, at):
    terms = held()
    at(terms["delivery_until"])
    escrow.reclaim(terms, sender=depositor)
    with ape.reverts("escrow: deal closed"):
        escrow.reclaim(terms, sender=depositor)


@pytest.mark.parametrize("late", [0, 1, 10_000 * DAY])
@pytest.mark.parametrize("sender", ANYBODY)
def test_reclaims_for_anyone_from_then_on(
    escrow, held, depositor, beneficiary, dollar, id_of, only_event, at, state, request, sender, late
):
    terms = held()
    before = dollar.balanceOf(depositor)
    at(terms["delivery_until"] + late)
    receipt = escrow.reclaim(terms, sender=request.getfixturevalue(sender))
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
    assert list(state(terms)) == [CLOSED, 0, AMOUNT, 0, 2, FEE_BPS]


def test_reclaims_what_is_left_after_parts(escrow, held, depositor, beneficiary, stranger, dollar, at, state):
    terms = held()
    before = dollar.balanceOf(depositor)
    escrow.release(terms, 400, sender=depositor)
    escrow.return_funds(terms, 1, sender=beneficiary)
    at(terms["delivery_until"])
    escrow.reclaim(terms, sender=stranger)
    assert dollar.balanceOf(depositor) - before == state(terms).returned == AMOUNT - 400
    assert dollar.balanceOf(escrow) == escrow.accrued_fees(dollar) == 2


def test_reclaims_native_coin_while_new_money_is_stopped(escrow, held, depositor, stranger, admin, at):
    terms = held(token=NATIVE)
    escrow.set_paused(True, sender=admin)
    before = depositor.balance
    at(terms["delivery_until"])
    escrow.reclaim(terms, sender=stranger)
    assert depositor.balance - before == AMOUNT
