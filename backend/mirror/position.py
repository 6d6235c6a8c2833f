"""How far a chain is followed. Moving is a comparison and a swap: of two mirrors that try, one moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.chain.block import Block
from backend.mirror.stored import insert_rows, is_postgresql
from backend.mirror.terms import Terms
from backend.mirror.trouble import OtherContracts, PositionMoved
from backend.tables import mirrored

LOCKS = 0x436F756E746572 << 8
"""Chains' advisory locks on PostgreSQL are numbered from here."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The last block followed, and up to which block the chain is confirmed and final. Final never goes back.
    `contracts`: whose events are in the rows, as `Terms.addresses`."""

    block_number: int
    block_hash: str
    block_timestamp: int
    confirmed_number: int
    final_number: int
    contracts: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored block, for finding where two chains part."""

    number: int
    hash: str
    timestamp: int


def standing_at(end: Block | Kept, terms: Terms, final_number: int, before: Standing | None) -> Standing:
    """The standing at block `end`, when the node calls `final_number` final."""
    final = min(final_number, end.number)
    if before is not None:
        final = max(final, min(before.final_number, end.number))
    confirmed = max(end.number - terms.confirmations + 1, final)
    return Standing(end.number, end.hash, end.timestamp, confirmed, final, terms.addresses)


def check_contracts(before: Standing | None, terms: Terms) -> None:
    """That going on from `before` loses nothing of any contract. Raises OtherContracts."""
    if before is None or before.contracts == terms.addresses:
        return
    had = set(before.contracts.split(","))
    late = [one for one in terms.contracts if one.address not in had and one.start <= before.block_number]
    if late:
        one = late[0]
        raise OtherContracts(
            f"The database is at block {before.block_number} without the events of {one.name} {one.address}, made in"
            f" block {one.start}: run `counterfoil forget`, and everything is followed from the beginning."
        )
    gone = sorted(had - {one.address for one in terms.contracts})
    if gone:
        raise OtherContracts(
            f"The database has the events of {gone[0]}, which no record of {terms.network} names: restore the record,"
            " or run `counterfoil forget`, and everything else is followed from the beginning."
        )


async def load_standing(connection: AsyncConnection, chain_id: int) -> Standing | None:
    """Where the mirror of a chain stands, or None before its first step."""
    columns = [col(getattr(mirrored.Position, name)) for name in Standing.__slots__]
    query = select(*columns).where(col(mirrored.Position.chain_id) == chain_id)
    row = (await connection.execute(query)).first()
    return None if row is None else Standing(*row)


async def move(connection: AsyncConnection, chain_id: int, before: Standing | None, after: Standing | None) -> None:
    """Moves from `before` to `after`; the transaction's first statement. Raises PositionMoved."""
    await lock_chain(connection, chain_id)
    table = mirrored.Position
    if before is None and after is not None:
        try:
            await connection.execute(insert(table).values(chain_id=chain_id, **asdict(after)))
        except IntegrityError:
            raise PositionMoved("Another mirror of this chain has begun.") from None
        return
    assert before is not None
    same = (
        col(table.chain_id) == chain_id,
        col(table.block_number) == before.block_number,
        col(table.block_hash) == before.block_hash,
        col(table.final_number) == before.final_number,
        col(table.contracts) == before.contracts,
    )
    statement = delete(table).where(*same) if after is None else update(table).where(*same).values(**asdict(after))
    if (await connection.execute(statement)).rowcount != 1:
        raise PositionMoved("Another mirror of this chain has moved.")


async def lock_chain(connection: AsyncConnection, chain_id: int) -> None:
    """Until the end of the transaction nobody else moves or forgets this chain; on SQLite every writer is alone."""
    if is_postgresql(connection):
        await connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCKS + chain_id})


async def load_kept(connection: AsyncConnection, chain_id: int) -> list[Kept]:
    """The stored blocks, newest first: from the final one up to the position."""
    columns = [col(getattr(mirrored.Block, name)) for name in ("number", "hash", "timestamp")]
    query = select(*columns).where(col(mirrored.Block.chain_id) == chain_id).order_by(col(mirrored.Block.number).desc())
    return [Kept(*row) for row in await connection.execute(query)]


async def keep_blocks(connection: AsyncConnection, chain_id: int, standing: Standing, blocks: Sequence[Block]) -> None:
    """Stores `blocks` and forgets those below the final one: a reorg can go no deeper."""
    number = col(mirrored.Block.number)
    below = (col(mirrored.Block.chain_id) == chain_id, number < standing.final_number)
    await connection.execute(delete(mirrored.Block).where(*below))
    rows = [
        (chain_id, block.number, block.hash, block.parent_hash, block.timestamp)
        for block in blocks
        if block.number >= standing.final_number
    ]
    columns = ("chain_id", "number", "hash", "parent_hash", "timestamp")
    await insert_rows(connection, "blocks", columns, rows)


async def forget_blocks_above(connection: AsyncConnection, chain_id: int, ancestor: int) -> None:
    """Deletes the stored blocks above `ancestor`."""
    above = (col(mirrored.Block.chain_id) == chain_id, col(mirrored.Block.number) > ancestor)
    await connection.execute(delete(mirrored.Block).where(*above))
