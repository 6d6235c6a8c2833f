"""The loop: measure the gap, load, apply, move. Each step is one transaction; killed anywhere, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.chain.block import Block
from backend.chain.node import Node
from backend.chain.records import WALLET, Record
from backend.chain.source import Source
from backend.chain.trouble import NodeTrouble
from backend.chain.watched import Watched
from backend.events.decode import ContractAbi, Decoder, EventUnknown, LogMalformed
from backend.mirror import reorg
from backend.mirror.apply import apply
from backend.mirror.completeness import Completeness, Grown
from backend.mirror.finding import load_found
from backend.mirror.look import Ahead, Looking, Step, Undo
from backend.mirror.observe import observe
from backend.mirror.position import (
    Kept,
    Standing,
    check_contracts,
    keep_blocks,
    load_standing,
    move,
    standing_at,
)
from backend.mirror.telling import tellings, undone_tellings
from backend.mirror.terms import Terms
from backend.mirror.trouble import Hole, OtherContracts, PositionMoved
from backend.tables.session import DatabaseTrouble, check_migrated, connected
from backend.webhooks.announce import announce
from backend.webhooks.drafts import News
from backend.webhooks.notation import Certainty

LONGEST_PAUSE = 30.0
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a step has led. `events`: applied; `undone`: taken back by a reorg; `more`: the gap is not closed yet."""

    standing: Standing | None
    head_number: int | None = None
    events: int = 0
    undone: int = 0
    more: bool = False
    problem: str | None = None


def watched(records: Sequence[Record]) -> Watched:
    """What a `Node` needs to know of a chain's deployments. Raises EventUnknown."""
    decoder = _decoder(records)
    return Watched(records[0].chain_id, decoder.topics, decoder.found_topics)


