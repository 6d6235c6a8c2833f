"""Looks at the node for the next step, and already at the one after while a step is being written."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.chain.block import Log
from backend.chain.source import Source
from backend.chain.trouble import NodeNonsense
from backend.chain.watched import Watched
from backend.events.any_contract import ContractEvent
from backend.events.decode import Decoder
from backend.mirror import reorg
from backend.mirror.asking_again import AskingAgain
from backend.mirror.finding import Finding
from backend.mirror.gap import Gap, measure
from backend.mirror.load import Forked, Loaded, Loader
from backend.mirror.position import Kept, Standing, load_kept
from backend.mirror.terms import Terms
from backend.tables.session import connected

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Step:
    """What the node gave for going on: None loaded means that only finality may have moved. `watched`: whose logs are
    to be read after it."""

    gap: Gap
    loaded: Loaded | None
    events: Sequence[ContractEvent]
    watched: Watched


@dataclass(frozen=True, slots=True)
class Undo:
    """What the node gave for going back, to before the contracts' first block if `ancestor` is None."""

    gap: Gap
    ancestor: Kept | None


class Looking:
    """Measures and loads. `asking` knows whether logs are missing that must be asked for again."""

    def __init__(self, engine: AsyncEngine, terms: Terms, decoder: Decoder) -> None:
        self._engine = engine
        self._terms = terms
        self._decoder = decoder
        finding = Finding(decoder, terms)
        self._loader = Loader(finding)
        self._starts = {contract.address: contract.start for contract in terms.contracts}
        self._last_start = max(self._starts.values())
        self.asking = AskingAgain(engine, terms.chain_id, finding)

    async def look(self, source: Source, before: Standing | None, watched: Watched) -> Step | Undo:
        """What there is to do from `before` on, where those that are `watched` are known. Raises NodeTrouble,
        LogMalformed, EventUnknown."""
        gap = await measure(source, self._terms, before)
        try:
            loaded = await self._loader.load(source, gap, watched)
        except Forked:
            return Undo(gap, await reorg.find_ancestor(source, gap, await self._kept(), self._terms))
        if loaded is None:
            return Step(gap, None, [], watched)
        if loaded.hidden:
            log.warning("node_hid_logs", node=source.name, logs=loaded.hidden, up_to=loaded.end.number)
        if self.asking.open:
            known = {block.number: block.hash for block in await self._kept()}
            known |= {block.number: block.hash for block in loaded.blocks}
            loaded = await self.asking.complete(source, loaded, known)
        if gap.first <= self._last_start:
            self._check_starts(source, loaded.logs)
        return Step(gap, loaded, [self._decoder.decode(one) for one in loaded.logs], loaded.watched)

    def _check_starts(self, source: Source, logs: Sequence[Log]) -> None:
        for one in logs:
            if one.block_number < self._starts.get(one.address, 0):
                raise NodeNonsense(
                    f"{source.name} gave a log of {one.address} in block {one.block_number}, but its deployment record"
                    f" begins at block {self._starts[one.address]}: run `ape run verify`, or use another node."
                )

    async def _kept(self) -> list[Kept]:
        async with connected(self._engine, reads=True) as connection:
            return await load_kept(connection, self._terms.chain_id)


class Ahead:
    """A look that was begun before the step in front of it was written. It counts only if that step was made."""

    def __init__(self) -> None:
        self._begun: tuple[Standing, asyncio.Task[Step | Undo]] | None = None

    def begin(self, standing: Standing, look: Coroutine[Any, Any, Step | Undo]) -> None:
        """Begins looking from where the mirror will stand."""
        self.drop()
        self._begun = standing, asyncio.create_task(look)

    async def take(self, standing: Standing | None) -> Step | Undo | None:
        """What was found from `standing` on, or None if nothing was begun there. Raises what looking raised."""
        if self._begun is None or self._begun[0] != standing:
            self.drop()
            return None
        task = self._begun[1]
        try:
            return await task
        finally:
            self.drop()

    def drop(self) -> None:
        """Forgets what was begun; whatever went wrong with it goes unsaid."""
        if self._begun is not None:
            task, self._begun = self._begun[1], None
            task.cancel()
            task.add_done_callback(_unsaid)


def _unsaid(task: asyncio.Task[Any]) -> None:
    with suppress(asyncio.CancelledError):
        task.exception()
