"""How many subscribers came and went, counted in the tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.subscriptions import Mandate


@dataclass(frozen=True, slots=True)
class Churn:
    """Mandates of one merchant over a time. `live_before`: those that had been opened and were not over then."""

    live_before: int
    opened: int
    cancelled_by_subscriber: int
    cancelled_by_merchant: int
    lapsed: int
    finished: int
    live: int


async def read_churn(
    connection: AsyncConnection, *, chain_id: int, merchant: str, plan: str | None, since: int, until: int
) -> Churn:
    """Counted over since ≤ time < until. One cancelled before it was ever opened is nobody's loss."""
    opened, ended, status = col(Mandate.opened_at), col(Mandate.ended_at), col(Mandate.status)
    gone = and_(ended >= since, ended < until)
    by_merchant = col(Mandate.cancelled_by) == col(Mandate.merchant)

    def count(which: Any) -> Any:
        return func.coalesce(func.sum(case((which, 1), else_=0)), 0)

    query = select(
        count(and_(opened < since, or_(ended.is_(None), ended >= since))),
        count(and_(opened >= since, opened < until)),
        count(and_(gone, status == "cancelled", ~by_merchant)),
        count(and_(gone, status == "cancelled", by_merchant)),
        count(and_(gone, status == "lapsed")),
        count(and_(gone, status == "finished")),
        count(and_(opened < until, or_(ended.is_(None), ended >= until))),
    ).where(col(Mandate.chain_id) == chain_id, col(Mandate.merchant) == merchant, opened.is_not(None))
    if plan is not None:
        query = query.where(col(Mandate.plan_id) == plan)
    return Churn(*(int(number) for number in (await connection.execute(query)).one()))
