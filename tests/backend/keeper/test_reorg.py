"""A block that is taken back with the keeper's transaction in it: sent again as it was, and no nonce is left out."""

from __future__ import annotations

from backend.keeper.keeper import Keeper
from tests.backend.keeper.rig import Rig
from tests.backend.keeper.stage import DAY, DOLLARS


async def test_what_a_reorg_took_out_is_sent_again_as_it_was(rig: Rig) -> None:
    stage, account = rig.stage, rig.stage.new_keeper()
    keeper = rig.keeper(account, confirmations=3)
    stage.fund(2)
    stage.travel(DAY)
    await rig.mirrored()
    await keeper.step()
    await rig.mirrored()
    await keeper.step()
    before = [row["included_hash"] for row in await rig.transactions()]
    assert [row["state"] for row in await rig.transactions()] == ["included"] * 2
    hashes = [one["hash"] for one, _ in stage.sent_by(account.address)]

    stage.rpc("anvil_rollback", 2)
    stage.travel(1)
    await settle(rig, keeper)

    assert [one["hash"] for one, _ in stage.sent_by(account.address)] == hashes
    after = await rig.transactions()
    assert [row["outcome"] for row in after] == ["done"] * 2
    assert before != [row["included_hash"] for row in after]
    assert stage.ask("TestDollar", "balanceOf", stage.depositor) == 2 * DOLLARS


async def test_what_a_stranger_does_in_the_new_branch_is_not_done_again(rig: Rig) -> None:
    stage, account = rig.stage, rig.stage.new_keeper()
    keeper = rig.keeper(account, confirmations=3)
    deal = stage.fund()[0]
    stage.travel(DAY)
    # A slow machine may need several looks until the keeper has sent something.
    for _ in range(20):
        await rig.mirrored()
        await keeper.step()
        if await rig.transactions():
            break

    stage.rpc("anvil_rollback", 1)
    stage.act("Escrow", "reclaim", deal)
    await settle(rig, keeper, seconds=15)

    assert all(receipt["status"] == 1 for _, receipt in stage.sent_by(account.address))
    assert [row["outcome"] for row in await rig.transactions()] == ["withdrawn"]
    assert len(stage.logs("Escrow", "DealReturned")) == 1


async def test_a_reorg_deeper_than_believed_leaves_no_gap(rig: Rig) -> None:
    stage, account = rig.stage, rig.stage.new_keeper()
    keeper = rig.keeper(account)
    stage.fund()
    stage.travel(DAY)
    await rig.work(keeper)
    stage.fund()
    stage.travel(DAY)
    stage.rpc("evm_setAutomine", False)
    await rig.mirrored()
    await keeper.step()
    nonces = [row["nonce"] for row in await rig.transactions()]
    assert nonces == [0, 1]

    stage.rpc("anvil_rollback", stage.node.eth.block_number - block_before(rig, account.address))
    stage.rpc("evm_setAutomine", True)
    stage.travel(4 * DAY)
    await settle(rig, keeper, seconds=60)

    sent = stage.sent_by(account.address)
    assert [one["nonce"] for one, _ in sent] == list(range(len(sent))) and len(sent) >= 2
    assert all(receipt["status"] == 1 for _, receipt in sent)


def block_before(rig: Rig, account: str) -> int:
    return int(rig.stage.sent_by(account)[0][0]["blockNumber"]) - 1


async def settle(rig: Rig, keeper: Keeper, seconds: int = 0) -> None:
    """Blocks go by until nothing is open any more, each so many seconds of the keeper's clock after the other."""
    for _ in range(12):
        rig.clock.ahead += seconds
        await rig.mirrored()
        await keeper.step()
        rig.stage.travel(1)
    assert all(row["state"] == "over" for row in await rig.transactions())
