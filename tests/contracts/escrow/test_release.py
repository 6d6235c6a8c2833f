import ape
import pytest
from deal_terms import ALL, AMOUNT, CLOSED, DELIVERED, FEE, FEE_BPS, FUNDED, NATIVE

LARGEST = 2**96 - 1


@pytest.mark.parametrize("sender", ["beneficiary", "arbiter", "admin", "fee_receiver", "stranger"])
def test_reverts_for_others_than_the_depositor(escrow, held, arbiter, request, sender):
    terms = held(arbiter=arbiter)
    for amount in (1, ALL):
        with ape.reverts("escrow: not the depositor"):
            escrow.release(terms, amount, sender=request.getfixturevalue(sender))


def test_reverts_when_nothing_was_funded(escrow, deal, arbiter, depositor):
    for change in ("accept_arbitration", "decline_arbitration"):
        terms = deal(arbiter=arbiter)
        with ape.reverts("escrow: deal not funded"):
            escrow.release(terms, ALL, sender=depositor)
        getattr(escrow, change)(terms, sender=arbiter)
        with ape.reverts("escrow: deal not funded"):
            escrow.release(terms, ALL, sender=depositor)


def test_reverts_in_dispute(escrow, disputed, depositor):
    terms = disputed()
    for amount in (1, ALL):
        with ape.reverts("escrow: deal disputed"):
            escrow.release(terms, amount, sender=depositor)


def test_reverts_once_closed(escrow, held, depositor):
    terms = held()
    escrow.release(terms, ALL, sender=depositor)
    for amount in (1, ALL):
        with ape.reverts("escrow: deal closed"):
            escrow.release(terms, amount, sender=depositor)


@pytest.mark.parametrize("late", [0, 1])
def test_reverts_from_the_time_of_delivery_on(escrow, held, depositor, at, late):
    terms = held()
    at(terms["delivery_until"] + late)
    with ape.reverts("escrow: delivery time over"):
        escrow.release(terms, ALL, sender=depositor)


def test_reverts_for_zero_and_for_more_than_is_held(escrow, held, depositor):
    terms = held()
    escrow.release(terms, 1, sender=depositor)
    with ape.reverts("escrow: amount is zero"):
        escrow.release(terms, 0, sender=depositor)
    for amount in (AMOUNT, ALL - 1):
        with ape.reverts("escrow: amount above the rest"):
            escrow.release(terms, amount, sender=depositor)
    escrow.release(terms, AMOUNT - 1, sender=depositor)


def test_releases_one_second_before_the_time_of_delivery(escrow, held, depositor, at, state):
    terms = held()
    at(terms["delivery_until"] - 1)
    escrow.release(terms, ALL, sender=depositor)
    assert state(terms).status == CLOSED


@pytest.mark.parametrize("how", ["the amount", "all"])
def test_releases_the_whole_less_the_fee(
    escrow, held, depositor, beneficiary, dollar, fee_receiver, id_of, only_event, state, how
):
    terms = held()
    receipt = escrow.release(terms, ALL if how == "all" else AMOUNT, sender=depositor)
    assert only_event(receipt, escrow.DealReleased) == {
        "deal_id": id_of(terms),
        "depositor": depositor,
        "beneficiary": beneficiary,
        "step": 2,
        "token": dollar,
        "amount": AMOUNT,
        "fee": FEE,
        "held": 0,
    }
    assert dollar.balanceOf(beneficiary) == AMOUNT - FEE
    assert escrow.accrued_fees(dollar) == dollar.balanceOf(escrow) == FEE
    assert dollar.balanceOf(fee_receiver) == 0
    assert list(state(terms)) == [CLOSED, 0, 0, 0, 2, FEE_BPS]


def test_releases_a_part_and_keeps_the_rest(escrow, held, depositor, beneficiary, dollar, only_event, state):
    terms = held()
    receipt = escrow.release(terms, 400_000_000, sender=depositor)
    told = only_event(receipt, escrow.DealReleased)
    assert (told["amount"], told["fee"], told["held"]) == (400_000_000, 2_000_000, 600_000_001)
    assert dollar.balanceOf(beneficiary) == 398_000_000
    assert list(state(terms)) == [FUNDED, 600_000_001, 0, 0, 2, FEE_BPS]


