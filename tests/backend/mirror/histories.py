"""Random histories of a chain and its mirror: blocks, reorgs up to 30 deep, crashes anywhere, restarts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.tables.outbox import Notice
from tests.backend.mirror.acts import acts
from tests.backend.mirror.crashes import Crash, Crashes
from tests.backend.mirror.followed import Followed, fresh, mirrored, terms
from tests.backend.scripted_chain import Act, ScriptedChain, merchant, pay, register
from tests.backend.scripted_deals import deal_id
from tests.backend.scripted_node import ScriptedNode
from tests.backend.scripted_subscriptions import mandate_id, next_action_at
from tests.backend.scripted_wallets import create, proposal, wallet_address

DEEPEST = 30
LISTENING = (merchant(0), merchant(1), wallet_address(0), wallet_address(2))
# The last one of each is told when its block is confirmed.
CALLED_FOR = {
    "PaymentCompleted": ["payment.seen", "payment.completed"],
    "PaymentCancelled": ["payment.cancelled"],
    "PaymentRefunded": ["payment.refunded"],
    "DealFunded": ["deal.seen", "deal.funded"],
    "DeliveryMarked": ["deal.delivered"],
    "DealDisputed": ["deal.disputed"],
    "DealReleased": ["deal.released"],
    "DealReturned": ["deal.returned"],
    "DealResolved": ["deal.resolved"],
    "CreditIncreased": ["credit.increased"],
    "CreditWithdrawn": ["credit.withdrawn"],
    "DepositReturned": ["deposit.returned"],
    "Subscribed": ["subscription.started"],
    "Charged": ["subscription.charged"],
    "ChargeFailed": ["subscription.charge_failed"],
    "Lapsed": ["subscription.lapsed"],
    "Cancelled": ["subscription.cancelled"],
    "Paused": ["subscription.paused"],
    "Resumed": ["subscription.resumed"],
    "PriceProposed": ["subscription.price_proposed"],
    "PriceAccepted": ["subscription.price_accepted"],
    "PeriodRefunded": ["subscription.period_refunded"],
    "PaymentsProposed": ["multisig.proposed"],
    "CallsProposed": ["multisig.proposed"],
    "ConfigurationProposed": ["multisig.proposed"],
    "Confirmed": ["multisig.confirmed"],
    "ConfirmationRevoked": ["multisig.confirmation_revoked"],
    "ConfigurationScheduled": ["multisig.scheduled"],
    "ConfigurationVetoed": ["multisig.vetoed"],
    "PaymentMade": ["multisig.executed"],
    "CallMade": ["multisig.executed"],
    "NonceSkipped": ["multisig.executed"],
    "ConfigurationChanged": ["multisig.executed"],
    "LimitSpent": ["multisig.spent"],
}
OF_SEVERAL_PARTS = {"PaymentMade": 2, "CallMade": 2}
"""Which word of an event's data says which part it is: the first one is told."""


