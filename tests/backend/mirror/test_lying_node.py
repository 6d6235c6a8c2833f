"""Nodes that drop, lag and answer nonsense: the mirror waits, says so, and loses nothing."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from backend.chain.trouble import NoContract, WrongChain
from backend.tables.mirrored import ChainEvent, Credit, Merchant
from tests.backend.mirror.followed import Followed, fresh, mirrored
from tests.backend.scripted_chain import credit, own_fee, pay, payment_id, refund, register
from tests.backend.scripted_node import ScriptedNode


def busy(followed: Followed, blocks: int = 60, each: int = 5) -> None:
    """Payments of several merchants, some of whom are heard of only once."""
    chance = random.Random(7)
    for number in range(blocks):
        chain = followed.chain
        acts = [pay(number * each + place, by=chance.choice([0, 1, 2, 1000 + number])) for place in range(each)]
        chain.mine(*acts)


class DropsOne:
    """Leaves one log out of each answer that has any."""

    def __init__(self) -> None:
        self.chance = random.Random(3)
        self.dropped = 0

    def __call__(self, method: str, params: list[Any], result: Any) -> Any:
        if method != "eth_getLogs" or not result:
            return result
        self.dropped += 1
        lost = self.chance.randrange(len(result))
        return result[:lost] + result[lost + 1 :]


class EveryThirdEmpty:
    """Says "no logs" to every third question that has some."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, method: str, params: list[Any], result: Any) -> Any:
        if method != "eth_getLogs" or not result:
            return result
        self.count += 1
        return [] if self.count % 3 == 0 else result


@pytest.mark.parametrize("lie", [DropsOne, EveryThirdEmpty])
@pytest.mark.parametrize("span", [7, 2000])
@pytest.mark.parametrize("restarts", [False, True])
async def test_no_log_is_lost_to_a_lying_node(followed: Followed, lie: type, span: int, restarts: bool) -> None:
    busy(followed)
    followed.span = span
    followed.node.lie = lie()
    mirror = followed.restart()
    for step in range(300):
        progress = await mirror.step()
        if progress.problem is None and not progress.more:
            break
        if restarts and step % 10 == 9:
            mirror = followed.restart()
    assert len(await followed.rows(ChainEvent)) == 2 + 300
    before = await mirrored(followed)
    async with fresh(followed.engine, followed) as honest:
        await honest.catch_up()
        assert await mirrored(honest) == before


async def test_a_hidden_log_is_said_and_nothing_of_its_range_is_kept(followed: Followed) -> None:
    busy(followed, blocks=30)
    third = followed.chain.blocks[6].logs[2]
    followed.node.lie = lambda method, params, result: (
        [log for log in result if log != third] if method == "eth_getLogs" else result
    )
    followed.node.has_receipts = False
    for _ in range(5):
        progress = await followed.mirror.step()
    assert progress.problem is not None and "keeps logs back" in progress.problem
    assert await followed.problem() == progress.problem
    assert await followed.rows(ChainEvent) == []
    followed.node.lie = lambda method, params, result: result
    await followed.catch_up()
    assert await followed.problem() is None
    assert len(await followed.rows(ChainEvent)) == 2 + 150


async def test_another_node_fills_the_hole(followed: Followed) -> None:
    busy(followed, blocks=30)
    liar = ScriptedNode(followed.chain)
    third = followed.chain.blocks[6].logs[2]
    liar.has_receipts = False
    liar.lie = lambda method, params, result: (
        [log for log in result if log != third] if method == "eth_getLogs" else result
    )
    followed.nodes.insert(0, liar)
    followed.restart()
    assert (await followed.mirror.step()).problem
    assert (await followed.mirror.step()).problem is None
    await followed.catch_up()
    assert len(await followed.rows(ChainEvent)) == 2 + 150