def test_releases_milestones_until_nothing_is_left(escrow, held, depositor, beneficiary, dollar, state):
    terms = held()
    for step, part in enumerate((250_000_000, 250_000_000, 250_000_000), start=2):
        escrow.release(terms, part, sender=depositor)
        assert (state(terms).status, state(terms).step) == (FUNDED, step)
    escrow.release(terms, ALL, sender=depositor)
    assert (state(terms).status, state(terms).held, state(terms).step) == (CLOSED, 0, 5)
    assert dollar.balanceOf(beneficiary) == AMOUNT - FEE


@pytest.mark.parametrize("parts", [[1] * 12, [199, 1, 200, 3], [150, 49, 1, 1, 398], [399, 400, 401], [7, 193]])
def test_fee_of_many_parts_is_the_fee_of_one(escrow, held, depositor, beneficiary, dollar, only_event, parts):
    whole = sum(parts)
    terms = held(amount=whole)
    fees = []
    for part in parts:
        receipt = escrow.release(terms, part, sender=depositor)
        fees.append(only_event(receipt, escrow.DealReleased)["fee"])
        released = sum(parts[: len(fees)])
        assert sum(fees) == released * FEE_BPS // 10_000
    assert escrow.accrued_fees(dollar) == sum(fees) == whole * FEE_BPS // 10_000
    assert dollar.balanceOf(beneficiary) == whole - sum(fees)


@pytest.mark.parametrize("first, back", [(199, 2), (199, 300), (399, 1), (1, 999)])
def test_fee_counts_released_parts_and_no_returned_ones(escrow, held, depositor, beneficiary, dollar, first, back):
    terms = held(amount=first + back + 198)
    escrow.release(terms, first, sender=depositor)
    escrow.return_funds(terms, back, sender=beneficiary)
    escrow.release(terms, ALL, sender=depositor)
    assert escrow.accrued_fees(dollar) == (first + 198) * FEE_BPS // 10_000
    assert dollar.balanceOf(escrow) == escrow.accrued_fees(dollar)


def test_fee_of_the_largest_amount_does_not_overflow(escrow, held, depositor, beneficiary, hostile, deployer, admin):
    escrow.set_fee(100, sender=admin)
    hostile.mint(depositor, LARGEST, sender=deployer)
    hostile.approve(escrow, LARGEST, sender=depositor)
    terms = held(token=hostile, amount=LARGEST)
    escrow.release(terms, LARGEST // 3, sender=depositor)
    escrow.release(terms, ALL, sender=depositor)
    assert escrow.accrued_fees(hostile) == LARGEST // 100
    assert hostile.balanceOf(beneficiary) == LARGEST - LARGEST // 100


def test_without_a_fee_everything_is_the_beneficiarys(escrow, held, depositor, beneficiary, dollar, admin):
    escrow.set_fee(0, sender=admin)
    escrow.release(held(max_fee_bps=0), ALL, sender=depositor)
    assert dollar.balanceOf(beneficiary) == AMOUNT
    assert escrow.accrued_fees(dollar) == 0


@pytest.mark.parametrize("days", [0, 400, 4_000])
def test_releases_at_any_time_once_delivered(escrow, delivered, depositor, chain, at, state, days):
    terms = delivered()
    at(chain.pending_timestamp + days * 86_400)
    escrow.release(terms, 1, sender=depositor)
    assert (state(terms).status, state(terms).held) == (DELIVERED, AMOUNT - 1)
    escrow.release(terms, ALL, sender=depositor)
    assert state(terms).status == CLOSED


def test_releases_native_coin(escrow, held, depositor, beneficiary, state):
    terms = held(token=NATIVE)
    before = beneficiary.balance
    escrow.release(terms, ALL, sender=depositor)
    assert beneficiary.balance - before == AMOUNT - FEE
    assert escrow.balance == escrow.accrued_fees(NATIVE) == FEE


def test_goes_on_while_new_money_is_stopped(escrow, held, depositor, admin, state):
    terms = held()
    escrow.set_paused(True, sender=admin)
    escrow.release(terms, ALL, sender=depositor)
    assert state(terms).status == CLOSED
