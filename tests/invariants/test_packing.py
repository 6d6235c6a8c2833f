"""pack ∘ unpack is the identity for every packed word, and no field touches its neighbours."""

import pytest
from chain import Chain, Deployed, compiled
from hypothesis import given, settings
from hypothesis import strategies as st
from seals import ZERO
from stage import ACTORS, BEGINNING

QUICK = settings(max_examples=60, derandomize=True, database=None, deadline=None)
ADDRESSES = st.integers(1, 2**160 - 1).map(lambda word: "0x" + word.to_bytes(20).hex())
NUMBERS = st.integers(0, 2**48 - 1)
OWN_FEES = st.integers(0, 2**16 - 1)
NOW = BEGINNING
FLAGS = st.integers(0, 2**32 - 1)


@pytest.fixture(scope="module")
def bench():
    chain = Chain()
    return Deployed(chain, compiled(ACTORS / "PackingBench.vy"))


@QUICK
@given(payout=ADDRESSES, number=NUMBERS, own_fee=OWN_FEES, flags=FLAGS, other=ADDRESSES)
def test_merchant_word(bench, payout, number, own_fee, flags, other):
    word, *facts = bench.read("merchant", payout, number, own_fee, flags)
    assert facts == [payout, number, own_fee, flags]
    assert bench.read("with_payout", word, other) == (other, number, own_fee, flags)
    assert bench.read("next_number", word) == (number + 1) % 2**48


@QUICK
@given(payout=ADDRESSES, effective_at=st.integers(0, 2**96 - 1))
def test_proposal_word(bench, payout, effective_at):
    assert bench.read("proposal", payout, effective_at) == (payout, effective_at)


@QUICK
@given(
    fee_receiver=ADDRESSES,
    number=st.integers(0, 2**72 - 1),
    fee_bps=st.integers(0, 2**16 - 1),
    paused=st.booleans(),
    has_list=st.booleans(),
)
def test_policy_word(bench, fee_receiver, number, fee_bps, paused, has_list):
    guarded = paused or has_list
    said = bench.read("policy", fee_receiver, number, fee_bps, paused, has_list)
    # The last number of all would carry into the address; no contract counts as far.
    assert said[:5] == (fee_receiver, number, fee_bps, paused, guarded)
    assert said[5] == (number + 1) % 2**72


DEALS = {
    "held": st.integers(0, 2**96 - 1),
    "returned": st.integers(0, 2**96 - 1),
    "since": st.integers(0, 2**36 - 1),
    "step": st.integers(0, 2**18 - 2),
    "fee_bps": st.integers(0, 100),
    "status": st.integers(0, 6),
}


@QUICK
@given(st.tuples(*DEALS.values()))
def test_deal_word(bench, deal):
    _, *facts = bench.read("deal", *deal)
    assert facts == list(deal)


@QUICK
@given(st.tuples(*DEALS.values()), st.integers(0, 2**96 - 1), st.integers(0, 6))
def test_deal_word_moves_on_without_touching_the_rest(bench, deal, less, status):
    word, *_ = bench.read("deal", *deal)
    held, returned, since, step, fee_bps, was = deal
    less = min(less, held)
    bench.chain.move_to(NOW, 1)
    lessened, changed = bench.read("moved", word, less, status)
    closed = was if less < held else 6
    assert bench.read("facts", lessened) == (held - less, returned, since, step + 1, fee_bps, closed)
    assert bench.read("facts", changed) == (held, returned, NOW, step + 1, fee_bps, status)


@QUICK
@given(
    payer=ADDRESSES,
    paid_at=st.integers(0, 2**40 - 1),
    totals=st.lists(
        st.one_of(st.integers(0, 2**256 - 1), st.integers(2**56 - 3, 2**56 + 3), st.integers(0, 2**56)), max_size=8
    ),
)
def test_payment_word_and_totals_too_large_for_it(bench, payer, paid_at, totals):
    totals = sorted(totals)
    done = bench.chain.run(ZERO, bench.address, bench.calldata("refunds", payer, paid_at, totals), 0, "writes")
    assert not done.is_error
    assert bench.answer("refunds", done.output) == tuple(totals)
