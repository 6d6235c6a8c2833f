"""Deals whose time has come are ended by the keeper, end to end on a real chain: each once, none too early."""

from tests.backend.keeper.rig import Rig
from tests.backend.keeper.stage import DAY, DOLLARS

TIMED_OUT = 3


async def test_nothing_is_sent_before_its_time(rig: Rig) -> None:
    deal = rig.stage.fund()[0]
    account = rig.stage.new_keeper()
    rig.stage.travel(DAY - 60)

    await rig.work(rig.keeper(account))

    assert rig.stage.sent_by(account.address) == []
    assert rig.stage.ask("Escrow", "deal", rig.stage.ask("Escrow", "deal_id", deal))[1] == DOLLARS


async def test_what_was_never_delivered_goes_back(rig: Rig) -> None:
    rig.stage.fund(3)
    rig.stage.travel(DAY)

    await rig.work(rig.keeper())

    returned = rig.stage.logs("Escrow", "DealReturned")
    assert [log["args"]["held"] for log in returned] == [0, 0, 0]
    assert rig.stage.ask("TestDollar", "balanceOf", rig.stage.depositor) == 3 * DOLLARS
    assert [row["outcome"] for row in await rig.transactions()] == ["done"] * 3
    assert await rig.errands() == []


async def test_what_was_delivered_and_not_disputed_is_released_after_the_inspection(rig: Rig) -> None:
    deal = rig.stage.fund()[0]
    rig.stage.deliver(deal)
    rig.stage.travel(3 * DAY)

    await rig.work(rig.keeper())

    assert rig.stage.ask("TestDollar", "balanceOf", rig.stage.merchant) == DOLLARS - DOLLARS // 200
    assert [row["verb"] for row in await rig.transactions()] == ["release_after_inspection"]


async def test_a_dispute_that_nobody_ruled_on_is_split_as_signed(rig: Rig) -> None:
    deal = rig.stage.fund()[0]
    rig.stage.dispute(deal)
    rig.stage.travel(3 * DAY)

    await rig.work(rig.keeper())

    resolved = rig.stage.logs("Escrow", "DealResolved")[0]["args"]
    assert (resolved["how"], resolved["to_beneficiary"]) == (TIMED_OUT, DOLLARS // 4)
    assert [row["verb"] for row in await rig.transactions()] == ["resolve_by_timeout"]
