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
from tests.backend.scripted_subscriptions import (
    accept_price,
    cancel_mandate,
    charge,
    close,
    fail,
    lapse,
    pause,
    propose_price,
    publish,
    refund_period,
    resume,
    subscribe,
)
from tests.backend.scripted_subscriptions import own_fee as own_subscription_fee
from tests.backend.scripted_wallets import (
    accept_ownership,
    call_out,
    change,
    confirm,
    create,
    pay_out,
    propose_calls,
    propose_configuration,
    propose_payments,
    revoke,
    schedule,
    send_coins,
    skip,
    spend_limit,
    veto,
)

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
mandates = st.integers(0, 4)
of_the_subscription: st.SearchStrategy[Act] = st.one_of(
    st.builds(subscribe, mandates, merchants, st.sampled_from([0, 60])),
    st.builds(charge, mandates, st.sampled_from([0, 5_000_000, 2**90]), st.sampled_from([False, False, True])),
    st.builds(fail, mandates, st.integers(1, 4), st.sampled_from([600, 30, 0])),
    st.builds(lapse, mandates),
    st.builds(cancel_mandate, mandates, merchants),
    st.builds(pause, mandates, st.sampled_from([60, 7_200])),
    st.builds(resume, mandates),
    st.builds(propose_price, mandates, st.sampled_from([1, 2**96 - 1])),
    st.builds(accept_price, mandates, st.sampled_from([1, 2**96 - 1]), st.sampled_from([0, 60])),
    st.builds(refund_period, mandates),
    st.builds(publish, mandates, merchants),
    st.builds(close, mandates, merchants),
    st.builds(own_subscription_fee, merchants, st.sampled_from([10, 10_000])),
)
wallets = st.integers(0, 2)
proposals = st.integers(0, 5)
lanes = st.sampled_from([0, 0, 2**256 - 1])
of_wallets: st.SearchStrategy[Act] = st.one_of(
    st.builds(create, wallets, st.integers(1, 3)),
    st.builds(create, wallets),
    st.builds(pay_out, wallets, proposals, st.integers(1, 3), lanes),
    st.builds(call_out, wallets, proposals, st.integers(1, 2), lanes),
    st.builds(skip, wallets, proposals, lanes),
    st.builds(propose_payments, wallets, proposals),
    st.builds(propose_calls, wallets, proposals),
    st.builds(propose_configuration, wallets, proposals),
    st.builds(confirm, wallets, proposals, st.integers(0, 2)),
    st.builds(revoke, wallets, proposals, st.integers(0, 2)),
    st.builds(schedule, wallets, proposals),
    st.builds(veto, wallets, proposals),
    st.builds(accept_ownership, wallets, st.integers(0, 4)),
    st.builds(change, wallets, proposals, st.integers(0, 4), st.sampled_from([0, 9])),
    st.builds(spend_limit, wallets),
    st.builds(send_coins, wallets),
)
acts = st.one_of(
    of_the_gateway, of_several, of_deposit_addresses, of_the_escrow, of_the_subscription, of_wallets, of_wallets
)
