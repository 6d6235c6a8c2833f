"""Items that cannot be done, or only at a price, are left alone one by one; they hold up nobody else."""

from __future__ import annotations

from tests.backend.keeper.rig import Rig
from tests.backend.keeper.stage import DAY, DOLLARS

BURNS_GAS, HONEST, PAUSED = 10, 0, 9


async def test_many_deals_in_a_token_that_burns_gas_do_not_hold_up_an_honest_one(rig: Rig) -> None:
    stage, account = rig.stage, rig.stage.new_keeper()
    stage.fund(20, token="HostileDollar")
    stage.fund(1)
    stage.act("HostileDollar", "setManner", BURNS_GAS)
    stage.travel(DAY)

    await rig.work(rig.keeper(account))

    assert stage.ask("TestDollar", "balanceOf", stage.depositor) == DOLLARS
    assert len(stage.sent_by(account.address)) == 1
    errands = await rig.errands()
    assert len(errands) == 20 and all(row["failures"] == 1 and row["refusal"] for row in errands)


async def test_what_was_refused_is_tried_again_later_and_ever_more_rarely(rig: Rig) -> None:
    stage, keeper = rig.stage, rig.keeper(first_pause=30)
    stage.fund(1, token="HostileDollar")
    stage.act("HostileDollar", "setManner", BURNS_GAS)
    stage.travel(DAY)
    await rig.mirrored()
    refused = []
    for _ in range(30):
        refused.append((await keeper.step()).refused)
        rig.clock.ahead += 20

    assert refused[0] == 1 and 4 <= sum(refused) <= 5
    stage.act("HostileDollar", "setManner", HONEST)
    rig.clock.ahead += 3_600
    await rig.work(keeper)
    assert len(stage.logs("Escrow", "DealReturned")) == 1
    assert await rig.errands() == []


async def test_a_token_that_reverts_makes_a_credit_and_no_obstacle(rig: Rig) -> None:
    stage = rig.stage
    stage.fund(1, token="HostileDollar")
    stage.act("HostileDollar", "setManner", PAUSED)
    stage.travel(DAY)

    await rig.work(rig.keeper())

    token = stage.contracts["HostileDollar"].address
    assert stage.ask("Escrow", "credit", stage.depositor, token) == DOLLARS


async def test_a_stranger_who_was_faster_costs_nothing(rig: Rig) -> None:
    stage, account = rig.stage, rig.stage.new_keeper()
    deal = stage.fund()[0]
    stage.travel(DAY)
    await rig.mirrored()
    stage.act("Escrow", "reclaim", deal)

    await rig.keeper(account).step()

    assert stage.sent_by(account.address) == []
    assert [row["refusal"] for row in await rig.errands()] == ["escrow: deal closed"]