async def test_a_hidden_last_log_shows_in_the_contracts_own_count(followed: Followed) -> None:
    followed.chain.mine(pay(1))
    followed.chain.mine(pay(2))
    for _ in range(20):
        followed.chain.mine()
    hidden = followed.chain.blocks[5].logs[0]
    followed.node.lie = lambda method, params, result: (
        [log for log in result if log != hidden] if method == "eth_getLogs" else result
    )
    progress = await followed.mirror.step()
    assert progress.problem is not None and "has counted 2 events" in progress.problem
    await followed.catch_up()
    assert len(await followed.payments()) == 2


async def test_a_hidden_credit_shows_in_the_contracts_credits(followed: Followed) -> None:
    followed.chain.mine(credit(1, 5))
    for _ in range(20):
        followed.chain.mine()
    followed.chain.mine(credit(1, 6))
    for _ in range(20):
        followed.chain.mine()
    hidden = followed.chain.blocks[4].logs[0]
    followed.node.lie = lambda method, params, result: (
        [log for log in result if log != hidden] if method == "eth_getLogs" else result
    )
    problems = [(await followed.mirror.step()).problem for _ in range(2)]
    assert any(problem and "number 2 of the credits of" in problem for problem in problems)
    assert await followed.rows(Credit) == []
    followed.node.lie = lambda method, params, result: result
    await followed.catch_up()
    assert [row["balance"] for row in await followed.rows(Credit)] == [11]


async def test_a_final_range_without_logs_is_asked_for_twice(followed: Followed) -> None:
    await followed.catch_up()
    followed.chain.mine(register(0))
    for _ in range(20):
        followed.chain.mine()
    followed.node.lie = EveryThirdEmpty()
    followed.node.lie.count = 2
    await followed.catch_up()
    assert len(await followed.rows(Merchant)) == 1


async def test_in_the_head_receipts_decide(followed: Followed) -> None:
    await followed.catch_up()
    followed.node.lie = lambda method, params, result: [] if method == "eth_getLogs" else result
    followed.chain.mine(register(0), pay(1))
    await followed.catch_up()
    assert await followed.payments() == {payment_id(1): "paid"}
    assert len(await followed.rows(Merchant)) == 1


async def test_a_log_found_behind_the_position_is_folded_in_its_place(followed: Followed) -> None:
    followed.node.has_receipts = False
    hidden: list[Any] = []
    followed.node.lie = lambda method, params, result: (
        [log for log in result if log not in hidden] if method == "eth_getLogs" else result
    )
    followed.chain.mine(pay(1))
    followed.chain.mine(pay(2), own_fee(0, 10))
    hidden += followed.chain.head.logs
    followed.chain.mine(own_fee(0, 7))
    await followed.catch_up()
    assert len(await followed.payments()) == 1
    followed.chain.mine(refund(1, 7))
    assert (await followed.mirror.step()).problem
    hidden.clear()
    await followed.catch_up()
    assert await followed.payments() == {payment_id(1): "partially_refunded", payment_id(2): "paid"}
    assert [row["fee_bps"] for row in await followed.rows(Merchant)] == [7]
    before = await mirrored(followed)
    async with fresh(followed.engine, followed) as honest:
        await honest.catch_up()
        assert await mirrored(honest) == before


