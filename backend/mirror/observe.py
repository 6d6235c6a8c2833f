"""Writes down what the node said last, for health answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.chain.block import Block
from backend.mirror.stored import is_postgresql, table_of
from backend.mirror.terms import Terms
from backend.tables.observed import NodeObservation

LONGEST = 500


async def observe(connection: AsyncConnection, terms: Terms, head: Block | None, problem: str | None, now: int) -> None:
    """Replaces the chain's observation. Without a `head`, the one seen last stays."""
    seen: dict[str, Any] = {
        "network": terms.network,
        "contract": terms.contracts[0].address,
        "observed_at": now,
        "problem": None if problem is None else problem[:LONGEST],
    }
    if head is not None:
        seen |= {"head_number": head.number, "head_timestamp": head.timestamp}
    table = table_of(NodeObservation)
    into = postgresql.insert(table) if is_postgresql(connection) else sqlite.insert(table)
    statement = into.values(chain_id=terms.chain_id, **seen)
    await connection.execute(statement.on_conflict_do_update(index_elements=["chain_id"], set_=seen))
