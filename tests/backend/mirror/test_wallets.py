"""Wallets are found on the way: whatever they log counts from their creation on, however the mirror comes there."""

from __future__ import annotations

import pytest

from backend.chain import watched
from backend.tables.mirrored import ChainEvent
from backend.tables.wallets import CoinReceipt, Proposal, Wallet, WalletOwner, WalletPayment
from tests.backend.mirror.followed import Followed, fresh, mirrored, terms
from tests.backend.scripted_chain import CHAIN_ID, CONTRACTS, FACTORY, Act, pay
from tests.backend.scripted_node import ScriptedNode
from tests.backend.scripted_wallets import (
    CREATOR,
    DELAY,
    accept_ownership,
    call_out,
    change,
    confirm,
    create,
    owner,
    pay_out,
    propose_payments,
    send_coins,
    wallet_address,
)


def hide(followed: Followed, *addresses: str) -> None:
    """Logs of these are left out of answers by range."""
    followed.node.lie = lambda method, params, result: (
        [log for log in result if log["address"] not in addresses] if method == "eth_getLogs" else result
    )


def asked_for(node: ScriptedNode) -> list[tuple[int, int, set[str]]]:
    asked = [params[0] for method, params in node.asked if method == "eth_getLogs"]
    return [(int(one["fromBlock"], 16), int(one["toBlock"], 16), set(one["address"])) for one in asked]


async def same_as_fresh(followed: Followed) -> None:
    ours = await mirrored(followed)
    async with fresh(followed.engine, followed) as scratch:
        await scratch.catch_up()
        assert await mirrored(scratch) == ours


async def test_a_wallet_has_its_terms_and_owners(followed: Followed) -> None:
    block = followed.chain.mine(create(1, owners=3))
    await followed.catch_up()
    (row,) = await followed.rows(Wallet)
    assert dict(row) == {
        "chain_id": CHAIN_ID,
        "wallet": wallet_address(1),
        "contract": FACTORY,
        "creator": CREATOR,
        "number": 1,
        "threshold": 1,
        "call_threshold": 3,
        "delay": DELAY,
        "epoch": 0,
        "created_at": block.timestamp,
        "first_block": 4,
        "first_log_index": 1,
        "block_number": 4,
    }
    owners = {row["owner"]: row["status"] for row in await followed.rows(WalletOwner)}
    assert owners == {owner(place): "owner" for place in range(3)}


@pytest.mark.parametrize("later", [0, 20])
async def test_what_a_wallet_logs_with_its_creation_and_after_it_counts(followed: Followed, later: int) -> None:
    followed.chain.mine(create(1), send_coins(1))
    followed.chain.mine(pay_out(1, 0))
    followed.chain.mine(create(2), pay_out(2, 0), pay_out(1, 1))
    for _ in range(later):
        followed.chain.mine()
    await followed.catch_up()
    followed.chain.mine(pay_out(2, 1))
    await followed.catch_up()
    assert len(await followed.rows(WalletPayment)) == 8
    assert len(await followed.rows(CoinReceipt)) == 1


async def test_a_range_is_asked_again_for_the_wallets_it_makes_only(followed: Followed) -> None:
    followed.chain.mine(pay(1))
    followed.chain.mine(create(1))
    for _ in range(20):
        followed.chain.mine(pay_out(1, 0))
    await followed.catch_up()
    final = followed.chain.head.number - 8
    everybody = {*CONTRACTS.values(), wallet_address(1)}
    assert asked_for(followed.node) == [
        (3, final, set(CONTRACTS.values())),
        (5, final, {wallet_address(1)}),
        (final + 1, final + 8, everybody),
    ]


async def test_in_small_ranges_wallets_stay_watched(followed: Followed) -> None:
    followed.span = 3
    followed.restart()
    followed.chain.mine(create(1))
    for number in range(30):
        followed.chain.mine(pay_out(1, number), *([create(2)] if number == 7 else [pay_out(2, number)]))
    await followed.catch_up()
    ledger = followed.chain.head.ledger
    assert len(await followed.rows(Proposal)) == sum(len(known["status"]) for known in ledger.wallets.values())
    await same_as_fresh(followed)


async def test_more_wallets_than_fit_into_a_question(followed: Followed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watched, "ADDRESSES_AT_ONCE", 4)
    for place in range(9):
        followed.chain.mine(create(place))
    await followed.catch_up()
    followed.chain.mine(*(pay_out(place, 0, count=1) for place in range(9)))
    await followed.catch_up()
    assert len(await followed.rows(WalletPayment)) == 9
    assert max(len(addresses) for _, _, addresses in asked_for(followed.node)) == 4


@pytest.mark.parametrize("final", [False, True])
async def test_after_a_restart_wallets_come_from_the_table(followed: Followed, final: bool) -> None:
    followed.chain.mine(create(1))
    for _ in range(20 if final else 0):
        followed.chain.mine()
    await followed.catch_up()
    followed.chain.mine(pay_out(1, 0))
    for _ in range(20 if final else 0):
        followed.chain.mine()
    followed.restart()
    await followed.catch_up()
    assert len(await followed.rows(WalletPayment)) == 2


async def test_another_mirrors_wallets_are_watched_too(followed: Followed) -> None:
    await followed.catch_up()
    other = Followed(followed.engine, followed.chain, followed.nodes, followed.terms)
    followed.chain.mine(create(1))
    await other.catch_up()
    followed.chain.mine(pay_out(1, 0))
    await followed.catch_up()
    assert len(await followed.rows(WalletPayment)) == 2


