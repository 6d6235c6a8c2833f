"""A merchant's plans, newest first, along the index (chain, merchant, first block, first log)."""

from __future__ import annotations

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.subscriptions import Mandate, Plan


async def plan_of(connection: AsyncConnection, *, chain_id: int, merchant: str, plan_id: str) -> Plan | None:
    """One of the merchant's plans."""
    found = await plans_of(connection, chain_id=chain_id, merchant=merchant, plan_id=plan_id)
    return found[0] if found else None


async def plans_of(
    connection: AsyncConnection,
    *,
    chain_id: int,
    merchant: str,
    plan_id: str | None = None,
    status: str | None = None,
    before: tuple[int, int] | None = None,
    limit: int = 1,
) -> list[Plan]:
    """Plans of a merchant, those older than `before` (first block, log)."""
    key = (col(Plan.first_block), col(Plan.first_log_index))
    query = select(*Plan.__table__.columns).where(  # type: ignore[attr-defined]
        col(Plan.chain_id) == chain_id, col(Plan.merchant) == merchant
    )
    for column, value in ((Plan.plan_id, plan_id), (Plan.status, status)):
        if value is not None:
            query = query.where(col(column) == value)
    if before is not None:
        query = query.where(tuple_(*key) < before)
    rows = await connection.execute(query.order_by(*(part.desc() for part in key)).limit(limit))
    return [Plan(**row._mapping) for row in rows]


async def live_mandates(connection: AsyncConnection, chain_id: int, plans: list[str]) -> dict[str, int]:
    """How many mandates of each of `plans` are open, failing or paused."""
    query = (
        select(col(Mandate.plan_id), func.count())
        .where(
            col(Mandate.chain_id) == chain_id,
            col(Mandate.plan_id).in_(plans),
            col(Mandate.status).in_(("open", "failing", "paused")),
        )
        .group_by(col(Mandate.plan_id))
    )
    return {str(plan): count for plan, count in await connection.execute(query)}
