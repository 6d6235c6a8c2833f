"""Two deals in one token between the same people: nothing done to one shows in the other."""

import pytest
from deal_terms import ALL, AMOUNT, CLOSED, CODE, DAY, FEE

VERBS = [
    "release",
    "part",
    "return",
    "deliver",
    "claim",
    "dispute",
    "resolve",
    "settle",
    "inspection",
    "reclaim",
    "timeout",
]


@pytest.fixture
def act(escrow, depositor, beneficiary, arbiter, relayer, at, sign, id_of):
    """One verb on one deal, at a time and in a state where it is open."""

    def run(verb, terms):
        if verb in ("resolve", "timeout"):
            escrow.dispute(terms, sender=beneficiary)
        if verb == "inspection":
            escrow.mark_delivered(terms, b"\1" * 32, sender=beneficiary)
        if verb in ("inspection", "reclaim", "timeout"):
            at(terms["delivery_until"] + 14 * DAY)
        said = {"deal_id": id_of(terms), "to_beneficiary": 7, "held": AMOUNT, "deadline": 2**40}
        signed = sign(beneficiary, "Settle", said)
        verbs = {
            "release": lambda: escrow.release(terms, ALL, sender=depositor),
            "part": lambda: escrow.release(terms, 7, sender=depositor),
            "return": lambda: escrow.return_funds(terms, ALL, sender=beneficiary),
            "deliver": lambda: escrow.mark_delivered(terms, b"\1" * 32, sender=beneficiary),
            "claim": lambda: escrow.claim(terms, CODE, sender=relayer),
            "dispute": lambda: escrow.dispute(terms, sender=beneficiary),
            "resolve": lambda: escrow.resolve(terms, 7, 7, sender=arbiter),
            "settle": lambda: escrow.settle(terms, 7, 2**40, b"", signed, sender=depositor),
            "inspection": lambda: escrow.release_after_inspection(terms, sender=relayer),
            "reclaim": lambda: escrow.reclaim(terms, sender=relayer),
            "timeout": lambda: escrow.resolve_by_timeout(terms, sender=relayer),
        }
        verbs[verb]()

    return run


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_on_one_deal_leaves_the_others_as_they_were(
    escrow, held, delivered, disputed, arbiter, dollar, state, act, verb
):
    others = [make(arbiter=arbiter) for make in (held, delivered, disputed)]
    before = [list(state(terms)) for terms in others]
    terms = held(arbiter=arbiter)
    act(verb, terms)
    assert [list(state(terms)) for terms in others] == before
    owed = 3 * AMOUNT + state(terms).held + escrow.accrued_fees(dollar) + escrow.credits(dollar)
    assert dollar.balanceOf(escrow) == owed


def test_steps_count_per_deal(escrow, held, depositor, state):
    first, second = held(), held()
    for _ in range(3):
        escrow.release(first, 1, sender=depositor)
    escrow.release(second, 1, sender=depositor)
    assert (state(first).step, state(second).step) == (4, 2)


def test_all_of_many_deals_can_leave(
    escrow, held, delivered, disputed, depositor, beneficiary, arbiter, dollar, hostile, deployer
):
    hostile.list(beneficiary, True, sender=deployer)
    first, second, third, fourth = held(), delivered(), disputed(), held(token=hostile)
    before = dollar.balanceOf(depositor)
    escrow.release(fourth, ALL, sender=depositor)
    escrow.resolve(third, AMOUNT, 0, sender=arbiter)
    escrow.return_funds(second, ALL, sender=beneficiary)
    escrow.release(first, ALL, sender=depositor)
    assert dollar.balanceOf(beneficiary) == 2 * (AMOUNT - FEE)
    assert dollar.balanceOf(depositor) - before == AMOUNT
    assert dollar.balanceOf(escrow) == escrow.accrued_fees(dollar) == 2 * FEE
    assert {escrow.deal(escrow.deal_id(terms)).status for terms in (first, second, third, fourth)} == {CLOSED}


def test_a_gift_is_nobodys(escrow, held, depositor, dollar, stranger, deployer, state):
    terms = held()
    dollar.mint(escrow, 999, sender=deployer)
    assert state(terms).held == AMOUNT
    escrow.release(terms, ALL, sender=depositor)
    assert dollar.balanceOf(escrow) == FEE + 999 and escrow.accrued_fees(dollar) == FEE
    escrow.collect_fees(dollar, sender=stranger)
    assert dollar.balanceOf(escrow) == 999 + 1
