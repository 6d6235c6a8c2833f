"""Loads the next part of the gap: ranges where blocks are final, linked headers with proofs where they are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from backend.chain.block import Block, Log
from backend.chain.bloom import bits, may_hold
from backend.chain.source import Source, Watched
from backend.chain.trouble import NodeNonsense
from backend.mirror.gap import Gap
from backend.mirror.position import Standing

HEADERS_AT_ONCE = 100


class Forked(Exception):
    """The node's chain does not go on from where the mirror stands."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The logs of the blocks up to `end`, and the headers to keep. `by_range`: the blocks are final, and only the
    range's end was looked at."""

    logs: Sequence[Log]
    blocks: Sequence[Block]
    end: Block
    by_range: bool
    hidden: int = 0


class Loader:
    """Loads for the contracts of one chain."""

    def __init__(self, watched: Watched) -> None:
        self._bits = [(bits(address), [bits(topic) for topic in topics]) for address, topics in watched.topics.items()]

    async def load(self, source: Source, gap: Gap) -> Loaded | None:
        """The next part, or None if there is no gap. Raises Forked, NodeTrouble."""
        if gap.before is not None and gap.head.number <= gap.before.block_number:
            if gap.head.hash != gap.before.block_hash:
                raise Forked
            return None
        if gap.first <= gap.final_number:
            return await self._range(source, gap)
        return await self._head(source, gap)

    async def _range(self, source: Source, gap: Gap) -> Loaded:
        last, logs = await source.logs_up_to(gap.first, gap.final_number)
        hidden = 0
        if not logs:
            # A node that lacks the blocks says "no logs", not "no blocks": so it is asked twice.
            logs = await source.all_logs(gap.first, last, {})
            hidden = len(logs)
        before = gap.before
        anchor = [] if before is None else [before.block_number]
        *anchors, end = await source.blocks([*anchor, last])
        if before is not None and anchors[0].hash != before.block_hash:
            raise Forked
        if logs and logs[-1].block_number == last and logs[-1].block_hash != end.hash:
            raise NodeNonsense(f"{source.name} gave logs of another block {last} than its header says.")
        return Loaded(logs, [end], end, by_range=True, hidden=hidden)

    async def _head(self, source: Source, gap: Gap) -> Loaded:
        last = min(gap.head.number, gap.first + HEADERS_AT_ONCE - 1)
        headers = await source.blocks(range(gap.first, last + 1))
        _check_linked(source, headers, gap.before)
        by_number = {header.number: header for header in headers}
        logs = await source.all_logs(gap.first, last, by_number)
        proven, hidden = await self._proven(source, headers, logs)
        return Loaded(proven, headers, headers[-1], by_range=False, hidden=hidden)

    async def _proven(self, source: Source, headers: Sequence[Block], logs: Sequence[Log]) -> tuple[list[Log], int]:
        # Where a header's bloom says that our logs may be in the block, its receipts say which.
        proven: list[Log] = []
        for header in headers:
            given = [one for one in logs if one.block_number == header.number]
            shown = await self._shown(source, header) if self._may_hold_ours(header) else None
            if shown is not None and len(shown) < len(given):
                raise NodeNonsense(f"{source.name} gave more logs of block {header.number} than its receipts have.")
            proven += given if shown is None else shown
        return proven, len(proven) - len(logs)

    async def _shown(self, source: Source, header: Block) -> list[Log]:
        shown = await source.receipt_logs(header)
        if shown is not None:
            return shown
        return await source.logs(header.number, header.number, {header.number: header})

    def _may_hold_ours(self, header: Block) -> bool:
        # Some chains leave the bloom empty in every header; such a header proves nothing.
        if header.bloom == 0:
            return False
        return any(
            may_hold(header.bloom, address) and any(may_hold(header.bloom, topic) for topic in topics)
            for address, topics in self._bits
        )


def _check_linked(source: Source, headers: Sequence[Block], before: Standing | None) -> None:
    if before is not None and headers[0].parent_hash != before.block_hash:
        raise Forked
    for parent, header in pairwise(headers):
        if header.parent_hash != parent.hash:
            raise NodeNonsense(f"{source.name} gave block {header.number} whose parent is not block {parent.number}.")
