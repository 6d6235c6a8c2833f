"""Payment sessions with the payments that the chain shows for them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, Select, and_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.merchants_own import Account, PaymentSession
from backend.tables.mirrored import Payment

Found = tuple[PaymentSession, Payment | None]


async def session_of_account(connection: AsyncConnection, account_id: str, session_id: str) -> Found | None:
    """One session of an account, or None when there is none of this id or it is another account's."""
    query = _joined().where(col(PaymentSession.id) == session_id, col(PaymentSession.account_id) == account_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _split(row)


async def session_for_customer(connection: AsyncConnection, session_id: str) -> tuple[Found, str] | None:
    """One session by its id alone, with its merchant's name: for the checkout page."""
    query = (
        _joined()
        .add_columns(col(Account.name).label("account_name"))
        .join(Account, col(Account.id) == col(PaymentSession.account_id))
        .where(col(PaymentSession.id) == session_id)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else (_split(row), row.account_name)


async def sessions_of_account(
    connection: AsyncConnection, account_id: str, *, before: tuple[int, str] | None, limit: int
) -> list[Found]:
    """Sessions of an account, newest first, those older than `before` (creation second, id)."""
    key = (col(PaymentSession.created_at), col(PaymentSession.id))
    query = _joined().where(col(PaymentSession.account_id) == account_id)
    if before is not None:
        query = query.where(tuple_(*key) < before)
    rows = await connection.execute(query.order_by(*(part.desc() for part in key)).limit(limit))
    return [_split(row) for row in rows]


def _joined() -> Select[Any]:
    same = and_(
        col(Payment.chain_id) == col(PaymentSession.chain_id), col(Payment.payment_id) == col(PaymentSession.payment_id)
    )
    session = [c.label(f"session_{c.name}") for c in _columns(PaymentSession)]
    payment = [c.label(f"payment_{c.name}") for c in _columns(Payment)]
    return select(*session, *payment).select_from(PaymentSession).outerjoin(Payment, same)


def _split(row: Row[Any]) -> Found:
    fields = row._mapping
    session = PaymentSession(**{c.name: fields[f"session_{c.name}"] for c in _columns(PaymentSession)})
    paid = {c.name: fields[f"payment_{c.name}"] for c in _columns(Payment)}
    return session, (None if paid["chain_id"] is None else Payment(**paid))


def _columns(table: Any) -> Any:
    return table.__table__.columns
