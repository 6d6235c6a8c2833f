"""Random histories of a chain and its mirror: blocks, reorgs up to 30 deep, crashes anywhere, restarts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.tables.outbox import Notice
from tests.backend.mirror.crashes import Crash, Crashes
from tests.backend.mirror.followed import Followed, fresh, mirrored, terms
from tests.backend.scripted_chain import (
    Act,
    ScriptedChain,
    cancel,
    credit,
    fee_is,
    merchant,
    own_fee,
    paused,
    pay,
    propose_payout,
    refund,
    register,
    request,
    withdraw,
)
from tests.backend.scripted_node import ScriptedNode

DEEPEST = 30
LISTENING = (merchant(0), merchant(1))
# The last one of each is told when its block is confirmed.
CALLED_FOR = {
    "PaymentCompleted": ["payment.seen", "payment.completed"],
    "PaymentCancelled": ["payment.cancelled"],
    "PaymentRefunded": ["payment.refunded"],
}


class History:
    """Plays actions on a chain and its mirror."""

    def __init__(self, engine: AsyncEngine, other: AsyncEngine, crashes: Crashes) -> None:
        self.chain = ScriptedChain()
        self.node = ScriptedNode(self.chain)
        self.followed = Followed(engine, self.chain, [self.node], replace(terms(), finality="finalized"), span=9)
        self.other = other
        self.crashes = crashes
        self.lost: list[Any] = []
        self.chain.mine(*(register(place) for place in range(3)))
        for number in range(DEEPEST):
            self.chain.mine(*([pay(100 + number, by=number % 3)] if number % 6 == 0 else []))
        self.finalize()

    @property
    def final_number(self) -> int:
        return self.chain.final_number or 0

    def finalize(self) -> None:
        self.chain.final_number = max(self.final_number, self.chain.head.number - DEEPEST)

    async def play(self, action: Any) -> None:
        await action.play(self)
        self.finalize()

    async def compare(self) -> None:
        await self.followed.catch_up()
        ours = await mirrored(self.followed)
        async with fresh(self.other, self.followed) as scratch:
            await scratch.catch_up()
            theirs = await mirrored(scratch)
        for table, rows in theirs.items():
            assert ours[table] == rows, table
        await self._check_numbers(ours)
        await self._check_told(ours)

    async def _check_numbers(self, ours: dict[str, list[dict[str, Any]]]) -> None:
        events = ours["chain_events"]
        counted = Counter(row["counter"] for row in events if row["number"] is not None)
        counted += Counter(row["subject"] for row in events if row["step"] is not None)
        assert counted == self.chain.head.ledger.numbers

    async def _check_told(self, ours: dict[str, list[dict[str, Any]]]) -> None:
        # What merchants were told and not told otherwise is what the chain says now.
        standing: dict[Any, set[str]] = {}
        sequences: dict[str, int] = {}
        for row in sorted(await self.followed.rows(Notice), key=lambda row: (row["account_id"], row["sequence"])):
            sequences[row["account_id"]] = sequences.get(row["account_id"], 0) + 1
            assert row["sequence"] == sequences[row["account_id"]]
            where = row["block_hash"], row["log_index"]
            if row["type"] == "payment.reverted":
                assert standing.pop(where)
            else:
                assert row["type"] not in standing.setdefault(where, set())
                standing[where].add(row["type"])
        confirmed_number = ours["positions"][0]["confirmed_number"]
        for row in ours["chain_events"]:
            told = standing.pop((row["block_hash"], row["log_index"]), set())
            called_for = CALLED_FOR.get(row["name"], []) if row["party"] in LISTENING else []
            assert told <= set(called_for)
            assert told >= set(called_for if row["block_number"] <= confirmed_number else called_for[:-1])
        assert standing == {}


@dataclass(frozen=True)
class Mine:
    blocks: list[list[Act]]

    async def play(self, history: History) -> None:
        for acts in self.blocks:
            history.chain.mine(*acts)


@dataclass(frozen=True)
class Quiet:
    """Blocks without anything of ours."""

    blocks: int

    async def play(self, history: History) -> None:
        for _ in range(self.blocks):
            history.chain.mine()


@dataclass(frozen=True)
class Reorg:
    depth: int
    blocks: list[list[Act]]
    quiet: int

    async def play(self, history: History) -> None:
        depth = min(self.depth, history.chain.head.number - history.final_number)
        if depth:
            history.lost = history.chain.reorg(depth, *self.blocks, *([[]] * self.quiet))


@dataclass(frozen=True)
class Restore:
    """The branch lost last is the chain again."""

    async def play(self, history: History) -> None:
        chain, lost = history.chain, history.lost
        if not lost or lost[0].number > chain.head.number:
            return
        parent = chain.blocks[lost[0].number - 1]
        if parent.hash == lost[0].parent_hash and parent.number >= history.final_number:
            history.lost = chain.blocks[lost[0].number :]
            chain.restore(lost)


@dataclass(frozen=True)
class ThereAndBack:
    """A block is followed, replaced, and comes back."""

    acts: list[Act]

    async def play(self, history: History) -> None:
        chain = history.chain
        if chain.head.number <= history.final_number:
            return
        chain.mine(*self.acts)
        await history.followed.catch_up()
        ours = chain.reorg(1, [], [])
        await history.followed.catch_up()
        chain.restore(ours)
        for _ in range(3):
            chain.mine()


@dataclass(frozen=True)
class Steps:
    count: int

    async def play(self, history: History) -> None:
        for _ in range(self.count):
            await history.followed.mirror.step()


@dataclass(frozen=True)
class CrashAt:
    """The process ends at one of its next requests, statements, bulk copies or commits; a new one takes over."""

    point: int
    between: bool

    async def play(self, history: History) -> None:
        history.crashes.begin(self.point, self.between)
        try:
            for _ in range(4):
                await history.followed.mirror.step()
        except Crash:
            pass
        history.crashes.left = None
        history.followed.restart()


@dataclass(frozen=True)
class CatchUp:
    async def play(self, history: History) -> None:
        history.finalize()
        await history.compare()


merchants = st.integers(0, 2)
places = st.integers(0, 11)
amounts = st.sampled_from([1, 10_000_000, 25_000_000, 2**256 - 1])
acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(pay, places, merchants, amounts),
    st.builds(pay, places, merchants, amounts),
    st.builds(request, places, merchants, amounts),
    st.builds(refund, places, st.sampled_from([1, 10_000_000, 25_000_000])),
    st.builds(cancel, places, merchants),
    st.builds(register, merchants),
    st.builds(propose_payout, merchants, st.sampled_from([0, 60, 3600])),
    st.builds(own_fee, merchants, st.sampled_from([10, 10_000])),
    st.builds(credit, merchants, st.sampled_from([1, 2**128])),
    st.builds(withdraw, merchants),
    st.builds(fee_is, st.integers(0, 100)),
    st.builds(paused, st.booleans()),
)
block = st.lists(acts, max_size=3)
branch = st.lists(block, min_size=1, max_size=4)


histories = st.lists(
    st.one_of(
        st.builds(Mine, branch),
        st.builds(Quiet, st.integers(1, 25)),
        st.builds(Reorg, st.integers(1, DEEPEST), branch, st.integers(0, DEEPEST)),
        st.builds(Reorg, st.integers(1, 3), branch, st.just(0)),
        st.builds(Restore),
        st.builds(Steps, st.integers(1, 3)),
        st.builds(ThereAndBack, block),
        st.builds(CrashAt, st.integers(0, 60), st.just(False)),
        st.builds(CrashAt, st.integers(0, 12), st.just(True)),
        st.builds(CatchUp),
    ),
    min_size=3,
    max_size=14,
)
