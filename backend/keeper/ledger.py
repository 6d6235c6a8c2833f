"""The keeper's transactions as they are written down: before they are sent, while they wait, and when they are over."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.keeper.price import Price
from backend.tables.keeping import KeeperErrand, KeeperSigned, KeeperTransaction


@dataclass(frozen=True, slots=True)
class Signed:
    """One version: `raw` (0x hex) is what is sent. `empty`: it only takes the nonce."""

    hash: str
    raw: str
    price: Price
    empty: bool
    signed_at: int


@dataclass(frozen=True, slots=True)
class Open:
    """A transaction that is not over, with all its versions, oldest first. `wanted`: errands are still tied to it."""

    id: str
    nonce: int
    verb: str
    to: str
    data: str
    gas: int
    included_block: int | None
    included_hash: str | None
    versions: tuple[Signed, ...]
    wanted: bool

    @property
    def newest(self) -> Signed:
        return self.versions[-1]

    @property
    def hashes(self) -> list[str]:
        return [version.hash for version in self.versions]

    @property
    def waits(self) -> bool:
        """Whether it is in no block that this keeper knows of."""
        return self.included_block is None

    @property
    def may_cost(self) -> int:
        """Wei that it takes from the balance at most, once it gets into a block."""
        return self.gas * self.newest.price.max_fee if self.waits else 0


async def open_ones(connection: AsyncConnection, chain_id: int, sender: str) -> list[Open]:
    """The sender's transactions that are not over, by nonce."""
    mine = (
        col(KeeperTransaction.chain_id) == chain_id,
        col(KeeperTransaction.sender) == sender,
        col(KeeperTransaction.open_nonce).is_not(None),
    )
    table = KeeperTransaction.__table__  # type: ignore[attr-defined]
    rows = (await connection.execute(select(table).where(*mine).order_by(table.c.nonce))).mappings().all()
    if not rows:
        return []
    ids = [row["id"] for row in rows]
    versions = await _versions(connection, ids)
    tied = select(col(KeeperErrand.transaction_id)).where(col(KeeperErrand.transaction_id).in_(ids)).distinct()
    wanted = set((await connection.execute(tied)).scalars())
    plain = ("id", "nonce", "verb", "to", "data", "gas", "included_block", "included_hash")
    return [
        Open(**{name: row[name] for name in plain}, versions=tuple(versions[row["id"]]), wanted=row["id"] in wanted)
        for row in rows
    ]


async def next_nonce(connection: AsyncConnection, chain_id: int, sender: str, count: int) -> int:
    """The nonce after all in the chain (`count` of them) and all that are open."""
    mine = col(KeeperTransaction.chain_id) == chain_id, col(KeeperTransaction.sender) == sender
    last = (await connection.execute(select(func.max(col(KeeperTransaction.open_nonce))).where(*mine))).scalar()
    return count if last is None else max(count, int(last) + 1)


async def write_down(
    connection: AsyncConnection,
    chain_id: int,
    sender: str,
    nonce: int,
    call: tuple[str, str, str, int],
    signed: Signed,
) -> str:
    """A new transaction; `call`: verb, contract, calldata, gas. Raises IntegrityError if its nonce is taken."""
    verb, to, data, gas = call
    id = f"ktx_{secrets.token_hex(8)}"
    await connection.execute(
        insert(KeeperTransaction).values(
            id=id,
            chain_id=chain_id,
            sender=sender,
            nonce=nonce,
            open_nonce=nonce,
            verb=verb,
            to=to,
            data=data,
            gas=gas,
            state="waiting",
            created_at=signed.signed_at,
        )
    )
    await add_version(connection, id, 1, signed)
    return id


async def add_version(connection: AsyncConnection, id: str, version: int, signed: Signed) -> None:
    """Another version of a transaction. Raises IntegrityError if somebody with the same key wrote that one."""
    await connection.execute(
        insert(KeeperSigned).values(
            transaction_id=id,
            version=version,
            hash=signed.hash,
            raw=signed.raw,
            empty=signed.empty,
            max_fee=signed.price.max_fee,
            priority_fee=signed.price.priority,
            signed_at=signed.signed_at,
        )
    )


async def mark_included(connection: AsyncConnection, id: str, block_number: int, block_hash: str) -> None:
    """It is in a block, which a reorg may still take away."""
    await _change(connection, id, state="included", included_block=block_number, included_hash=block_hash)


async def mark_waiting(connection: AsyncConnection, id: str) -> None:
    """The block it was in is gone."""
    await _change(connection, id, state="waiting", included_block=None, included_hash=None)


async def mark_over(connection: AsyncConnection, id: str, outcome: str, cost: int | None) -> None:
    """Nothing about it can change any more. `cost`: wei paid, if any."""
    await _change(connection, id, state="over", open_nonce=None, outcome=outcome, cost=cost)


async def _change(connection: AsyncConnection, id: str, **values: object) -> None:
    await connection.execute(update(KeeperTransaction).where(col(KeeperTransaction.id) == id).values(**values))


async def _versions(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, list[Signed]]:
    query = (
        select(KeeperSigned.__table__)  # type: ignore[attr-defined]
        .where(col(KeeperSigned.transaction_id).in_(ids))
        .order_by(col(KeeperSigned.transaction_id), col(KeeperSigned.version))
    )
    found: dict[str, list[Signed]] = {id: [] for id in ids}
    for row in (await connection.execute(query)).mappings():
        price = Price(row["max_fee"], row["priority_fee"])
        signed = Signed(row["hash"], row["raw"], price, row["empty"], row["signed_at"])
        found[row["transaction_id"]].append(signed)
    return found
