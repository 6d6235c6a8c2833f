"""pack ∘ unpack is the identity for every packed word, and no field touches its neighbours."""

import pytest
from chain import Chain, Deployed, compiled
from hypothesis import given, settings
from hypothesis import strategies as st
from seals import ZERO
from stage import ACTORS

QUICK = settings(max_examples=60, derandomize=True, database=None, deadline=None)
ADDRESSES = st.integers(1, 2**160 - 1).map(lambda word: "0x" + word.to_bytes(20).hex())
NUMBERS = st.integers(0, 2**48 - 1)
OWN_FEES = st.integers(0, 2**16 - 1)
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
@given(fee_receiver=ADDRESSES, fee_bps=st.integers(0, 2**88 - 1), paused=st.booleans())
def test_policy_word(bench, fee_receiver, fee_bps, paused):
    assert bench.read("policy", fee_receiver, fee_bps, paused) == (fee_receiver, fee_bps, paused, paused)


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
