"""Notices of an account in the order of its sequence, and what became of their deliveries."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.merchants_own import WebhookEndpoint
from backend.tables.outbox import Delivery, Notice


async def notices_after(
    connection: AsyncConnection, account_id: str, *, after: int, kind: str | None, limit: int
) -> list[tuple[int, str]]:
    """(sequence, body) of an account's notices above `after`, in order."""
    sequence = col(Notice.sequence)
    query = select(sequence, col(Notice.body)).where(col(Notice.account_id) == account_id, sequence > after)
    if kind is not None:
        query = query.where(col(Notice.type) == kind)
    rows = await connection.execute(query.order_by(sequence).limit(limit))
    return [(row[0], row[1]) for row in rows]


async def notice_body(connection: AsyncConnection, account_id: str, notice_id: str) -> str | None:
    """The JSON of one notice, or None when there is none of this id or it is another account's."""
    query = select(col(Notice.body)).where(col(Notice.id) == notice_id, col(Notice.account_id) == account_id)
    return (await connection.execute(query)).scalar_one_or_none()


async def deliveries_of(connection: AsyncConnection, notice_id: str) -> list[Row[Any]]:
    """The deliveries of a notice with the URL of each endpoint."""
    query = (
        select(*Delivery.__table__.columns, col(WebhookEndpoint.url))  # type: ignore[attr-defined]
        .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(Delivery.endpoint_id))
        .where(col(Delivery.notice_id) == notice_id)
        .order_by(col(Delivery.id))
    )
    return list(await connection.execute(query))
