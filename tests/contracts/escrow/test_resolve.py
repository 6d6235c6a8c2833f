import ape
import pytest
from deal_terms import AMOUNT, CLOSED, DAY, FEE_BPS, NATIVE, RULED, ZERO

MOST = AMOUNT * 500 // 10_000
ABOVE = "escrow: split above the rest"


@pytest.mark.parametrize("sender", ["depositor", "beneficiary", "admin", "fee_receiver", "stranger"])
def test_reverts_for_others_than_the_arbiter(escrow, disputed, held, request, sender):
    for terms in (disputed(), held(arbiter=ZERO)):
        with ape.reverts("escrow: not the arbiter"):
            escrow.resolve(terms, 1, 0, sender=request.getfixturevalue(sender))


def test_reverts_for_the_arbiter_of_another_deal(escrow, disputed, outsider):
    disputed(arbiter=outsider)
    with ape.reverts("escrow: not the arbiter"):
        escrow.resolve(disputed(), 1, 0, sender=outsider)


@pytest.mark.parametrize("state", ["deal", "held", "delivered", "closed"])
def test_reverts_where_nobody_disputes(escrow, arbiter, depositor, request, state):
    terms = request.getfixturevalue("held" if state == "closed" else state)(arbiter=arbiter)
    if state == "closed":
        escrow.release(terms, AMOUNT, sender=depositor)
    with ape.reverts("escrow: deal not disputed"):
        escrow.resolve(terms, 1, 0, sender=arbiter)


def test_reverts_the_second_time(escrow, disputed, arbiter):
    terms = disputed()
    escrow.resolve(terms, 1, 0, sender=arbiter)
    with ape.reverts("escrow: deal not disputed"):
        escrow.resolve(terms, 0, 0, sender=arbiter)


@pytest.mark.parametrize("late", [0, 1, 1_000 * DAY])
def test_reverts_once_the_time_to_rule_is_over(escrow, disputed, arbiter, at, state, late):
    terms = disputed()
    at(state(terms).since + 14 * DAY + late)
    with ape.reverts("escrow: time to rule is over"):
        escrow.resolve(terms, 1, 0, sender=arbiter)


@pytest.mark.parametrize("fee", [MOST + 1, AMOUNT, 2**256 - 1])
def test_reverts_for_more_than_the_signed_fee(escrow, disputed, arbiter, fee):
    with ape.reverts("escrow: fee above the signed one"):
        escrow.resolve(disputed(), 0, fee, sender=arbiter)


def test_reverts_for_any_fee_where_none_was_signed(escrow, disputed, arbiter):
    with ape.reverts("escrow: fee above the signed one"):
        escrow.resolve(disputed(arbiter_fee_bps=0), 0, 1, sender=arbiter)


def test_fee_is_of_what_is_held_and_not_of_the_whole(escrow, held, depositor, beneficiary, arbiter, dollar):
    terms = held(arbiter=arbiter)
    escrow.release(terms, AMOUNT - 1_000, sender=depositor)
    escrow.dispute(terms, sender=beneficiary)
    with ape.reverts("escrow: fee above the signed one"):
        escrow.resolve(terms, 0, 51, sender=arbiter)
    escrow.resolve(terms, 0, 50, sender=arbiter)
    assert dollar.balanceOf(arbiter) == 50


@pytest.mark.parametrize("share, fee", [(AMOUNT + 1, 0), (AMOUNT - MOST + 1, MOST), (AMOUNT, 1), (2**256 - 1, 0)])
def test_reverts_when_the_split_is_above_the_rest(escrow, disputed, arbiter, share, fee):
    with ape.reverts(ABOVE):
        escrow.resolve(disputed(), share, fee, sender=arbiter)


@pytest.mark.parametrize(
    "share, fee", [(0, 0), (AMOUNT, 0), (0, MOST), (AMOUNT - MOST, MOST), (1, 1), (500_000_000, 7)]
)
def test_splits_all_of_it_to_the_unit(
    escrow, disputed, depositor, beneficiary, arbiter, dollar, id_of, only_event, state, share, fee
):
    terms = disputed()
    before = dollar.balanceOf(depositor)
    receipt = escrow.resolve(terms, share, fee, sender=arbiter)
    kept, back = share * FEE_BPS // 10_000, AMOUNT - share - fee
    assert only_event(receipt, escrow.DealResolved) == {
        "deal_id": id_of(terms),
        "depositor": depositor,
        "beneficiary": beneficiary,
        "step": 3,
        "how": RULED,
        "token": dollar,
        "to_beneficiary": share,
        "fee": kept,
        "to_depositor": back,
        "arbiter_fee": fee,
    }
    assert dollar.balanceOf(beneficiary) == share - kept
    assert dollar.balanceOf(depositor) - before == back
    assert dollar.balanceOf(arbiter) == fee
    assert dollar.balanceOf(escrow) == escrow.accrued_fees(dollar) == kept
    assert list(state(terms))[:3] == [CLOSED, 0, back]


def test_rules_one_second_before_the_time_is_over(escrow, disputed, arbiter, at, state):
    terms = disputed()
    at(state(terms).since + 14 * DAY - 1)
    escrow.resolve(terms, 0, 0, sender=arbiter)
    assert state(terms).status == CLOSED


def test_gives_the_arbiter_everything_where_that_was_signed(escrow, disputed, arbiter, dollar):
    escrow.resolve(disputed(arbiter_fee_bps=10_000), 0, AMOUNT, sender=arbiter)
    assert dollar.balanceOf(arbiter) == AMOUNT and dollar.balanceOf(escrow) == 0


def test_fee_of_the_protocol_continues_that_of_earlier_parts(escrow, held, depositor, beneficiary, arbiter, dollar):
    terms = held(arbiter=arbiter, amount=1_000)
    escrow.release(terms, 199, sender=depositor)
    escrow.dispute(terms, sender=beneficiary)
    escrow.resolve(terms, 201, 0, sender=arbiter)
    assert escrow.accrued_fees(dollar) == 400 * FEE_BPS // 10_000 == 2
    assert dollar.balanceOf(beneficiary) == 398


def test_rules_by_the_delivery_dispute_too(escrow, delivered, depositor, arbiter, dollar, state):
    terms = delivered(arbiter=arbiter)
    escrow.dispute(terms, sender=depositor)
    escrow.resolve(terms, 10, 0, sender=arbiter)
    assert (state(terms).status, state(terms).returned) == (CLOSED, AMOUNT - 10)


def test_splits_native_coin_while_new_money_is_stopped(escrow, disputed, depositor, beneficiary, arbiter, admin):
    terms = disputed(token=NATIVE)
    escrow.set_paused(True, sender=admin)
    before = depositor.balance, beneficiary.balance
    escrow.resolve(terms, 200, 0, sender=arbiter)
    assert (depositor.balance - before[0], beneficiary.balance - before[1]) == (AMOUNT - 200, 199)
    assert escrow.balance == escrow.accrued_fees(NATIVE) == 1


def test_by_signature_rules_for_the_arbiter_alone(escrow, held, beneficiary, relayer, sign, id_of):
    terms = held(arbiter=ZERO)
    escrow.dispute(terms, sender=beneficiary)
    deadline = terms["delivery_until"]
    said = {"deal_id": id_of(terms), "to_beneficiary": 1, "arbiter_fee": 0, "deadline": deadline}
    for signed in (bytes(65), bytes(64), b"", sign(relayer, "Resolve", said)):
        with ape.reverts("relayed: bad signature"):
            escrow.resolve_by_signature(terms, 1, 0, deadline, signed, sender=relayer)
