"""Which verbs are open in each state around each time. What is allowed until T stops at T; its opposite begins."""

import ape
import pytest
from deal_terms import ALL, AMOUNT, CODE, DAY

FUNDED_BEFORE = {"release", "return", "deliver", "claim", "dispute by beneficiary", "settle"}
FUNDED_AFTER = {"return", "reclaim", "settle"}
DELIVERED_BEFORE = {"release", "return", "claim", "dispute by depositor", "settle"}
DELIVERED_AFTER = {"release", "return", "claim", "release after inspection", "settle"}
DISPUTED_BEFORE = {"resolve", "settle"}
DISPUTED_AFTER = {"resolve by timeout", "settle"}
around = pytest.mark.parametrize("offset", [-1, 0, 1])


@pytest.fixture
def open_at(escrow, chain, at, sign, id_of, depositor, beneficiary, arbiter, relayer, stranger):
    """The verbs that succeed for those who may, each tried at the same second of the same history."""

    def find(terms, time):
        said = {"deal_id": id_of(terms), "to_beneficiary": 1, "held": escrow.deal(id_of(terms)).held, "deadline": 2**40}
        signed = sign(beneficiary, "Settle", said)
        tries = {
            "release": lambda: escrow.release(terms, ALL, sender=depositor),
            "return": lambda: escrow.return_funds(terms, ALL, sender=beneficiary),
            "deliver": lambda: escrow.mark_delivered(terms, b"\1" * 32, sender=beneficiary),
            "claim": lambda: escrow.claim(terms, CODE, sender=relayer),
            "release after inspection": lambda: escrow.release_after_inspection(terms, sender=stranger),
            "reclaim": lambda: escrow.reclaim(terms, sender=stranger),
            "dispute by depositor": lambda: escrow.dispute(terms, sender=depositor),
            "dispute by beneficiary": lambda: escrow.dispute(terms, sender=beneficiary),
            "resolve": lambda: escrow.resolve(terms, 1, 0, sender=arbiter),
            "resolve by timeout": lambda: escrow.resolve_by_timeout(terms, sender=stranger),
            "settle": lambda: escrow.settle(terms, 1, 2**40, b"", signed, sender=depositor),
        }
        return {verb for verb, attempt in tries.items() if succeeds(attempt, chain, lambda: at(time))}

    return find


def succeeds(attempt, chain, move):
    before = chain.snapshot()
    try:
        move()
        attempt()
    except ape.exceptions.ContractLogicError:
        return False
    finally:
        chain.restore(before)
    return True


@around
def test_while_funded__at_the_time_of_delivery(held, arbiter, open_at, offset):
    terms = held(arbiter=arbiter)
    expected = FUNDED_BEFORE if offset < 0 else FUNDED_AFTER
    assert open_at(terms, terms["delivery_until"] + offset) == expected


@around
def test_while_delivered__at_the_time_of_delivery(escrow, held, beneficiary, arbiter, at, open_at, offset):
    terms = held(arbiter=arbiter)
    at(terms["delivery_until"] - 2)
    escrow.mark_delivered(terms, b"\1" * 32, sender=beneficiary)
    assert open_at(terms, terms["delivery_until"] + offset) == DELIVERED_BEFORE


@around
def test_while_delivered__at_the_end_of_the_inspection(delivered, arbiter, state, open_at, offset):
    terms = delivered(arbiter=arbiter)
    expected = DELIVERED_BEFORE if offset < 0 else DELIVERED_AFTER
    assert open_at(terms, state(terms).since + 3 * DAY + offset) == expected


@around
def test_while_disputed__at_the_end_of_the_time_to_rule(disputed, state, open_at, offset):
    terms = disputed()
    expected = DISPUTED_BEFORE if offset < 0 else DISPUTED_AFTER
    assert open_at(terms, state(terms).since + 14 * DAY + offset) == expected


@around
def test_while_disputed__at_the_time_of_delivery(disputed, open_at, offset):
    terms = disputed()
    assert open_at(terms, terms["delivery_until"] + offset) == DISPUTED_BEFORE


def test_while_a_delivery_is_disputed(escrow, delivered, depositor, arbiter, state, open_at):
    terms = delivered(arbiter=arbiter)
    escrow.dispute(terms, sender=depositor)
    assert open_at(terms, state(terms).since + 3 * DAY) == DISPUTED_BEFORE
    assert open_at(terms, state(terms).since + 14 * DAY) == DISPUTED_AFTER


def test_while_disputed_without_an_arbiter(escrow, held, beneficiary, state, open_at):
    terms = held()
    escrow.dispute(terms, sender=beneficiary)
    assert open_at(terms, state(terms).since + 14 * DAY - 1) == {"settle"}
    assert open_at(terms, state(terms).since + 14 * DAY) == DISPUTED_AFTER


@pytest.mark.parametrize("end", ["release", "return", "reclaim", "resolve", "timeout"])
def test_once_closed_nothing_is_open_for_ever(
    escrow, held, disputed, depositor, beneficiary, arbiter, stranger, at, state, open_at, end
):
    terms = disputed() if end in ("resolve", "timeout") else held(arbiter=arbiter)
    if end in ("reclaim", "timeout"):
        at(terms["delivery_until"] + 20 * DAY)
    ends = {
        "release": lambda: escrow.release(terms, AMOUNT, sender=depositor),
        "return": lambda: escrow.return_funds(terms, AMOUNT, sender=beneficiary),
        "reclaim": lambda: escrow.reclaim(terms, sender=stranger),
        "resolve": lambda: escrow.resolve(terms, 5, 5, sender=arbiter),
        "timeout": lambda: escrow.resolve_by_timeout(terms, sender=stranger),
    }
    ends[end]()
    told = list(state(terms))
    for days in (21, 100, 4_000):
        assert open_at(terms, terms["delivery_until"] + days * DAY) == set()
    assert list(state(terms)) == told


@pytest.mark.parametrize("stage", ["held", "delivered", "disputed"])
def test_someone_can_always_move_the_money_alone_in_the_end(stage, request, open_at):
    terms = request.getfixturevalue(stage)()
    alone = {"reclaim", "release after inspection", "resolve by timeout"}
    assert len(alone & open_at(terms, terms["delivery_until"] + 400 * DAY)) == 1
