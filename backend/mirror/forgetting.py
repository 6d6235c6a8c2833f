"""Forgets everything that is mirrored of one chain, so that the next mirror follows it from the beginning."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.mirror.position import lock_chain
from backend.mirror.stored import RECORD_SHELVES, SHELVES, table_of
from backend.tables.mirrored import Block, ChainEvent, FurtherSubject, Position


async def forget_chain(connection: AsyncConnection, chain_id: int) -> None:
    """Empties the mirrored tables of a chain. What merchants have been told stays, and is not told again; a mirror that
    is running begins again by itself."""
    await lock_chain(connection, chain_id)
    own = (table_of(model) for model in (Position, Block, ChainEvent, FurtherSubject))
    for table in (*own, *(shelf.table for shelf in (*SHELVES.values(), *RECORD_SHELVES))):
        await connection.execute(delete(table).where(table.c.chain_id == chain_id))
