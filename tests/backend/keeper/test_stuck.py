"""Transactions that do not get into a block: sent again, replaced at a higher price up to the cap, or withdrawn."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from backend.keeper.terms import GWEI
from backend.tables.keeping import KeeperSigned
from tests.backend.keeper.rig import Rig
from tests.backend.keeper.stage import DAY, Stage


@pytest.fixture
def calm(stage: Stage) -> Stage:
    """A chain on which blocks come when the test wants them, and a base fee of one gwei."""
    stage.fund(2)
    stage.travel(DAY)
    stage.rpc("evm_setAutomine", False)
    next_block(stage, GWEI)
    return stage


def next_block(stage: Stage, base_fee: int) -> None:
    stage.rpc("anvil_setNextBlockBaseFeePerGas", hex(base_fee))
    stage.rpc("evm_mine")


def pending(stage: Stage) -> list[dict[str, Any]]:
    """What waits at the node, by nonce."""
    waiting = stage.rpc("txpool_content")
    found = [one for kind in waiting.values() for account in kind.values() for one in account.values()]
    return sorted(found, key=lambda one: int(one["nonce"], 16))


async def test_a_rise_of_the_base_fee_is_followed(rig: Rig, calm: Stage) -> None:
    keeper = rig.keeper(stuck_seconds=60)
    await rig.mirrored()
    await keeper.step()
    first = pending(calm)
    assert [int(one["nonce"], 16) for one in first] == [0, 1]

    next_block(calm, 20 * GWEI)
    await rig.mirrored()
    await keeper.step()
    assert len(await rig.rows(KeeperSigned)) == 2
    rig.clock.ahead += 60
    await keeper.step()

    for before, after in zip(first, pending(calm), strict=True):
        assert before["nonce"] == after["nonce"] and before["input"] == after["input"]
        assert int(after["maxFeePerGas"], 16) >= 20 * GWEI + int(after["maxPriorityFeePerGas"], 16)
        assert 8 * int(after["maxPriorityFeePerGas"], 16) >= 9 * int(before["maxPriorityFeePerGas"], 16)
    next_block(calm, 20 * GWEI)
    await rig.work(keeper)
    assert len(calm.logs("Escrow", "DealReturned")) == 2
    assert [row["outcome"] for row in await rig.transactions()] == ["done", "done"]


async def test_no_replacement_is_above_the_cap(rig: Rig, calm: Stage) -> None:
    keeper = rig.keeper(cap=4 * GWEI)
    await rig.mirrored()
    await keeper.step()

    for _ in range(12):
        next_block(calm, 20 * GWEI)
        rig.clock.ahead += 60
        await rig.mirrored()
        problems = (await keeper.step()).problems

    assert all(int(one["maxFeePerGas"], 16) <= 4 * GWEI for one in pending(calm))
    assert any("COUNTERFOIL_KEEPER_MAX_GWEI" in problem for problem in problems)
    next_block(calm, GWEI)
    await rig.mirrored()
    await keeper.step()
    next_block(calm, GWEI)
    await rig.work(keeper)
    assert len(calm.logs("Escrow", "DealReturned")) == 2


async def test_while_it_only_waits_for_a_block_it_goes_up_by_eighths(rig: Rig, calm: Stage) -> None:
    keeper = rig.keeper(cap=6 * GWEI)
    await rig.mirrored()
    await keeper.step()
    offers = []

    for _ in range(12):
        offers.append(int(pending(calm)[0]["maxFeePerGas"], 16))
        rig.clock.ahead += 60
        problems = (await keeper.step()).problems

    rising = [one for one in offers if one != offers[-1]]
    assert all(8 * after >= 9 * before for before, after in pairwise(rising)) and len(rising) > 3
    assert 8 * 6 * GWEI < 9 * offers[-1] <= 9 * 6 * GWEI
    assert any("waits at the highest price allowed" in problem for problem in problems)


async def test_what_would_revert_by_now_is_withdrawn(rig: Rig, calm: Stage) -> None:
    account = calm.new_keeper()
    keeper = rig.keeper(account)
    await rig.mirrored()
    await keeper.step()
    forget_pool(calm)
    calm.rpc("evm_setAutomine", True)
    for deal in calm.deals:
        calm.act("Escrow", "reclaim", deal)
    rig.clock.ahead += 60

    await rig.work(keeper)

    assert [row["outcome"] for row in await rig.transactions()] == ["withdrawn", "withdrawn"]
    assert [(one["to"], one["nonce"], receipt["status"]) for one, receipt in calm.sent_by(account.address)] == [
        (account.address, 0, 1),
        (account.address, 1, 1),
    ]


async def test_what_a_node_forgot_is_sent_again_as_it_was(rig: Rig, calm: Stage) -> None:
    keeper = rig.keeper()
    await rig.mirrored()
    await keeper.step()
    before = pending(calm)
    forget_pool(calm)
    assert pending(calm) == []

    rig.clock.ahead += 15
    await keeper.step()

    assert [one["hash"] for one in pending(calm)] == [one["hash"] for one in before]


def forget_pool(stage: Stage) -> None:
    for one in pending(stage):
        stage.rpc("anvil_dropTransaction", one["hash"])
