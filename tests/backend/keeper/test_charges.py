"""Mandates are charged when they are due, many in one transaction; what cannot be had is recorded once, then lapses."""

from __future__ import annotations

import pytest

from tests.backend.keeper.plans import HOUR, Plans
from tests.backend.keeper.rig import Rig
from tests.backend.keeper.stage import DAY, DOLLARS

OPEN, FAILING, PAUSED, LAPSED = 1, 2, 3, 5
BURNS_GAS = 10


@pytest.fixture
def plans(rig: Rig) -> Plans:
    rig.stage.dollars(rig.stage.payer, "Subscription", 1_000 * DOLLARS)
    return Plans(rig.stage)


async def test_all_that_are_due_are_charged_in_one_transaction(rig: Rig, plans: Plans) -> None:
    plan, account = plans.publish(), rig.stage.new_keeper()
    mandates = [plans.subscribe(plan, rig.stage.payer) for _ in range(12)]
    keeper = rig.keeper(account)
    await rig.work(keeper)
    assert rig.stage.sent_by(account.address) == [], "the first hour is paid"

    rig.stage.travel(HOUR)
    await rig.work(keeper)

    assert [plans.state(mandate)[2:4] for mandate in mandates] == [(2 * DOLLARS, 2)] * 12
    assert len(rig.stage.sent_by(account.address)) == 1
    assert await rig.errands() == []


async def test_a_charge_earns_its_tip_for_the_keeper(rig: Rig, plans: Plans) -> None:
    account = rig.stage.new_keeper()
    plans.subscribe(plans.publish(tip=DOLLARS // 50), rig.stage.payer)
    rig.stage.travel(HOUR)

    await rig.work(rig.keeper(account))

    assert rig.stage.ask("TestDollar", "balanceOf", account.address) == DOLLARS // 50


async def test_hours_that_were_missed_are_not_charged_later(rig: Rig, plans: Plans) -> None:
    mandate = plans.subscribe(plans.publish(), rig.stage.payer)
    rig.stage.travel(5 * HOUR)

    await rig.work(rig.keeper())

    assert plans.state(mandate)[3] == 2


async def test_a_failure_is_recorded_once_tried_again_in_silence_and_lapses_in_the_end(rig: Rig, plans: Plans) -> None:
    stage, account = rig.stage, rig.stage.new_keeper()
    mandate = plans.subscribe(plans.publish(), stage.payer)
    stage.act("TestDollar", "approve", stage.contracts["Subscription"].address, 0, by=stage.payer)
    keeper = rig.keeper(account)

    stage.travel(HOUR)
    await rig.work(keeper)
    assert (plans.state(mandate)[0], plans.state(mandate)[4]) == (FAILING, 1)
    for _ in range(4):
        stage.travel(HOUR)
        rig.clock.ahead += HOUR
        await rig.work(keeper)
    assert len(stage.sent_by(account.address)) == 1 and plans.state(mandate)[4] == 1
    stage.travel(3 * HOUR)
    rig.clock.ahead += DAY
    await rig.work(keeper)

    assert plans.state(mandate)[0] == LAPSED
    assert len(stage.sent_by(account.address)) == 2


async def test_money_that_comes_back_within_the_grace_is_charged(rig: Rig, plans: Plans) -> None:
    stage = rig.stage
    mandate = plans.subscribe(plans.publish(), stage.payer)
    stage.act("TestDollar", "approve", stage.contracts["Subscription"].address, 0, by=stage.payer)
    keeper = rig.keeper()
    stage.travel(HOUR)
    await rig.work(keeper)

    stage.act("TestDollar", "approve", stage.contracts["Subscription"].address, DOLLARS, by=stage.payer)
    stage.travel(HOUR)
    rig.clock.ahead += HOUR
    await rig.work(keeper)

    assert (plans.state(mandate)[0], plans.state(mandate)[3]) == (OPEN, 2)


async def test_a_paused_mandate_is_charged_after_its_pause(rig: Rig, plans: Plans) -> None:
    stage, account = rig.stage, rig.stage.new_keeper()
    mandate = plans.subscribe(plans.publish(), stage.payer)
    stage.act("Subscription", "pause", mandate, by=stage.payer)
    keeper = rig.keeper(account)
    stage.travel(DAY - HOUR)
    await rig.work(keeper)
    assert stage.sent_by(account.address) == []

    stage.travel(2 * HOUR)
    rig.clock.ahead += DAY
    await rig.work(keeper)

    assert (plans.state(mandate)[0], plans.state(mandate)[3]) == (OPEN, 2)


async def test_a_metered_plan_is_left_to_its_merchant(rig: Rig, plans: Plans) -> None:
    account = rig.stage.new_keeper()
    plans.subscribe(plans.publish(metered=True), rig.stage.payer)
    rig.stage.travel(30 * DAY)

    await rig.work(rig.keeper(account))

    assert rig.stage.sent_by(account.address) == []


async def test_a_token_that_burns_gas_is_left_alone_and_holds_up_nobody(rig: Rig, plans: Plans) -> None:
    stage, account = rig.stage, rig.stage.new_keeper()
    stage.dollars(stage.payer, "Subscription", 100 * DOLLARS, "HostileDollar")
    hostile, honest = plans.publish("HostileDollar"), plans.publish()
    burning = [plans.subscribe(hostile, stage.payer) for _ in range(3)]
    paying = [plans.subscribe(honest, stage.payer) for _ in range(3)]
    stage.act("HostileDollar", "setManner", BURNS_GAS)
    stage.travel(HOUR)

    await rig.work(rig.keeper(account))

    assert [plans.state(mandate)[3] for mandate in paying] == [2, 2, 2]
    assert [plans.state(mandate)[4] for mandate in burning] == [0, 0, 0]
    refusals = [row["refusal"] for row in await rig.errands()]
    assert len(refusals) == 3 and all("would burn" in one for one in refusals)
    assert sum(receipt["gasUsed"] for _, receipt in stage.sent_by(account.address)) < 400_000


async def test_a_charge_that_a_stranger_sends_first_costs_no_second_one(rig: Rig, plans: Plans) -> None:
    stage = rig.stage
    mandate = plans.subscribe(plans.publish(), stage.payer)
    stage.travel(HOUR)
    await rig.mirrored()
    stage.act("Subscription", "charge", mandate)

    await rig.keeper().step()

    assert plans.state(mandate)[3] == 2
    assert [row["refusal"] for row in await rig.errands()] == ["it is not due"]
