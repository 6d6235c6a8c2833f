"""The loop on an honest chain: gap, load, apply, move."""

import asyncio

from backend.tables.mirrored import Block, ChainEvent, Contract, Credit, Merchant, Payment, Position
from tests.backend.mirror.followed import Followed
from tests.backend.scripted_chain import (
    ADMIN,
    PAYER,
    cancel,
    credit,
    fee_is,
    merchant,
    own_fee,
    paused,
    pay,
    payment_id,
    propose_payout,
    refund,
    register,
    request,
    withdraw,
)


async def test_nothing_but_the_deployment(followed: Followed) -> None:
    progress = await followed.catch_up()
    assert progress.standing is not None and progress.standing.block_number == 3
    gateway = (await followed.rows(Contract))[0]
    assert (gateway["admin"], gateway["fee_bps"], gateway["paused"]) == (ADMIN, 100, False)


async def test_a_payment_goes_through_its_states(followed: Followed) -> None:
    chain = followed.chain
    chain.mine(register(0), request(1), request(2), request(3))
    chain.mine(pay(1, amount=0), cancel(2), pay(4, amount=2**256 - 1))
    await followed.catch_up()
    assert await followed.payments() == {
        payment_id(1): "paid",
        payment_id(2): "cancelled",
        payment_id(3): "requested",
        payment_id(4): "paid",
    }
    chain.mine(refund(1, 10_000_000), refund(4, 2**256 - 1))
    await followed.catch_up()
    rows = {row["payment_id"]: row for row in await followed.rows(Payment)}
    assert rows[payment_id(1)]["status"] == "partially_refunded"
    assert rows[payment_id(1)]["refunded"] == 10_000_000
    assert rows[payment_id(1)]["max_fee_bps"] == 2**200
    assert rows[payment_id(1)]["paid_block_hash"] == chain.blocks[5].hash
    assert rows[payment_id(1)]["paid_at"] == chain.blocks[5].timestamp
    assert rows[payment_id(1)]["block_number"] == 6
    assert rows[payment_id(1)]["first_block"] == 4
    assert rows[payment_id(3)]["payer"] is None
    assert rows[payment_id(4)]["amount"] == rows[payment_id(4)]["refunded"] == 2**256 - 1
    assert rows[payment_id(4)]["status"] == "refunded"


async def test_merchants_credits_and_gateway_are_mirrored_too(followed: Followed) -> None:
    followed.chain.mine(register(0), own_fee(0, 10), propose_payout(0, delay=5), credit(7, 100))
    followed.chain.mine(own_fee(0, 10_000), propose_payout(0, delay=500), credit(7, 11), fee_is(20), paused(True))
    followed.chain.mine(credit(8, 2**255), withdraw(8))
    await followed.catch_up()
    row = (await followed.rows(Merchant))[0]
    # The first proposal was due when the second one came.
    assert (row["payout"], row["proposed_payout"], row["fee_bps"]) == (PAYER, PAYER, None)
    assert {r["receiver"]: r["balance"] for r in await followed.rows(Credit)} == {merchant(7): 111, merchant(8): 0}
    gateway = (await followed.rows(Contract))[0]
    assert (gateway["fee_bps"], gateway["paused"]) == (20, True)


async def test_certainty_grows_with_depth(followed: Followed) -> None:
    for place in range(20):
        followed.chain.mine(pay(place))
    await followed.catch_up()
    position = (await followed.rows(Position))[0]
    head = followed.chain.head.number
    assert (position["block_number"], position["confirmed_number"], position["final_number"]) == (
        head,
        head - 2,
        head - 8,
    )


async def test_final_blocks_are_forgotten_up_to_the_newest(followed: Followed) -> None:
    for place in range(30):
        followed.chain.mine(pay(place))
    await followed.catch_up()
    head = followed.chain.head.number
    assert [row["number"] for row in await followed.rows(Block)] == list(range(head - 8, head + 1))


async def test_final_blocks_are_loaded_without_their_headers(followed: Followed) -> None:
    for place in range(100):
        followed.chain.mine(pay(place))
    await followed.catch_up()
    headers = [params for method, params in followed.node.asked if method == "eth_getBlockByNumber"]
    assert len(headers) < 25
    assert len(await followed.rows(ChainEvent)) == 102


async def test_a_node_that_does_not_tell_times_is_asked_for_them(followed: Followed) -> None:
    followed.node.tells_times = False
    for place in range(30):
        followed.chain.mine(pay(place))
    await followed.catch_up()
    for row in await followed.rows(ChainEvent):
        assert row["block_timestamp"] == followed.chain.blocks[row["block_number"]].timestamp


async def test_goes_on_after_a_restart(followed: Followed) -> None:
    followed.chain.mine(pay(1))
    await followed.catch_up()
    followed.chain.mine(refund(1, 5))
    followed.restart()
    await followed.catch_up()
    assert await followed.payments() == {payment_id(1): "partially_refunded"}


async def test_a_second_mirror_of_the_same_chain_does_no_harm(followed: Followed) -> None:
    for place in range(40):
        followed.chain.mine(pay(place))
    other = Followed(followed.engine, followed.chain, followed.nodes, followed.terms)
    await asyncio.gather(followed.catch_up(), other.catch_up())
    assert len(await followed.rows(ChainEvent)) == 42
