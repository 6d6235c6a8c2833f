"""Records: written with the events that make them, gone when these are forgotten, never changed in between."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.events.any_contract import ContractEvent
from backend.mirror.stored import RECORD_SHELVES, add_rows
from backend.mirror.trouble import Hole
from backend.projections import RECORDS
from backend.projections.history_hole import HistoryHole


async def write_records(connection: AsyncConnection, events: Iterable[ContractEvent]) -> None:
    """Adds the records of new `events`. Raises Hole."""
    found: dict[type[Any], list[Any]] = defaultdict(list)
    for event in events:
        record = RECORDS.get(type(event))
        if record is None:
            continue
        try:
            made = record(event)
        except HistoryHole as hole:
            raise Hole(f"The node keeps logs back: {hole}.", event.log.block_number) from None
        found[type(made)].append(made)
    for shelf in RECORD_SHELVES:
        await add_rows(connection, shelf, found[shelf.struct])


async def forget_records_above(connection: AsyncConnection, chain_id: int, ancestor: int) -> None:
    """Deletes the records of the events above block `ancestor`."""
    for shelf in RECORD_SHELVES:
        columns = shelf.table.c
        await connection.execute(
            delete(shelf.table).where(columns.chain_id == chain_id, columns.block_number > ancestor)
        )