class Mirror:
    """Follows the contracts of one chain into one database. `clock` gives unix seconds; `on_news` is called whenever
    notices were committed."""

    def __init__(
        self,
        engine: AsyncEngine,
        node: Node,
        records: Sequence[Record],
        terms: Terms,
        clock: Callable[[], float],
        poll_seconds: float = 1.0,
        on_news: Callable[[], None] = lambda: None,
    ) -> None:
        self._engine = engine
        self._node = node
        self._terms = terms
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._on_news = on_news
        self._decoder = _decoder(records)
        self._named = watched(records)
        self._looking = Looking(engine, terms, self._decoder)
        self._ahead = Ahead()
        self._stood: Standing | None = None
        self._watched: Watched | None = None
        self._completeness = Completeness(engine, terms, records)

    async def check(self) -> None:
        """To be called before following. Raises DatabaseTrouble, OtherContracts, NodeTrouble."""
        await check_migrated(self._engine)
        async with connected(self._engine, reads=True) as connection:
            check_contracts(await load_standing(connection, self._terms.chain_id), self._terms)
        await self._node.ask(Source.check)

    async def follow(self, stop: asyncio.Event) -> None:
        """Steps until `stop` is set. Trouble is written down for health answers and waited out."""
        pause = self._poll_seconds
        while not stop.is_set():
            try:
                progress = await self.step()
                problem = progress.problem
            except DatabaseTrouble as trouble:
                progress, problem = Progress(None), str(trouble)
            if problem is not None:
                log.warning("mirror_waits", problem=problem)
            if progress.more:
                continue
            pause = self._poll_seconds if problem is None else min(LONGEST_PAUSE, max(pause, 0.1) * 2)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
        self._ahead.drop()

    async def step(self) -> Progress:
        """Goes on by one range or some blocks, or back to a common ancestor, all of it or nothing.

        Raises DatabaseTrouble; trouble with the node is in the answer."""
        head: Block | None = None
        async with connected(self._engine, reads=True) as connection:
            before = await load_standing(connection, self._terms.chain_id)
            if before != self._stood:  # another mirror has moved, or everything was forgotten
                self._completeness.forget()
                self._watched = None
            watched = self._watched or self._named.with_found(await load_found(connection, self._terms.chain_id))
        try:
            check_contracts(before, self._terms)
            found = await self._ahead.take(before)
            if found is None:
                found = await self._node.ask(self._look_from(before, watched))
            head = found.gap.head
            progress = await (self._go_on(found) if isinstance(found, Step) else self._go_back(found))
        except (NodeTrouble, Hole, LogMalformed, EventUnknown, OtherContracts, PositionMoved) as trouble:
            progress = self._waiting(before, trouble)
        except BaseException:
            self._forget()
            raise
        async with connected(self._engine) as connection:
            await observe(connection, self._terms, head, progress.problem, int(self._clock()))
        return progress

    def _look_from(self, before: Standing | None, watched: Watched) -> Callable[[Source], Awaitable[Step | Undo]]:
        return lambda source: self._looking.look(source, before, watched)

    async def _grown(self, found: Step) -> Grown | None:
        loaded = found.loaded
        if loaded is None:
            return None
        return await self._node.ask(lambda source: self._completeness.check(source, found.gap, loaded, found.events))

    async def _go_on(self, found: Step) -> Progress:
        gap, before, chain_id = found.gap, found.gap.before, self._terms.chain_id
        grown = await self._grown(found)
        end = found.loaded.end if found.loaded else _standing_block(before)
        after = standing_at(end, self._terms, gap.final_number, before)
        if found.loaded is not None and after.block_number < gap.final_number and not self._looking.asking.open:
            self._ahead.begin(after, self._node.ask(self._look_from(after, found.watched)))
        told = 0
        if after != before:
            async with connected(self._engine) as connection:
                await move(connection, chain_id, before, after)
                await apply(connection, self._decoder, chain_id, found.events, gap.first)
                await keep_blocks(connection, chain_id, after, found.loaded.blocks if found.loaded else [])
                confirmed_before = self._terms.start - 1 if before is None else before.confirmed_number
                newly = range(confirmed_before + 1, after.confirmed_number + 1)
                seen, confirmed = await tellings(connection, self._decoder, chain_id, found.events, newly)
                news = News(chain_id, _certainty(after), seen=seen, confirmed=confirmed)
                told = await announce(connection, news, int(self._clock()))
        if told:
            self._on_news()
        if found.loaded is not None and grown is not None:
            self._completeness.keep(grown, found.loaded)
            self._looking.asking.done()
        self._stood, self._watched = after, found.watched
        more = after.block_number < gap.head.number
        return Progress(after, gap.head.number, len(found.events), more=more)

    async def _go_back(self, found: Undo) -> Progress:
        before, ancestor, chain_id = found.gap.before, found.ancestor, self._terms.chain_id
        after = None if ancestor is None else standing_at(ancestor, self._terms, found.gap.final_number, before)
        number = self._terms.start - 1 if ancestor is None else ancestor.number
        async with connected(self._engine) as connection:
            await move(connection, chain_id, before, after)
            undone = await reorg.forget(connection, self._decoder, chain_id, number)
            certainty = Certainty(number, number) if after is None else _certainty(after)
            news = News(chain_id, certainty, undone=undone_tellings(undone))
            told = await announce(connection, news, int(self._clock()))
        if told:
            self._on_news()
        self._forget()
        self._looking.asking.done()
        log.info("reorg", ancestor=number, undone=len(undone.events))
        return Progress(after, found.gap.head.number, undone=len(undone.events), more=True)

    def _waiting(self, before: Standing | None, trouble: Exception) -> Progress:
        self._forget()
        if isinstance(trouble, PositionMoved):
            log.info("position_moved")
            return Progress(before, more=True)
        if isinstance(trouble, Hole):
            self._looking.asking.note(trouble)
            self._node.distrust_first()
        return Progress(before, problem=str(trouble))

    def _forget(self) -> None:
        self._ahead.drop()
        self._completeness.forget()
        self._watched = None


def _decoder(records: Sequence[Record]) -> Decoder:
    abis = {record.address: ContractAbi(record.contract, record.abi) for record in records if record.contract != WALLET}
    found = next((ContractAbi(WALLET, record.abi) for record in records if record.contract == WALLET), None)
    return Decoder(abis, found)


def _standing_block(standing: Standing | None) -> Kept:
    assert standing is not None, "without a standing there is always a gap"
    return Kept(standing.block_number, standing.block_hash, standing.block_timestamp)


def _certainty(standing: Standing) -> Certainty:
    return Certainty(standing.confirmed_number, standing.final_number)