async def test_a_reorg_unmakes_a_wallet_and_it_may_come_again(followed: Followed) -> None:
    followed.chain.mine(create(1), pay_out(1, 0), send_coins(1))
    followed.chain.mine(accept_ownership(1, 5), change(1, 1, add=5))
    await followed.catch_up()
    assert (await followed.rows(Wallet))[0]["epoch"] == 1
    followed.chain.reorg(1, [], [])
    await followed.catch_up()
    assert (await followed.rows(Wallet))[0]["epoch"] == 0
    assert {row["owner"]: row["status"] for row in await followed.rows(WalletOwner)} == {
        owner(0): "owner",
        owner(1): "owner",
    }
    followed.chain.reorg(3, [], [], [], [])
    await followed.catch_up()
    for table in (Wallet, WalletOwner, Proposal, WalletPayment, CoinReceipt):
        assert await followed.rows(table) == []
    assert len(await followed.rows(ChainEvent)) == 2
    followed.chain.mine(create(1, owners=3), pay_out(1, 0, count=1))
    followed.chain.mine(pay_out(1, 1, count=1))
    await followed.catch_up()
    assert len(await followed.rows(WalletOwner)) == 3
    assert len(await followed.rows(WalletPayment)) == 2
    await same_as_fresh(followed)


async def test_in_the_head_receipts_prove_wallets_too(followed: Followed) -> None:
    await followed.catch_up()
    hide(followed, FACTORY, wallet_address(1))
    followed.chain.mine(create(1), send_coins(1))
    followed.chain.mine(confirm(1, 0), propose_payments(1, 0))
    await followed.catch_up()
    followed.chain.mine(send_coins(1))
    await followed.catch_up()
    assert len(await followed.rows(CoinReceipt)) == 2
    assert len(await followed.rows(Proposal)) == 1
    followed.node.lie = lambda method, params, result: result
    await same_as_fresh(followed)


@pytest.mark.parametrize("final", [False, True])
async def test_a_wallet_that_shows_nothing_of_itself_is_a_hole(followed: Followed, final: bool) -> None:
    followed.chain.mine(create(1))
    for _ in range(20 if final else 0):
        followed.chain.mine()
    followed.node.has_receipts = False
    hide(followed, wallet_address(1))
    problem = (await followed.mirror.step()).problem
    assert problem is not None and f"the wallet {wallet_address(1)} was created and not set up" in problem
    assert await followed.rows(Wallet) == []
    followed.node.lie = lambda method, params, result: result
    await followed.catch_up()
    await same_as_fresh(followed)


async def test_a_hidden_last_creation_shows_in_the_factorys_count(followed: Followed) -> None:
    followed.chain.mine(create(1))
    hidden = followed.chain.mine(create(2)).logs
    for _ in range(20):
        followed.chain.mine()
    followed.node.lie = lambda method, params, result: (
        [log for log in result if log not in hidden] if method == "eth_getLogs" else result
    )
    problem = (await followed.mirror.step()).problem
    assert problem is not None and f"has counted 2 events of the wallets of {FACTORY}" in problem
    followed.node.lie = lambda method, params, result: result
    await followed.catch_up()
    await same_as_fresh(followed)


# Which part of an execution of three is hidden, and what shows it.
PARTS = {0: "follows number 0", 1: "number 3 of proposal", 2: "has 3 parts, and 2 are there"}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("final", [False, True])
@pytest.mark.parametrize("act", [pay_out(1, 0, 3), call_out(1, 0, 3)])
async def test_every_part_of_an_execution_must_be_there(followed: Followed, part: int, final: bool, act: Act) -> None:
    followed.chain.mine(create(1))
    hidden = followed.chain.mine(act).logs[part]
    for _ in range(20 if final else 0):
        followed.chain.mine()
    followed.node.has_receipts = False
    followed.node.lie = lambda method, params, result: (
        [log for log in result if log != hidden] if method == "eth_getLogs" else result
    )
    problem = (await followed.mirror.step()).problem
    assert problem is not None and PARTS[part] in problem
    assert await followed.rows(Wallet) == []
    followed.node.lie = lambda method, params, result: result
    await followed.catch_up()
    await same_as_fresh(followed)


async def test_a_creation_found_late_brings_all_that_its_wallet_logged(followed: Followed) -> None:
    followed.chain.mine(create(1))
    hidden = [*followed.chain.mine(create(2)).logs]
    for number in range(20):
        followed.chain.mine(pay_out(2, number))
    followed.node.has_receipts = False
    followed.node.lie = lambda method, params, result: (
        [log for log in result if log not in hidden]
        if method == "eth_getLogs"
        else "0x" + "00" * 32
        if method == "eth_call"
        else result
    )
    await followed.catch_up()
    assert len(await followed.rows(Wallet)) == 1
    followed.chain.mine(create(3), pay_out(3, 0))
    problem = (await followed.mirror.step()).problem
    assert problem is not None and f"number 3 of the wallets of {FACTORY} follows number 1" in problem
    hidden.clear()
    await followed.catch_up()
    assert len(await followed.rows(Wallet)) == 3
    assert len(await followed.rows(WalletPayment)) == 42
    await same_as_fresh(followed)


async def test_without_a_factory_nothing_is_looked_for(followed: Followed) -> None:
    followed.terms = terms(contracts=["PaymentGateway", "Subscription"])
    followed.restart()
    followed.chain.mine(pay(1), create(1), pay_out(1, 0))
    await followed.catch_up()
    assert len(await followed.payments()) == 1
    assert await followed.rows(Wallet) == []
