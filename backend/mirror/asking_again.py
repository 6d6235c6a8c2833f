"""Asks for logs again after a hole showed, and keeps every one it is given, whichever answer left out which."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncEngine

from backend.chain.block import Log
from backend.chain.source import Source
from backend.chain.watched import Watched
from backend.mirror.finding import Finding
from backend.mirror.history import Place, stored_places
from backend.mirror.load import Loaded
from backend.mirror.trouble import Hole
from backend.tables.session import connected

BLOCKS_BY_RECEIPTS = 64
ASKED_BEFORE_RECEIPTS = 2


class AskingAgain:
    """Nothing to ask until a hole is noted; done when a step went through."""

    def __init__(self, engine: AsyncEngine, chain_id: int, finding: Finding) -> None:
        self._engine = engine
        self._finding = finding
        self._chain_id = chain_id
        self._from: int | None = None
        self._asked = 0
        self._found: dict[Place, Log] = {}

    def note(self, hole: Hole) -> None:
        """From now on every load also covers the blocks from the hole's on."""
        self._from = hole.from_block if self._from is None else min(self._from, hole.from_block)

    def done(self) -> None:
        """The hole is filled, or the chain it was in is gone."""
        self._from = None
        self._asked = 0
        self._found.clear()

    @property
    def open(self) -> bool:
        """Whether there is a hole to fill."""
        return self._from is not None

    async def complete(self, source: Source, loaded: Loaded, known: dict[int, str]) -> Loaded:
        """What was `loaded`, with whatever else can be had back to where the hole may begin, less what is stored;
        `known` are hashes of blocks. Raises NodeTrouble, EventUnknown, LogMalformed."""
        if self._from is None:
            return loaded
        self._asked += 1
        watched, end = loaded.watched, loaded.end.number
        await self._ask(source, watched, self._from, end)
        watched = await self._ask_of_found(source, watched, end)
        if self._asked > ASKED_BEFORE_RECEIPTS:
            await self._ask_receipts(source, watched, max(self._from, end - BLOCKS_BY_RECEIPTS + 1), end)
            watched = await self._ask_of_found(source, watched, end)
        stored = await self._stored(self._from, end)
        union = {(log.block_number, log.log_index): log for log in loaded.logs} | self._found
        logs = [
            log for place, log in sorted(union.items()) if place[0] <= end and place not in stored and _fits(log, known)
        ]
        return replace(loaded, logs=logs, watched=watched)

    async def _ask(self, source: Source, watched: Watched, first: int, last: int) -> None:
        while first <= last:
            reached, logs = await source.logs_up_to(watched, first, last)
            await self._add(logs, first, reached)
            first = reached + 1

    async def _ask_of_found(self, source: Source, watched: Watched, last: int) -> Watched:
        # A creation that was hidden has hidden all that its wallet logged since.
        new = self._finding.new([log for log in self._found.values() if log.block_number <= last], watched)
        if new:
            await self._ask(source, watched.only_found(new), min(new.values()), last)
        return watched.with_found(new)

    async def _ask_receipts(self, source: Source, watched: Watched, first: int, last: int) -> None:
        for header in await source.blocks(range(first, last + 1)):
            await self._add(await source.receipt_logs(watched, header) or [], header.number, header.number)

    async def _add(self, logs: list[Log], first: int, last: int) -> None:
        stored = await self._stored(first, last)
        for log in logs:
            place = log.block_number, log.log_index
            if place not in stored:
                self._found[place] = log

    async def _stored(self, first: int, last: int) -> set[Place]:
        async with connected(self._engine, reads=True) as connection:
            return await stored_places(connection, self._chain_id, first, last)


def _fits(log: Log, known: dict[int, str]) -> bool:
    return known.get(log.block_number, log.block_hash) == log.block_hash
