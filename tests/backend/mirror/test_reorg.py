"""Reorgs: forgotten and folded again, at any depth above the final block, seen happening or found later."""

import pytest

from backend.tables.mirrored import Block, ChainEvent, Merchant, Payment, Position
from tests.backend.mirror.followed import Followed, mirrored
from tests.backend.scripted_chain import credit, own_fee, pay, payment_id, refund, register, request


async def test_given_another_final_block__stops_and_says_so(followed: Followed) -> None:
    for place in range(20):
        followed.chain.mine(pay(place))
    await followed.catch_up()
    before = await mirrored(followed)
    followed.chain.reorg(12, *([[]] * 15))
    progress = await followed.mirror.step()
    assert progress.problem is not None and "was final here" in progress.problem
    assert await followed.problem() == progress.problem
    assert await mirrored(followed) == before


async def test_given_a_deep_reorg__goes_on_once_the_right_chain_is_back(followed: Followed) -> None:
    for place in range(20):
        followed.chain.mine(pay(place))
    await followed.catch_up()
    gone = followed.chain.reorg(12, *([[]] * 15))
    assert (await followed.mirror.step()).problem
    followed.chain.restore(gone)
    followed.chain.mine(pay(99))
    await followed.catch_up()
    assert len(await followed.payments()) == 21
    assert await followed.problem() is None


async def test_given_a_node_that_only_lags__nothing_is_undone(followed: Followed) -> None:
    for place in range(6):
        followed.chain.mine(pay(place))
    await followed.catch_up()
    followed.node.lag = 3
    progress = await followed.mirror.step()
    assert progress.problem is not None and "gone back to block 6" in progress.problem
    assert len(await followed.payments()) == 6


async def test_given_a_node_behind_the_final_block__waits(followed: Followed) -> None:
    for place in range(20):
        followed.chain.mine(pay(place))
    await followed.catch_up()
    followed.node.lag = 15
    progress = await followed.mirror.step()
    assert progress.problem is not None and "let it catch up" in progress.problem
    assert len(await followed.payments()) == 20


@pytest.mark.parametrize("depth", [1, 2, 5, 7])
@pytest.mark.parametrize("longer", [-1, 0, 1])
async def test_rows_of_the_lost_branch_go(followed: Followed, depth: int, longer: int) -> None:
    chain = followed.chain
    chain.mine(register(0), request(1))
    for place in range(10):
        chain.mine(pay(place))
    await followed.catch_up()
    chain.reorg(depth, *[[pay(100 + place)] for place in range(max(depth + longer, 1))])
    await followed.catch_up()
    lost, won = 10 - depth, max(depth + longer, 1)
    paid = [payment_id(place) for place in [*range(lost), *range(100, 100 + won)]]
    rows = await followed.payments()
    assert sorted(place for place, status in rows.items() if status == "paid") == sorted(paid)
    assert rows[payment_id(1)] == ("paid" if lost > 1 else "requested")
    assert (await followed.rows(Position))[0]["block_hash"] == chain.head.hash


async def test_only_what_was_undone_is_folded_back(followed: Followed) -> None:
    chain = followed.chain
    chain.mine(register(0), own_fee(0, 7), pay(1), credit(3, 50))
    chain.mine(own_fee(0, 8), refund(1, 5), credit(3, 50))
    await followed.catch_up()
    chain.reorg(1, [refund(1, 25_000_000)])
    await followed.catch_up()
    assert (await followed.rows(Merchant))[0]["fee_bps"] == 7
    assert (await followed.rows(Payment))[0]["status"] == "refunded"
    assert len(await followed.rows(ChainEvent)) == 2 + 4 + 1


async def test_a_reorg_while_down_is_found_at_the_next_start(followed: Followed) -> None:
    for place in range(8):
        followed.chain.mine(pay(place))
    await followed.catch_up()
    followed.chain.reorg(5, *[[pay(50 + place)] for place in range(40)])
    followed.restart()
    await followed.catch_up()
    assert len(await followed.payments()) == 3 + 40


async def test_a_reorg_of_the_deployment_itself_begins_again(followed: Followed) -> None:
    followed.chain.mine(pay(1))
    await followed.catch_up()
    gone = followed.chain.reorg(2, [])
    await followed.mirror.step()
    assert await followed.rows(ChainEvent) == []
    await followed.catch_up()
    followed.chain.restore(gone)
    await followed.catch_up()
    assert await followed.payments() == {payment_id(1): "paid"}
    assert [row["number"] for row in await followed.rows(Block)] == [3, 4]
