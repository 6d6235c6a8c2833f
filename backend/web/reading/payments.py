"""Payments of a merchant, newest first, along the index (chain, merchant, first block, first log)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.merchants_own import PaymentSession
from backend.tables.mirrored import ChainEvent, Payment

FAR_BLOCK = 2**62


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which payments are asked for. Times are unix seconds, from inclusive, until exclusive; None: all."""

    status: str | None = None
    token: str | None = None
    session_id: str | None = None
    reference: str | None = None
    created_from: int | None = None
    created_until: int | None = None


@dataclass(frozen=True, slots=True)
class FoundPayment:
    """A payment, and the session of this account that asked for it."""

    payment: Payment
    session_id: str | None
    metadata: dict[str, str]


async def payment_of_merchant(
    connection: AsyncConnection, account_id: str, *, chain_id: int, merchant: str, payment_id: str
) -> FoundPayment | None:
    """One payment of a merchant, or None when the chain shows none or it is another merchant's."""
    query = _joined(account_id).where(
        col(Payment.chain_id) == chain_id,
        col(Payment.payment_id) == payment_id,
        col(Payment.merchant) == merchant,
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _found(row)


async def payments_of_merchant(
    connection: AsyncConnection,
    account_id: str,
    *,
    chain_id: int,
    merchant: str,
    wanted: Wanted,
    before: tuple[int, int] | None,
    limit: int,
) -> list[FoundPayment]:
    """Payments of a merchant, newest first, those older than `before` (first block, first log)."""
    key = (col(Payment.first_block), col(Payment.first_log_index))
    query = _joined(account_id).where(col(Payment.chain_id) == chain_id, col(Payment.merchant) == merchant)
    query = _matching(query, wanted)
    for bound, later in ((wanted.created_from, False), (wanted.created_until, True)):
        if bound is not None:
            block = await first_block_at(connection, chain_id, bound)
            query = query.where(key[0] < block if later else key[0] >= block)
    if before is not None:
        query = query.where(tuple_(*key) < before)
    rows = await connection.execute(query.order_by(*(part.desc() for part in key)).limit(limit))
    return [_found(row) for row in rows]


async def first_block_at(connection: AsyncConnection, chain_id: int, time: int) -> int:
    """The first block with events of ours whose time is `time` or later; FAR_BLOCK when there is none.

    Block times never decrease, so this is a binary search along the primary key: some twenty look-ups for a million
    blocks, and no index over times to keep."""
    low, found = 0, FAR_BLOCK
    high = await _last_block(connection, chain_id) + 1
    while low < high:
        middle = (low + high) // 2
        at = await _next_event(connection, chain_id, middle)
        if at is None or at[1] >= time:
            high, found = middle, (found if at is None else at[0])
        else:
            low = at[0] + 1
    return found


async def _last_block(connection: AsyncConnection, chain_id: int) -> int:
    number = col(ChainEvent.block_number)
    query = select(number).where(col(ChainEvent.chain_id) == chain_id).order_by(number.desc()).limit(1)
    return int((await connection.execute(query)).scalar() or 0)


async def _next_event(connection: AsyncConnection, chain_id: int, block: int) -> tuple[int, int] | None:
    number = col(ChainEvent.block_number)
    query = (
        select(number, col(ChainEvent.block_timestamp))
        .where(col(ChainEvent.chain_id) == chain_id, number >= block)
        .order_by(number)
        .limit(1)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1])


def _matching(query: Select[Any], wanted: Wanted) -> Select[Any]:
    pairs = (
        (Payment.status, wanted.status),
        (Payment.token, wanted.token),
        (Payment.reference, wanted.reference),
        (PaymentSession.id, wanted.session_id),
    )
    for column, value in pairs:
        if value is not None:
            query = query.where(col(column) == value)
    return query


def _joined(account_id: str) -> Select[Any]:
    session = and_(
        col(PaymentSession.chain_id) == col(Payment.chain_id),
        col(PaymentSession.payment_id) == col(Payment.payment_id),
        col(PaymentSession.account_id) == account_id,
    )
    noted: tuple[Any, ...] = (
        col(PaymentSession.id).label("ps_id"),
        col(PaymentSession.merchant_metadata).label("ps_metadata"),
    )
    return select(*Payment.__table__.columns, *noted).select_from(Payment).outerjoin(PaymentSession, session)  # type: ignore[attr-defined]


def _found(row: Row[Any]) -> FoundPayment:
    fields = dict(row._mapping)
    session_id, metadata = fields.pop("ps_id"), fields.pop("ps_metadata")
    return FoundPayment(Payment(**fields), session_id, metadata or {})
