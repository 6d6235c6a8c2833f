import ape
import pytest
from deal_terms import AMOUNT, CLOSED, DAY, FEE_BPS, NATIVE, TIMED_OUT, ZERO

ANYBODY = ["depositor", "beneficiary", "arbiter", "stranger"]


@pytest.mark.parametrize("state", ["deal", "held", "delivered", "closed"])
def test_reverts_where_nobody_disputes(escrow, depositor, request, at, state):
    terms = request.getfixturevalue("held" if state == "closed" else state)()
    if state == "closed":
        escrow.release(terms, AMOUNT, sender=depositor)
    at(terms["delivery_until"] + 100 * DAY)
    with ape.reverts("escrow: deal not disputed"):
        escrow.resolve_by_timeout(terms, sender=depositor)


@pytest.mark.parametrize("sender", ANYBODY)
def test_reverts_before_the_time_to_rule_is_over(escrow, disputed, at, state, request, sender):
    terms = disputed()
    at(state(terms).since + 14 * DAY - 1)
    with ape.reverts("escrow: dispute not over"):
        escrow.resolve_by_timeout(terms, sender=request.getfixturevalue(sender))


def test_reverts_the_second_time(escrow, disputed, stranger, at, state):
    terms = disputed()
    at(state(terms).since + 14 * DAY)
    escrow.resolve_by_timeout(terms, sender=stranger)
    with ape.reverts("escrow: deal not disputed"):
        escrow.resolve_by_timeout(terms, sender=stranger)


@pytest.mark.parametrize("late", [0, 1, 10_000 * DAY])
@pytest.mark.parametrize("sender", ANYBODY)
def test_splits_for_anyone_from_then_on(escrow, disputed, at, state, request, sender, late):
    terms = disputed()
    at(state(terms).since + 14 * DAY + late)
    escrow.resolve_by_timeout(terms, sender=request.getfixturevalue(sender))
    assert (state(terms).status, state(terms).held) == (CLOSED, 0)


@pytest.mark.parametrize("bps", [0, 1, 3_333, 5_000, 9_999, 10_000])
def test_splits_as_signed_and_gives_the_odd_unit_to_the_depositor(
    escrow, disputed, depositor, beneficiary, arbiter, stranger, dollar, id_of, only_event, at, state, bps
):
    terms = disputed(on_timeout_bps=bps)
    before = dollar.balanceOf(depositor)
    at(state(terms).since + 14 * DAY)
    receipt = escrow.resolve_by_timeout(terms, sender=stranger)
    share = AMOUNT * bps // 10_000
    kept = share * FEE_BPS // 10_000
    assert only_event(receipt, escrow.DealResolved) == {
        "deal_id": id_of(terms),
        "depositor": depositor,
        "beneficiary": beneficiary,
        "step": 3,
        "how": TIMED_OUT,
        "token": dollar,
        "to_beneficiary": share,
        "fee": kept,
        "to_depositor": AMOUNT - share,
        "arbiter_fee": 0,
    }
    assert dollar.balanceOf(beneficiary) == share - kept
    assert dollar.balanceOf(depositor) - before == AMOUNT - share
    assert dollar.balanceOf(arbiter) == 0 and dollar.balanceOf(escrow) == kept


def test_gives_an_odd_rest_of_one_unit_to_the_depositor(escrow, held, depositor, beneficiary, dollar, at, state):
    terms = held(amount=1, arbiter=ZERO)
    escrow.dispute(terms, sender=beneficiary)
    before = dollar.balanceOf(depositor)
    at(state(terms).since + 14 * DAY)
    escrow.resolve_by_timeout(terms, sender=beneficiary)
    assert dollar.balanceOf(depositor) - before == 1 and dollar.balanceOf(beneficiary) == 0


def test_splits_what_is_left_after_parts(escrow, held, depositor, beneficiary, stranger, dollar, at, state):
    terms = held(amount=1_000)
    escrow.release(terms, 101, sender=depositor)
    escrow.return_funds(terms, 100, sender=beneficiary)
    escrow.dispute(terms, sender=beneficiary)
    at(state(terms).since + 14 * DAY)
    escrow.resolve_by_timeout(terms, sender=stranger)
    assert state(terms).returned == 100 + 400
    assert escrow.accrued_fees(dollar) == 500 * FEE_BPS // 10_000
    assert dollar.balanceOf(beneficiary) == 498


def test_splits_at_once_where_there_is_no_time_to_rule(escrow, disputed, arbiter, stranger, state):
    terms = disputed(dispute_period=0)
    with ape.reverts("escrow: time to rule is over"):
        escrow.resolve(terms, 0, 0, sender=arbiter)
    escrow.resolve_by_timeout(terms, sender=stranger)
    assert state(terms).status == CLOSED


def test_splits_native_coin_while_new_money_is_stopped(escrow, disputed, depositor, stranger, admin, at, state):
    terms = disputed(token=NATIVE)
    escrow.set_paused(True, sender=admin)
    before = depositor.balance
    at(state(terms).since + 14 * DAY)
    escrow.resolve_by_timeout(terms, sender=stranger)
    assert depositor.balance - before == AMOUNT - AMOUNT // 2
