"""The loop: measure the gap, load, apply, move. Each step is one transaction; killed anywhere, nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.chain.block import Block
from backend.chain.node import Node
from backend.chain.records import Record
from backend.chain.source import Source, Watched
from backend.chain.trouble import NodeTrouble
from backend.events.decode import Decoder, LogMalformed
from backend.events.payment_gateway import GatewayEvent
from backend.mirror import reorg
from backend.mirror.apply import apply
from backend.mirror.asking_again import AskingAgain
from backend.mirror.completeness import Completeness
from backend.mirror.gap import Gap, measure
from backend.mirror.load import Forked, Loaded, Loader
from backend.mirror.observe import observe
from backend.mirror.position import Kept, Standing, keep_blocks, load_kept, load_standing, move, standing_at
from backend.mirror.telling import tellings, undone_tellings
from backend.mirror.terms import Terms
from backend.mirror.trouble import Hole, PositionMoved
from backend.tables.session import DatabaseTrouble, check_migrated, connected
from backend.webhooks.announce import News, announce
from backend.webhooks.payment_object import Certainty

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


@dataclass(frozen=True, slots=True)
class Step:
    """What the node gave for going on: None loaded means that only finality may have moved."""

    gap: Gap
    loaded: Loaded | None
    events: Sequence[GatewayEvent]
    grown: dict[str, int]


@dataclass(frozen=True, slots=True)
class Undo:
    """What the node gave for going back, to before the contract's first block if `ancestor` is None."""

    gap: Gap
    ancestor: Kept | None


def watched(record: Record) -> Watched:
    """What a `Node` needs to know of a deployment. Raises EventUnknown."""
    return Watched(record.chain_id, record.address, Decoder(record.abi).topics)


class Mirror:
    """Follows one contract on one chain into one database. `clock` gives unix seconds."""

    def __init__(
        self,
        engine: AsyncEngine,
        node: Node,
        record: Record,
        terms: Terms,
        clock: Callable[[], float],
        poll_seconds: float = 1.0,
    ) -> None:
        self._engine = engine
        self._node = node
        self._terms = terms
        self._clock = clock
        self._poll_seconds = poll_seconds
        self._decoder = Decoder(record.abi)
        self._loader = Loader(watched(record))
        self._asking = AskingAgain(engine, terms.chain_id)
        self._completeness = Completeness(engine, terms, record.abi)

    async def check(self) -> None:
        """To be called before following: raises DatabaseTrouble, WrongChain, NoContract or NodeTrouble."""
        await check_migrated(self._engine)
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

    async def step(self) -> Progress:
        """Goes on by one range or some blocks, or back to a common ancestor, all of it or nothing.

        Raises DatabaseTrouble; trouble with the node is in the answer."""
        head: Block | None = None
        async with connected(self._engine, reads=True) as connection:
            before = await load_standing(connection, self._terms.chain_id)
        try:
            found = await self._node.ask(lambda source: self._look(source, before))
            head = found.gap.head
            progress = await (self._go_on(found) if isinstance(found, Step) else self._go_back(found))
        except (NodeTrouble, Hole, LogMalformed, PositionMoved) as trouble:
            progress = self._waiting(before, trouble)
        except BaseException:
            self._completeness.forget()
            raise
        async with connected(self._engine) as connection:
            await observe(connection, self._terms, head, progress.problem, int(self._clock()))
        return progress

    async def _look(self, source: Source, before: Standing | None) -> Step | Undo:
        gap = await measure(source, self._terms, before)
        try:
            loaded = await self._loader.load(source, gap)
        except Forked:
            kept = await self._kept()
            return Undo(gap, await reorg.find_ancestor(source, gap, kept, self._terms))
        if loaded is None:
            return Step(gap, None, [], {})
        if loaded.hidden:
            log.warning("node_hid_logs", node=source.name, logs=loaded.hidden, up_to=loaded.end.number)
        logs = list(loaded.logs)
        if self._asking.open:
            known = {block.number: block.hash for block in await self._kept()}
            known |= {block.number: block.hash for block in loaded.blocks}
            logs = await self._asking.complete(source, logs, loaded.end, known)
        events = [self._decoder.decode(one) for one in logs]
        grown = await self._completeness.check(source, gap, loaded, events)
        return Step(gap, loaded, events, grown)

    async def _kept(self) -> list[Kept]:
        async with connected(self._engine, reads=True) as connection:
            return await load_kept(connection, self._terms.chain_id)

    async def _go_on(self, found: Step) -> Progress:
        gap, before, chain_id = found.gap, found.gap.before, self._terms.chain_id
        end = found.loaded.end if found.loaded else _standing_block(before)
        after = standing_at(end, self._terms, gap.final_number, before)
        if after != before:
            async with connected(self._engine) as connection:
                await move(connection, chain_id, before, after)
                await apply(connection, self._decoder, chain_id, found.events, gap.first)
                await keep_blocks(connection, chain_id, after, found.loaded.blocks if found.loaded else [])
                confirmed_before = self._terms.start - 1 if before is None else before.confirmed_number
                newly = range(confirmed_before + 1, after.confirmed_number + 1)
                seen, confirmed = await tellings(connection, self._decoder, chain_id, found.events, newly)
                news = News(chain_id, _certainty(after), seen=seen, confirmed=confirmed)
                await announce(connection, news, int(self._clock()))
        if found.loaded is not None:
            self._completeness.keep(found.grown, found.loaded)
            self._asking.done()
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
            await announce(connection, news, int(self._clock()))
        self._completeness.forget()
        self._asking.done()
        log.info("reorg", ancestor=number, undone=len(undone.events))
        return Progress(after, found.gap.head.number, undone=len(undone.events), more=True)

    def _waiting(self, before: Standing | None, trouble: Exception) -> Progress:
        self._completeness.forget()
        if isinstance(trouble, PositionMoved):
            log.info("position_moved")
            return Progress(before, more=True)
        if isinstance(trouble, Hole):
            self._asking.note(trouble)
            self._node.distrust_first()
        return Progress(before, problem=str(trouble))


def _standing_block(standing: Standing | None) -> Kept:
    assert standing is not None, "without a standing there is always a gap"
    return Kept(standing.block_number, standing.block_hash, standing.block_timestamp)


def _certainty(standing: Standing) -> Certainty:
    return Certainty(standing.confirmed_number, standing.final_number)
