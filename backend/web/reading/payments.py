"""Payments of a merchant, newest first, along the index (chain, merchant, first block, first log)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.merchants_own import PaymentSession
from backend.tables.mirrored import ChainEvent, Payment
from backend.web.reading.mentions import Mentioned, apart, beside_session
from backend.webhooks.around import paid_by
from backend.webhooks.payment_object import PLAINLY, PaidBy

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
    """A payment, the session of this account that asked for it, and how it was made."""

    payment: Payment
    session: Mentioned | None
    paid_by: PaidBy


async def payment_of_merchant(
    connection: AsyncConnection, account_id: str, *, chain_id: int, merchant: str, payment_id: str
) -> FoundPayment | None:
    """One payment of a merchant, or None when the chain shows none or it is another merchant's."""
    query = _beside_session(account_id).where(
        col(Payment.chain_id) == chain_id,
        col(Payment.payment_id) == payment_id,
        col(Payment.merchant) == merchant,
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else (await _found(connection, chain_id, [row]))[0]


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
    query = _beside_session(account_id).where(col(Payment.chain_id) == chain_id, col(Payment.merchant) == merchant)
    query = _matching(query, wanted)
    for bound, later in ((wanted.created_from, False), (wanted.created_until, True)):
        if bound is not None:
            block = await first_block_at(connection, chain_id, bound)
            query = query.where(key[0] < block if later else key[0] >= block)
    if before is not None:
        query = query.where(tuple_(*key) < before)
    rows = await connection.execute(query.order_by(*(part.desc() for part in key)).limit(limit))
    return await _found(connection, chain_id, list(rows))


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


def _beside_session(account_id: str) -> Select[Any]:
    return beside_session(Payment, account_id, id=Payment.payment_id, session_id=PaymentSession.payment_id)


async def _found(connection: AsyncConnection, chain_id: int, rows: list[Row[Any]]) -> list[FoundPayment]:
    payments = [apart(row, Payment) for row in rows]
    how = await paid_by(connection, chain_id, (payment.payment_id for payment, _ in payments))
    return [FoundPayment(payment, session, how.get(payment.payment_id, PLAINLY)) for payment, session in payments]
