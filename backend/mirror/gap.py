"""Measures the gap between where the mirror stands and what the node has."""

from __future__ import annotations

from dataclasses import dataclass

from backend.chain.block import Block
from backend.chain.source import Source
from backend.mirror.position import Standing
from backend.mirror.terms import Finality, Terms
from backend.mirror.trouble import NodeLags

NOTHING_FINAL = -1


@dataclass(frozen=True, slots=True)
class Gap:
    """From block `first` on is missing. `final_number` is -1 while nothing is final."""

    before: Standing | None
    first: int
    head: Block
    final_number: int


async def measure(source: Source, terms: Terms, before: Standing | None) -> Gap:
    """The gap as one node has it. Raises NodeTrouble."""
    head = await source.head()
    if head.number < terms.start:
        raise NodeLags(
            f"{source.name} is at block {head.number}, before the contracts' block {terms.start}: let it catch up."
        )
    first = terms.start if before is None else before.block_number + 1
    return Gap(before, first, head, await _final_number(source, head, terms.finality))


async def _final_number(source: Source, head: Block, finality: Finality) -> int:
    if finality != "finalized":
        return max(head.number - finality, NOTHING_FINAL)
    final = await source.finalized()
    return NOTHING_FINAL if final is None else min(final.number, head.number)
