"""Loads the next part of the gap: ranges where blocks are final, linked headers with proofs where they are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from backend.chain.block import Block, Log
from backend.chain.bloom import bits, may_hold
from backend.chain.source import Source
from backend.chain.trouble import NodeNonsense
from backend.chain.watched import Watched
from backend.mirror.finding import Finding, Found
from backend.mirror.gap import Gap
from backend.mirror.position import Standing

HEADERS_AT_ONCE = 100


class Forked(Exception):
    """The node's chain does not go on from where the mirror stands."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """The logs of the blocks up to `end`, and the headers to keep. `by_range`: the blocks are final, and only the
    range's end was looked at. `watched`: whose logs they are, with the wallets that they create."""

    logs: list[Log]
    blocks: Sequence[Block]
    end: Block
    by_range: bool
    watched: Watched
    hidden: int = 0


class Loader:
    """Loads for the contracts of one chain, and for the wallets that it finds."""

    def __init__(self, finding: Finding) -> None:
        self._finding = finding
        self._blooms = Blooms()

    async def load(self, source: Source, gap: Gap, watched: Watched) -> Loaded | None:
        """The next part, or None if there is no gap. Raises Forked, NodeTrouble, EventUnknown, LogMalformed."""
        if gap.before is not None and gap.head.number <= gap.before.block_number:
            if gap.head.hash != gap.before.block_hash:
                raise Forked
            return None
        if gap.first <= gap.final_number:
            return await self._range(source, gap, watched)
        return await self._head(source, gap, watched)

    async def _range(self, source: Source, gap: Gap, watched: Watched) -> Loaded:
        last, logs = await source.logs_up_to(watched, gap.first, gap.final_number)
        hidden = 0
        if not logs:
            # A node that lacks the blocks says "no logs", not "no blocks": so it is asked twice.
            logs = await source.all_logs(watched, gap.first, last, {})
            hidden = len(logs)
        new = self._finding.new(logs, watched)
        if new:
            logs = await self._with_those_of(source, new, watched, logs, last, {})
        before = gap.before
        anchor = [] if before is None else [before.block_number]
        *anchors, end = await source.blocks([*anchor, last])
        if before is not None and anchors[0].hash != before.block_hash:
            raise Forked
        if logs and logs[-1].block_number == last and logs[-1].block_hash != end.hash:
            raise NodeNonsense(f"{source.name} gave logs of another block {last} than its header says.")
        return Loaded(logs, [end], end, by_range=True, watched=watched.with_found(new), hidden=hidden)

    async def _head(self, source: Source, gap: Gap, watched: Watched) -> Loaded:
        last = min(gap.head.number, gap.first + HEADERS_AT_ONCE - 1)
        headers = await source.blocks(range(gap.first, last + 1))
        _check_linked(source, headers, gap.before)
        by_number = {header.number: header for header in headers}
        given = await source.all_logs(watched, gap.first, last, by_number)
        logs = await self._proven(source, watched, headers, given)
        hidden = len(logs) - len(given)
        new = self._finding.new(logs, watched)
        if new:
            watched = watched.with_found(new)
            given = await self._with_those_of(source, new, watched, logs, last, by_number)
            logs = await self._proven(source, watched, headers, given)
            hidden += len(logs) - len(given)
        return Loaded(logs, headers, headers[-1], by_range=False, watched=watched, hidden=hidden)

    async def _with_those_of(
        self, source: Source, new: Found, watched: Watched, logs: list[Log], last: int, headers: Mapping[int, Block]
    ) -> list[Log]:
        theirs = await source.all_logs(watched.only_found(new), min(new.values()), last, headers)
        return source.in_order([*logs, *theirs])

    async def _proven(
        self, source: Source, watched: Watched, headers: Sequence[Block], logs: Sequence[Log]
    ) -> list[Log]:
        # Where a header's bloom says that our logs may be in the block, its receipts say which.
        proven: list[Log] = []
        for header in headers:
            given = [one for one in logs if one.block_number == header.number]
            asked = self._blooms.may_hold(header, watched)
            shown = await self._shown(source, watched, header) if asked else None
            if shown is not None and len(shown) < len(given):
                raise NodeNonsense(f"{source.name} gave more logs of block {header.number} than its receipts have.")
            proven += given if shown is None else shown
        return proven

    async def _shown(self, source: Source, watched: Watched, header: Block) -> list[Log]:
        shown = await source.receipt_logs(watched, header)
        if shown is not None:
            return shown
        return await source.logs(watched, header.number, header.number, {header.number: header})


class Blooms:
    """Remembers the bits of whatever is looked for in blooms."""

    def __init__(self) -> None:
        self._bits: dict[str, int] = {}

    def may_hold(self, header: Block, watched: Watched) -> bool:
        """Whether a block may hold logs of those who are `watched`."""
        # Some chains leave the bloom empty in every header; such a header proves nothing.
        if header.bloom == 0:
            return False
        if any(
            self._holds(header, (address,)) and self._holds(header, topics)
            for address, topics in watched.topics.items()
        ):
            return True
        return self._holds(header, watched.found_topics) and self._holds(header, watched.found)

    def _holds(self, header: Block, any_of: Iterable[str]) -> bool:
        return any(may_hold(header.bloom, self._of(value)) for value in any_of)

    def _of(self, value: str) -> int:
        known = self._bits.get(value)
        if known is None:
            known = self._bits[value] = bits(value)
        return known


def _check_linked(source: Source, headers: Sequence[Block], before: Standing | None) -> None:
    if before is not None and headers[0].parent_hash != before.block_hash:
        raise Forked
    for parent, header in pairwise(headers):
        if header.parent_hash != parent.hash:
            raise NodeNonsense(f"{source.name} gave block {header.number} whose parent is not block {parent.number}.")
