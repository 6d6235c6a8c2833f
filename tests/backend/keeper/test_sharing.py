"""Several keepers with keys of their own share the work: nothing is done twice, a dead one's work is taken over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from eth_account.signers.local import LocalAccount

from backend.keeper import leases
from backend.keeper.terms import GWEI
from backend.tables.session import connected
from tests.backend.keeper.rig import Rig, rigged
from tests.backend.keeper.stage import DAY, Stage

DEALS = 40
SUBJECTS = [f"deal:{place:03d}" for place in range(60)]
CHAIN, NOW = 31337, 1_900_000_000


@pytest.fixture
async def rig(stage: Stage, database_url: str) -> AsyncIterator[Rig]:
    async with rigged(stage, database_url) as rig:
        yield rig


async def test_three_keepers_end_every_deal_once(rig: Rig) -> None:
    accounts = [rig.stage.new_keeper() for _ in range(3)]
    keepers = [rig.keeper(account) for account in accounts]
    rig.stage.fund(DEALS)
    rig.stage.travel(DAY)
    for _ in range(30):
        await rig.mirrored()
        done = await asyncio.gather(*(keeper.step() for keeper in keepers))
        if not any(one.waiting or one.sent for one in done):
            break

    sent = [rig.stage.sent_by(account.address) for account in accounts]
    assert sum(map(len, sent)) == DEALS == len(rig.stage.logs("Escrow", "DealReturned"))
    assert all(receipt["status"] == 1 for of_one in sent for _, receipt in of_one)
    assert sum(1 for of_one in sent if of_one) > 1, "one keeper did it all"


async def test_each_errand_is_leased_to_one_of_many_that_ask_at_once(rig: Rig) -> None:
    async def ask(holder: str) -> frozenset[str]:
        async with connected(rig.application.engine) as connection:
            return await leases.take(connection, CHAIN, holder, SUBJECTS, NOW)

    taken = await asyncio.gather(*(ask(f"keeper {place}") for place in range(5)))

    assert sorted(subject for of_one in taken for subject in of_one) == SUBJECTS


async def test_a_dead_keepers_lease_runs_out(rig: Rig) -> None:
    async def ask(holder: str, now: int) -> frozenset[str]:
        async with connected(rig.application.engine) as connection:
            return await leases.take(connection, CHAIN, holder, ["deal:1"], now)

    assert await ask("the dead", NOW)
    assert not await ask("another", NOW + leases.WORK_SECONDS - 1)
    assert await ask("the dead", NOW + 1), "its own errand is taken up again at once after a restart"
    assert await ask("another", NOW + 1 + leases.WORK_SECONDS)


async def test_work_whose_keeper_never_comes_back_is_done_by_another(rig: Rig) -> None:
    other = rig.stage.new_keeper()
    await died_with_two_signed(rig, rig.stage.new_keeper())
    heir = rig.keeper(other)

    await rig.work(heir)
    assert rig.stage.sent_by(other.address) == [], "the lease of what is on its way has not run out"
    rig.clock.ahead += leases.ON_THE_WAY_SECONDS
    await rig.work(heir)

    assert len(rig.stage.sent_by(other.address)) == 2 == len(rig.stage.logs("Escrow", "DealReturned"))


async def test_who_comes_back_after_its_work_was_taken_over_withdraws_it(rig: Rig) -> None:
    dead = rig.stage.new_keeper()
    await died_with_two_signed(rig, dead)
    rig.clock.ahead += leases.ON_THE_WAY_SECONDS
    await rig.work(rig.keeper())

    await rig.work(rig.keeper(dead))

    sent = rig.stage.sent_by(dead.address)
    assert [(one["nonce"], one["to"], receipt["status"]) for one, receipt in sent] == [
        (0, dead.address, 1),
        (1, dead.address, 1),
    ]


async def died_with_two_signed(rig: Rig, account: LocalAccount) -> None:
    """A keeper that signed two transactions and was never heard of again, nor were they."""
    stage = rig.stage
    stage.fund(2)
    stage.travel(DAY)
    stage.rpc("evm_setAutomine", False)
    await rig.mirrored()
    assert (await rig.keeper(account).step()).sent == 2
    for waiting in stage.rpc("txpool_content")["pending"].values():
        for one in waiting.values():
            stage.rpc("anvil_dropTransaction", one["hash"])
    stage.rpc("evm_setAutomine", True)


async def test_two_processes_with_the_same_key_never_take_the_same_nonce(rig: Rig) -> None:
    account = rig.stage.new_keeper()
    keepers = [rig.keeper(account), rig.keeper(account)]
    rig.stage.fund(12)
    rig.stage.travel(DAY)
    for _ in range(30):
        await rig.mirrored()
        await asyncio.gather(*(keeper.step() for keeper in keepers))
        if len(rig.stage.logs("Escrow", "DealReturned")) == 12:
            break

    sent = rig.stage.sent_by(account.address)
    assert [one["nonce"] for one, _ in sent] == list(range(12))
    assert all(receipt["status"] == 1 for _, receipt in sent)


async def test_a_cap_of_one_keeper_leaves_the_work_to_another(rig: Rig) -> None:
    rig.stage.fund()
    rig.stage.travel(DAY)
    rig.stage.rpc("anvil_setNextBlockBaseFeePerGas", hex(5 * GWEI))
    rig.stage.rpc("evm_mine")
    thrifty, generous = rig.keeper(cap=2 * GWEI), rig.keeper(cap=50 * GWEI)
    await rig.mirrored()

    assert (await thrifty.step()).sent == 0
    assert (await generous.step()).sent == 1
