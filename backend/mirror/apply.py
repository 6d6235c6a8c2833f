"""Applies events: into the stored log, folded into the rows that they touch, and into the records that they leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from backend.events.any_contract import ContractEvent, Row
from backend.events.decode import Decoder
from backend.mirror.history import fold_all, last_block, load_events, write_events
from backend.mirror.recorded import write_records
from backend.mirror.stored import load_rows, replace_rows
from backend.mirror.trouble import Hole
from backend.projections import FOLDS
from backend.projections.history_hole import HistoryHole
from backend.projections.rows import AnyRow

Touched = dict[Row, dict[str, list[ContractEvent]]]


async def apply(
    connection: AsyncConnection, decoder: Decoder, chain_id: int, events: Sequence[ContractEvent], since: int
) -> None:
    """Writes new `events`, in order, and the rows they make. An event below block `since` came late: its row is
    folded again from the beginning. Raises Hole."""
    await write_events(connection, events)
    await write_records(connection, events)
    late = {fact.subject for event in events if event.log.block_number < since for fact in event.facts}
    for kind, by_subject in touched(events).items():
        again = {subject for subject in by_subject if subject in late}
        await _fold_on(connection, chain_id, kind, {s: e for s, e in by_subject.items() if s not in again}, since)
        if again:
            await fold_again(connection, decoder, chain_id, kind, again)


async def fold_again(
    connection: AsyncConnection, decoder: Decoder, chain_id: int, kind: Row, subjects: Iterable[str]
) -> None:
    """Makes the rows of `subjects` anew from their stored events; a row without events goes. Raises Hole."""
    subjects = set(subjects)
    gone = await load_rows(connection, chain_id, kind, subjects)
    events = await load_events(connection, decoder, chain_id, subjects)
    try:
        rows = [fold_all(events[subject]) for subject in sorted(events)]
    except HistoryHole as hole:
        raise Hole(f"The node keeps logs back: {hole}.", _first_block(events.values())) from None
    await replace_rows(connection, kind, list(gone.values()), rows)


def touched(events: Iterable[ContractEvent]) -> Touched:
    """All that `events` say, by table and subject."""
    found: Touched = defaultdict(dict)
    for event in events:
        for fact in event.facts:
            if fact.row is None:
                continue
            by_subject = found[fact.row]
            subject = fact.subject
            if subject in by_subject:
                by_subject[subject].append(fact)
            else:
                by_subject[subject] = [fact]
    return found


async def _fold_on(
    connection: AsyncConnection,
    chain_id: int,
    kind: Row,
    by_subject: dict[str, list[ContractEvent]],
    since: int,
) -> None:
    if not by_subject:
        return
    before = await load_rows(connection, chain_id, kind, by_subject)
    rows: list[AnyRow] = []
    for subject, events in by_subject.items():
        row: Any = before.get(subject)
        try:
            for event in events:
                row = FOLDS[type(event)](row, event)
        except HistoryHole as hole:
            last = await last_block(connection, chain_id, subject, since)
            raise Hole(f"The node keeps logs back: {hole}.", last) from None
        rows.append(row)
    await replace_rows(connection, kind, list(before.values()), rows)


def _first_block(histories: Iterable[list[ContractEvent]]) -> int:
    return min(event.log.block_number for events in histories for event in events)