def other(log: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
    return [log | changes]


NONSENSE = {
    "no list": lambda r: {"logs": r},
    "no number": lambda r: other(r[0], blockNumber="twelve"),
    "another contract": lambda r: other(r[0], address="0x" + "00" * 20),
    "another event": lambda r: other(r[0], topics=["0x" + "00" * 32]),
    "no topics": lambda r: other(r[0], topics=[]),
    "short data": lambda r: other(r[0], data=r[0]["data"][:-2]),
    "no hex": lambda r: other(r[0], data=r[0]["data"][:-2] + "zz"),
    "removed": lambda r: other(r[0], removed=True),
    "another block's hash": lambda r: other(r[0], blockHash="0x" + "00" * 32),
    "outside the range": lambda r: other(r[0], blockNumber="0xffff"),
    "twice the same": lambda r: [r[0], r[0]],
    "long address": lambda r: other(r[0], topics=[*r[0]["topics"][:2], "0x" + "ff" * 32, *r[0]["topics"][3:]]),
    "null": lambda r: None,
}


# A final range's inner blocks are believed without their headers.
WHERE = [(kind, final) for kind in NONSENSE for final in (False, True) if not (final and "hash" in kind)]


@pytest.mark.parametrize(("kind", "final"), WHERE)
async def test_nonsense_is_refused(followed: Followed, kind: str, final: bool) -> None:
    await followed.catch_up()
    followed.node.has_receipts = False
    followed.chain.mine(pay(1))
    for _ in range(20 if final else 0):
        followed.chain.mine()
    before = await mirrored(followed)
    twisted = NONSENSE[kind]
    followed.node.lie = lambda method, params, result: twisted(result) if method == "eth_getLogs" and result else result
    assert (await followed.mirror.step()).problem is not None
    assert await mirrored(followed) == before
    followed.node.lie = lambda method, params, result: result
    await followed.catch_up()
    assert await followed.payments() == {payment_id(1): "paid"}


HEADERS = {
    "null": lambda h: None,
    "another number": lambda h: h | {"number": "0x1"},
    "another parent": lambda h: h | {"parentHash": "0x" + "00" * 32},
    "no hash": lambda h: h | {"hash": "0x12"},
    "a text": lambda h: "soon",
    "a number": lambda h: h | {"timestamp": 12},
}


@pytest.mark.parametrize("kind", HEADERS)
async def test_nonsense_about_blocks_is_refused(followed: Followed, kind: str) -> None:
    followed.chain.mine()
    followed.chain.mine(pay(1))
    await followed.catch_up()
    followed.chain.mine(pay(2))
    followed.chain.mine(pay(3))
    before = await mirrored(followed)
    new = followed.chain.head.number
    followed.node.lie = lambda method, params, result: (
        HEADERS[kind](result) if method == "eth_getBlockByNumber" and params[0] == hex(new) else result
    )
    assert (await followed.mirror.step()).problem is not None
    assert await mirrored(followed) == before


async def test_given_a_node_that_is_gone__waits_and_then_goes_on(followed: Followed) -> None:
    await followed.catch_up()
    followed.node.gone = True
    followed.chain.mine(pay(1))
    progress = await followed.mirror.step()
    assert progress.problem is not None and "start the node, or correct COUNTERFOIL_RPC_URLS" in progress.problem
    assert "secret-key" not in progress.problem
    followed.node.gone = False
    await followed.catch_up()
    assert len(await followed.payments()) == 1


async def test_given_two_nodes__the_second_steps_in(followed: Followed) -> None:
    followed.nodes.append(ScriptedNode(followed.chain))
    followed.restart()
    followed.chain.mine(pay(1))
    followed.node.gone = True
    assert (await followed.mirror.step()).problem is None
    assert len(await followed.payments()) == 1


async def test_given_another_chains_node__start_is_refused(followed: Followed) -> None:
    followed.node.chain_id = 1
    with pytest.raises(WrongChain, match="follows chain 1, but the deployment record is of chain 31337"):
        await followed.mirror.check()


async def test_given_no_code_at_the_address__start_is_refused(followed: Followed) -> None:
    followed.node.code = "0x"
    with pytest.raises(NoContract, match="deploy again"):
        await followed.mirror.check()


async def test_given_no_finalized_tag__says_what_to_set(followed: Followed) -> None:
    followed.terms = replace(followed.terms, finality="finalized")
    followed.restart()
    followed.node.refuse = lambda method, params: (
        {"code": -32000, "message": "unsupported tag"} if params[:1] == ["finalized"] else None
    )
    progress = await followed.mirror.step()
    assert progress.problem is not None and "COUNTERFOIL_FINALITY" in progress.problem
