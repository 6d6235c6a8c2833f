"""A reorg: forget what is above the common ancestor, and fold the touched rows again from what is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from backend.chain.source import Source
from backend.events.any_contract import ContractEvent
from backend.events.decode import Decoder
from backend.mirror.apply import Touched, fold_again, touched
from backend.mirror.gap import Gap
from backend.mirror.history import forget_above
from backend.mirror.position import Kept, forget_blocks_above
from backend.mirror.recorded import forget_records_above
from backend.mirror.stored import load_rows
from backend.mirror.terms import Terms
from backend.mirror.trouble import DeepReorg, NodeLags
from backend.projections.rows import AnyRow

AT_ONCE = 32


async def find_ancestor(source: Source, gap: Gap, kept: Sequence[Kept], terms: Terms) -> Kept | None:
    """The newest of the `kept` blocks (newest first) that the node's chain has too; None if the chain parts before
    the contracts' first block. Raises NodeLags if nothing was replaced, DeepReorg, NodeTrouble."""
    for start in range(0, len(kept), AT_ONCE):
        some = [block for block in kept[start : start + AT_ONCE] if block.number <= gap.head.number]
        theirs = await source.blocks([block.number for block in some])
        for block, found in zip(some, theirs, strict=True):
            if block.hash == found.hash:
                return _unless_lagging(source, gap, block)
    if kept and kept[-1].number > gap.head.number:
        raise NodeLags(
            f"{source.name} is at block {gap.head.number}, below block {kept[-1].number}, which was final already: let"
            " it catch up."
        )
    if kept and kept[-1].number == terms.start and (gap.before is None or gap.before.final_number < terms.start):
        return None
    raise DeepReorg(
        f"{source.name} has another block {kept[-1].number if kept else '?'} than the one that was final here: stopped;"
        " find out which chain is right, and if this is a new chain, begin with a new database."
    )


@dataclass(frozen=True, slots=True)
class Undone:
    """The events taken back, and the rows of those that somebody may be told of, as they were and as they are."""

    events: Sequence[ContractEvent]
    before: dict[str, AnyRow]
    after: dict[str, AnyRow]


async def forget(connection: AsyncConnection, decoder: Decoder, chain_id: int, ancestor: int) -> Undone:
    """Takes everything above block `ancestor` back, in the caller's transaction."""
    events = await forget_above(connection, decoder, chain_id, ancestor)
    subjects = touched(events)
    told = touched(event for event in events if event.concerns)
    before = await _rows(connection, chain_id, told)
    for kind, by_subject in subjects.items():
        await fold_again(connection, decoder, chain_id, kind, by_subject)
    await forget_records_above(connection, chain_id, ancestor)
    await forget_blocks_above(connection, chain_id, ancestor)
    return Undone(events, before, await _rows(connection, chain_id, told))


async def _rows(connection: AsyncConnection, chain_id: int, by_kind: Touched) -> dict[str, AnyRow]:
    found: dict[str, AnyRow] = {}
    for kind, by_subject in by_kind.items():
        found |= await load_rows(connection, chain_id, kind, by_subject)
    return found


def _unless_lagging(source: Source, gap: Gap, ancestor: Kept) -> Kept:
    if ancestor.number == gap.head.number:
        raise NodeLags(f"{source.name} has gone back to block {ancestor.number}: waiting for it to catch up.")
    return ancestor
