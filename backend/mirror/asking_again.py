"""Asks for logs again after a hole showed, and keeps every one it is given, whichever answer left out which."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine

from backend.chain.block import Block, Log
from backend.chain.source import Source
from backend.mirror.history import Place, stored_places
from backend.mirror.trouble import Hole
from backend.tables.session import connected

BLOCKS_BY_RECEIPTS = 64
ASKED_BEFORE_RECEIPTS = 2


class AskingAgain:
    """Nothing to ask until a hole is noted; done when a step went through."""

    def __init__(self, engine: AsyncEngine, chain_id: int) -> None:
        self._engine = engine
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

    async def complete(self, source: Source, logs: list[Log], end: Block, known: dict[int, str]) -> list[Log]:
        """`logs` up to block `end`, with whatever else can be had back to where the hole may begin, less what is
        stored; `known` are hashes of blocks. Raises NodeTrouble."""
        if self._from is None:
            return logs
        self._asked += 1
        await self._ask(source, self._from, end.number)
        if self._asked > ASKED_BEFORE_RECEIPTS:
            await self._ask_receipts(source, max(self._from, end.number - BLOCKS_BY_RECEIPTS + 1), end.number)
        stored = await self._stored(self._from, end.number)
        union = {(log.block_number, log.log_index): log for log in logs} | self._found
        return [
            log
            for place, log in sorted(union.items())
            if place[0] <= end.number and place not in stored and _fits(log, known)
        ]

    async def _ask(self, source: Source, first: int, last: int) -> None:
        while first <= last:
            reached, logs = await source.logs_up_to(first, last)
            await self._add(logs, first, reached)
            first = reached + 1

    async def _ask_receipts(self, source: Source, first: int, last: int) -> None:
        for header in await source.blocks(range(first, last + 1)):
            await self._add(await source.receipt_logs(header) or [], header.number, header.number)

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