class History:
    """Plays actions on a chain and its mirror."""

    def __init__(self, engine: AsyncEngine, other: AsyncEngine, crashes: Crashes) -> None:
        self.chain = ScriptedChain()
        self.node = ScriptedNode(self.chain)
        self.followed = Followed(engine, self.chain, [self.node], replace(terms(), finality="finalized"), span=9)
        self.other = other
        self.crashes = crashes
        self.lost: list[Any] = []
        self.chain.mine(*(register(place) for place in range(3)), create(2))
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
        self._check_numbers(ours)
        self._check_money(ours)
        self._check_mandates(ours)
        self._check_wallets(ours)
        await self._check_told(ours)

    def _check_numbers(self, ours: dict[str, list[dict[str, Any]]]) -> None:
        events = ours["chain_events"]
        counted = Counter(row["counter"] for row in events if row["number"] is not None)
        counted += Counter(row["subject"] for row in events if row["step"] is not None)
        assert counted == self.chain.head.ledger.numbers

    def _check_money(self, ours: dict[str, list[dict[str, Any]]]) -> None:
        ledger = self.chain.head.ledger
        held = {deal_id(place): known.get("held", 0) for place, known in ledger.deals.items()}
        assert {row["deal_id"]: row["held"] for row in ours["deals"]} == held
        for row in ours["deals"]:
            assert (row["amount"] or 0) == row["held"] + row["released"] + row["returned"] + row["arbiter_fee"]
            assert (row["status"] == "closed") == (row["outcome"] is not None)
        owed = {(row["contract"], row["receiver"]): row["balance"] for row in ours["credits"]}
        assert owed == ledger.credits
        kept = sum(row["fees"] for row in ours["deals"]) - sum(row["collected"] for row in ours["kept_fees"])
        assert kept == ledger.fees

    def _check_mandates(self, ours: dict[str, list[dict[str, Any]]]) -> None:
        mandates = self.chain.head.ledger.mandates
        names = ("status", "paid_until", "total", "charges", "shift")
        assert {row["mandate_id"]: [row[name] for name in names] for row in ours["mandates"]} == {
            mandate_id(place): [known[name] for name in names] for place, known in mandates.items()
        }
        due = {mandate_id(place): next_action_at(known) for place, known in mandates.items()}
        assert {row["mandate_id"]: row["next_action_at"] for row in ours["mandates"]} == due
        charged = sum(row["amount"] for row in ours["charges"])
        assert charged == sum(known["total"] for known in mandates.values())
        assert len(ours["charges"]) == sum(known["charges"] for known in mandates.values())

    def _check_wallets(self, ours: dict[str, list[dict[str, Any]]]) -> None:
        names = ("threshold", "call_threshold", "delay", "epoch")
        terms = {row["wallet"]: tuple(row[name] for name in names) for row in ours["wallets"]}
        owners: dict[str, dict[str, str]] = {wallet: {} for wallet in terms}
        statuses: dict[str, dict[str, str]] = {wallet: {} for wallet in terms}
        for row in ours["wallet_owners"]:
            owners[row["wallet"]][row["owner"]] = row["status"]
        for row in ours["proposals"]:
            statuses[row["wallet"]][row["proposal"]] = row["status"]
        spent = {row["wallet"]: row["spent"] for row in ours["wallet_limits"]}
        ledger = self.chain.head.ledger
        assert set(terms) == {wallet_address(place) for place in ledger.wallets}
        for place, known in ledger.wallets.items():
            at = wallet_address(place)
            assert (terms[at], owners[at], spent.get(at, 0)) == (known["terms"], known["owners"], known["spent"])
            assert statuses[at] == {proposal(place, one): status for one, status in known["status"].items()}

    async def _check_told(self, ours: dict[str, list[dict[str, Any]]]) -> None:
        # What merchants were told and not told otherwise is what the chain says now.
        standing: dict[Any, set[str]] = {}
        sequences: dict[str, int] = {}
        for row in sorted(await self.followed.rows(Notice), key=lambda row: (row["account_id"], row["sequence"])):
            sequences[row["account_id"]] = sequences.get(row["account_id"], 0) + 1
            assert row["sequence"] == sequences[row["account_id"]]
            where = row["block_hash"], row["log_index"]
            if row["type"].endswith(".reverted"):
                assert standing.pop(where)
            else:
                assert row["type"] not in standing.setdefault(where, set())
                standing[where].add(row["type"])
        confirmed_number = ours["positions"][0]["confirmed_number"]
        for row in ours["chain_events"]:
            told = standing.pop((row["block_hash"], row["log_index"]), set())
            heard = row["party"] in LISTENING and not _is_further_part(row)
            called_for = CALLED_FOR.get(row["name"], []) if heard else []
            assert told <= set(called_for)
            assert told >= set(called_for if row["block_number"] <= confirmed_number else called_for[:-1])
        assert standing == {}


def _is_further_part(row: dict[str, Any]) -> bool:
    word = OF_SEVERAL_PARTS.get(row["name"])
    return word is not None and int(row["data"][2 + 64 * word : 66 + 64 * word], 16) > 0


@dataclass(frozen=True)
class Mine:
    blocks: list[list[Act]]

    async def play(self, history: History) -> None:
        for block in self.blocks:
            history.chain.mine(*block)


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


of_a_block = st.lists(acts, max_size=3)
branch = st.lists(of_a_block, min_size=1, max_size=4)


histories = st.lists(
    st.one_of(
        st.builds(Mine, branch),
        st.builds(Quiet, st.integers(1, 25)),
        st.builds(Reorg, st.integers(1, DEEPEST), branch, st.integers(0, DEEPEST)),
        st.builds(Reorg, st.integers(1, 3), branch, st.just(0)),
        st.builds(Restore),
        st.builds(Steps, st.integers(1, 3)),
        st.builds(ThereAndBack, of_a_block),
        st.builds(CrashAt, st.integers(0, 60), st.just(False)),
        st.builds(CrashAt, st.integers(0, 12), st.just(True)),
        st.builds(CatchUp),
    ),
    min_size=3,
    max_size=14,
)
