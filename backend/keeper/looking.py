"""How the chain and the tables stand: asked once per step, of one node."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from backend.chain.sending import Gate, Head
from backend.tables.mirrored import Position
from backend.tables.session import connected

NEAR_BLOCKS = 10
NEAR_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """Up to which block the tables tell of the chain."""

    number: int
    hash: str
    timestamp: int


@dataclass(frozen=True, slots=True)
class View:
    """`balance`: wei; `count`: of the keeper's transactions in the chain, which is its next nonce there; `trouble`:
    why the tables must not be acted on, in one sentence, or None."""

    head: Head
    priority: int
    balance: int
    count: int
    standing: Standing | None
    trouble: str | None


async def read_standing(engine: AsyncEngine, chain_id: int) -> Standing | None:
    """Where the mirror stands, None before its first step."""
    columns = (col(Position.block_number), col(Position.block_hash), col(Position.block_timestamp))
    async with connected(engine, reads=True) as connection:
        row = (await connection.execute(select(*columns).where(col(Position.chain_id) == chain_id))).first()
    return None if row is None else Standing(*row)


async def look(gate: Gate, sender: str, standing: Standing | None) -> View:
    """One node's view of the head, of the keeper's account and of the tables. Raises NodeTrouble."""
    head = await gate.head()
    priority, balance, count, trouble = await asyncio.gather(
        gate.priority_fee(), gate.balance(sender), gate.count(sender, head.number), _trouble(gate, head, standing)
    )
    return View(head, priority, balance, count, standing, trouble)


async def _trouble(gate: Gate, head: Head, standing: Standing | None) -> str | None:
    if standing is None:
        return "The tables are empty: run `counterfoil mirror` beside the keeper."
    behind = head.number - standing.number
    if behind > NEAR_BLOCKS and head.timestamp - standing.timestamp > NEAR_SECONDS:
        return f"The tables are {behind} blocks behind the chain: see that `counterfoil mirror` runs."
    if behind < 0:
        return f"The node is {-behind} blocks behind the tables: the keeper waits for it."
    if await gate.block_hash(standing.number) != standing.hash:
        return f"The tables tell of another block {standing.number} than the node: the mirror has a reorg to follow."
    return None
