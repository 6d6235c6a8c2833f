"""Which deliveries are due, and who sends them: claimed for a while in one short transaction, never held in one.

A claim moves `next_attempt_at` past the longest time an attempt can take. A worker that dies with a claim loses
nothing: the delivery is simply due again. `attempts` counts answers, not claims, so a crash uses up no attempt.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Update, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col

from backend.tables.merchants_own import WebhookEndpoint
from backend.tables.outbox import Delivery, Notice
from backend.tables.session import connected, reading

TIMEOUT_SECONDS = 15
LEASE_SECONDS = TIMEOUT_SECONDS + 5
PER_ENDPOINT = 8
_LOOK_AHEAD = 1_000


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt to be made: what to send, where to, and until when (unix seconds) nobody else will."""

    delivery_id: str
    attempts: int
    leased_until: int
    endpoint_id: str
    url: str
    secret: str
    disabled: bool
    notice_id: str
    body: str


async def claim_due(engine: AsyncEngine, now: int, limit: int, full: Collection[str] = ()) -> list[Claim]:
    """Claim at most `limit` due deliveries, at most `PER_ENDPOINT` of one endpoint and none of the endpoints `full`.

    Any number of workers may call this at once; no delivery is given to two of them within its lease.
    """
    leased_until = now + LEASE_SECONDS
    async with connected(engine) as connection:
        claimed = await connection.execute(_lease(now, leased_until, limit, full))
        ids = [row.id for row in claimed]
        if not ids:
            return []
        rows = (await connection.execute(_contents(ids))).all()
    return [Claim(leased_until=leased_until, **row._mapping) for row in rows]


async def next_due(engine: AsyncEngine) -> int | None:
    """When the next pending delivery is due (unix seconds); a read that locks nothing. None when all is delivered."""
    query = select(func.min(col(Delivery.next_attempt_at))).where(col(Delivery.state) == "pending")
    async with reading(engine) as session:
        return await session.scalar(query)


def _lease(now: int, leased_until: int, limit: int, full: Collection[str]) -> Update:
    # One statement: on SQLite it takes the write lock before it reads, on PostgreSQL it skips what others are claiming.
    due = col(Delivery.state) == "pending", col(Delivery.next_attempt_at) <= now
    oldest = (
        select(col(Delivery.id), col(Delivery.endpoint_id), col(Delivery.next_attempt_at))
        .where(*due, col(Delivery.endpoint_id).not_in(sorted(full)))
        .order_by(col(Delivery.next_attempt_at))
        .limit(_LOOK_AHEAD)
        .subquery()
    )
    place = func.row_number().over(partition_by=oldest.c.endpoint_id, order_by=(oldest.c.next_attempt_at, oldest.c.id))
    ranked = select(oldest.c.id, place.label("place")).subquery()
    # PostgreSQL never inlines a row-locking CTE, so the limit holds whatever the plan is.
    chosen = (
        select(col(Delivery.id))
        .where(*due, col(Delivery.id).in_(select(ranked.c.id).where(ranked.c.place <= PER_ENDPOINT)))
        .order_by(col(Delivery.next_attempt_at))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    return (
        update(Delivery)
        .where(col(Delivery.id).in_(select(chosen.c.id)))
        .values(next_attempt_at=leased_until)
        .returning(col(Delivery.id))
    )


def _contents(ids: list[str]) -> Select[Any]:
    columns: list[Any] = [
        col(Delivery.id).label("delivery_id"),
        col(Delivery.attempts),
        col(Delivery.endpoint_id),
        col(WebhookEndpoint.url),
        col(WebhookEndpoint.secret),
        col(WebhookEndpoint.disabled_at).is_not(None).label("disabled"),
        col(Delivery.notice_id),
        col(Notice.body),
    ]
    return (
        select(*columns)
        .join(WebhookEndpoint, col(Delivery.endpoint_id) == col(WebhookEndpoint.id))
        .join(Notice, col(Delivery.notice_id) == col(Notice.id))
        .where(col(Delivery.id).in_(ids))
        .order_by(col(Notice.sequence))
    )
