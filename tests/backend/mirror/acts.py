"""What may happen in a block of a random history: every event of every contract, as the contracts' own rules let it."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.backend.scripted_chain import (
    ESCROW,
    GATEWAY,
    Act,
    cancel,
    credit,
    fee_is,
    own_fee,
    paused,
    pay,
    propose_payout,
    refund,
    register,
    request,
    withdraw,
)
from tests.backend.scripted_deals import (
    accept,
    collect_fees,
    decline,
    deliver,
    dispute,
    fund,
    give_back,
    release,
    resolve,
)
from tests.backend.scripted_deposits import collect, send_back
from tests.backend.scripted_splits import approve_splits, pay_split, spend

merchants = st.integers(0, 2)
places = st.integers(0, 11)
amounts = st.sampled_from([1, 10_000_000, 25_000_000, 2**256 - 1])
keeping_credits = st.sampled_from([GATEWAY, ESCROW])
of_the_gateway: st.SearchStrategy[Act] = st.one_of(
    st.builds(pay, places, merchants, amounts),
    st.builds(pay, places, merchants, amounts),
    st.builds(request, places, merchants, amounts),
    st.builds(refund, places, st.sampled_from([1, 10_000_000, 25_000_000])),
    st.builds(cancel, places, merchants),
    st.builds(pay_split, places, merchants, merchants, by=merchants),
    st.builds(approve_splits, merchants, st.booleans()),
    st.builds(register, merchants),
    st.builds(propose_payout, merchants, st.sampled_from([0, 60, 3600])),
    st.builds(own_fee, merchants, st.sampled_from([10, 10_000])),
)
of_several: st.SearchStrategy[Act] = st.one_of(
    st.builds(credit, merchants, st.sampled_from([1, 2**128]), keeping_credits),
    st.builds(withdraw, merchants, keeping_credits),
    st.builds(spend, places, keeping_credits),
    st.builds(fee_is, st.integers(0, 100), keeping_credits),
    st.builds(paused, st.booleans(), keeping_credits),
)
of_deposit_addresses: st.SearchStrategy[Act] = st.one_of(
    st.builds(collect, places, merchants, excess=st.sampled_from([0, 7])),
    st.builds(send_back, places, st.just(5), merchants),
)
deals = st.integers(0, 4)
parts = st.sampled_from([0, 1, 10_000_000])
of_the_escrow: st.SearchStrategy[Act] = st.one_of(
    st.builds(fund, deals, merchants, st.sampled_from([1, 25_000_000, 2**96 - 1])),
    st.builds(fund, deals, merchants),
    st.builds(release, deals, parts),
    st.builds(give_back, deals, parts),
    st.builds(deliver, deals),
    st.builds(dispute, deals),
    st.builds(resolve, deals, st.integers(1, 3)),
    st.builds(accept, deals, merchants),
    st.builds(decline, deals, merchants),
    st.builds(collect_fees),
)
acts = st.one_of(of_the_gateway, of_several, of_deposit_addresses, of_the_escrow)
