"""What holds a keeper back: dear gas, an empty purse, tables behind, a silent node. Said once, and waited out."""

from __future__ import annotations

from typing import Any

import pytest

from backend.chain.sending import Outlet
from backend.keeper.keeper import Keeper
from backend.keeper.signer import Signer
from backend.keeper.terms import COIN, GWEI
from backend.tables.merchants_own import Account
from backend.tables.session import writing
from tests.backend.keeper.rig import Rig, at_once
from tests.backend.keeper.stage import DAY


@pytest.fixture
async def due(rig: Rig) -> Rig:
    """A deal whose time has come, which the tables know."""
    rig.stage.fund()
    rig.stage.travel(DAY)
    await rig.mirrored()
    return rig


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What is said of standing troubles, in order."""
    said: list[tuple[str, Any]] = []
    monkeypatch.setattr(
        "backend.keeper.saying.log.warning",
        lambda _, **facts: said.append(("waits", facts["because_of"])),
        raising=False,
    )
    monkeypatch.setattr(
        "backend.keeper.saying.log.info", lambda _, **facts: said.append(("goes on", facts["after"])), raising=False
    )
    return said


async def test_gas_above_the_cap_is_waited_out(due: Rig, told: list[tuple[str, Any]]) -> None:
    keeper = due.keeper(cap=2 * GWEI)
    for base_fee, sent in ((9, 0), (8, 0), (1, 1)):
        due.stage.rpc("anvil_setNextBlockBaseFeePerGas", hex(base_fee * GWEI))
        due.stage.rpc("evm_mine")
        await due.mirrored()
        assert (await keeper.step()).sent == sent

    assert told == [("waits", "price"), ("goes on", "price")]


async def test_a_purse_at_the_floor_sends_nothing_until_it_is_filled(due: Rig, told: list[tuple[str, Any]]) -> None:
    account = due.stage.new_keeper()
    due.stage.rpc("anvil_setBalance", account.address, hex(COIN // 100))
    keeper = due.keeper(account)

    for _ in range(2):
        done = await keeper.step()
        assert done.sent == 0 and "COUNTERFOIL_KEEPER_FLOOR" in done.problems[0]
        assert account.address.lower() in done.problems[0] and "0.01 coins" in done.problems[0]
    due.stage.rpc("anvil_setBalance", account.address, hex(COIN))

    assert (await keeper.step()).sent == 1
    assert told == [("waits", "balance"), ("goes on", "balance")]


async def test_the_floor_is_kept_when_several_are_due(rig: Rig) -> None:
    rig.stage.fund(10)
    rig.stage.travel(DAY)
    account = rig.stage.new_keeper()
    floor = COIN // 2
    rig.stage.rpc("anvil_setBalance", account.address, hex(floor + 10**15))
    keeper = rig.keeper(account, floor=floor)

    for _ in range(15):
        await rig.mirrored()
        await keeper.step()

    assert 0 < len(rig.stage.sent_by(account.address)) <= 10
    assert rig.stage.node.eth.get_balance(account.address) >= floor


async def test_tables_that_are_behind_are_not_acted_on(due: Rig) -> None:
    keeper = due.keeper()
    for _ in range(11):
        due.stage.travel(20)

    done = await keeper.step()

    assert done.sent == 0 and "11 blocks behind the chain" in done.problems[0]
    await due.mirrored()
    assert (await keeper.step()).sent == 1


async def test_empty_tables_are_not_acted_on(rig: Rig) -> None:
    assert "counterfoil mirror" in (await rig.keeper().step()).problems[0]


async def test_tables_of_a_branch_that_the_node_left_are_not_acted_on(due: Rig) -> None:
    due.stage.rpc("anvil_rollback", 1)
    due.stage.travel(60)
    keeper = due.keeper()

    assert "another block" in (await keeper.step()).problems[0]
    due.stage.travel(2 * DAY)
    await due.work(keeper)
    assert len(due.stage.logs("Escrow", "DealReturned")) == 1


async def test_a_node_that_is_behind_the_tables_is_waited_for(due: Rig) -> None:
    keeper = due.keeper()
    due.stage.rpc("anvil_rollback", 1)

    assert "1 blocks behind the tables" in (await keeper.step()).problems[0]


async def test_a_silent_node_is_said_once_and_the_next_one_steps_in(due: Rig, told: list[tuple[str, Any]]) -> None:
    alone, beside = with_nodes(due, "http://127.0.0.1:1"), with_nodes(due, "http://127.0.0.1:1", due.stage.url)

    for _ in range(2):
        done = await alone.step()
        assert done.sent == 0 and done.problems[0].startswith("http://127.0.0.1:1 does not answer")
    assert told == [("waits", "node")]
    assert (await beside.step()).sent == 1


async def test_a_node_of_another_chain_is_not_sent_to(due: Rig) -> None:
    due.stage.rpc("anvil_setChainId", 1)

    assert "follows chain 1" in (await due.keeper().step()).problems[0]


async def test_with_an_account_list_others_deals_are_left_to_others(due: Rig) -> None:
    keeper = due.keeper(only_accounts=True)
    assert (await keeper.step()).sent == 0

    async with writing(due.application.engine) as rows:
        rows.add(Account(id="acct_1", name="Shop", merchant=due.stage.merchant.lower(), created_at=1))

    assert (await keeper.step()).sent == 1


def with_nodes(rig: Rig, *urls: str) -> Keeper:
    terms = rig.application.keeper_terms()
    outlet = Outlet(urls, terms.chain_id, pause=at_once)
    rig.outlets.append(outlet)
    return Keeper(rig.application.engine, outlet, Signer(rig.stage.new_keeper(), terms.chain_id), terms, rig.clock)
