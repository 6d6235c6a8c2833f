"""Mandates of a merchant or a subscriber, with their plans, newest first; and what was charged of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from sqlalchemy import Select, and_, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.subscriptions import Charge, ChargeFailure, Mandate, PeriodRefund, Plan

Role = Literal["merchant", "subscriber"]
Record = TypeVar("Record", Charge, ChargeFailure, PeriodRefund)
LIVE = ("open", "failing", "paused")
PLAN = "plan__"


@dataclass(frozen=True, slots=True)
class WantedMandates:
    """Which mandates are asked for; None: all."""

    role: Role = "merchant"
    status: str | None = None
    plan: str | None = None
    subscriber: str | None = None


@dataclass(frozen=True, slots=True)
class FoundMandate:
    """A mandate and its plan, which is unknown of one that was cancelled before it was ever opened."""

    mandate: Mandate
    plan: Plan | None


async def mandate_of_party(
    connection: AsyncConnection, *, chain_id: int, party: str, mandate_id: str
) -> FoundMandate | None:
    """One mandate that pays an address or is paid by it, or None when the chain shows none or it is others'."""
    query = _beside_plan().where(
        col(Mandate.chain_id) == chain_id,
        col(Mandate.mandate_id) == mandate_id,
        or_(col(Mandate.merchant) == party, col(Mandate.subscriber) == party),
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else _apart(row)


async def mandates_of_party(
    connection: AsyncConnection,
    *,
    chain_id: int,
    party: str,
    wanted: WantedMandates,
    before: tuple[int, int] | None,
    limit: int,
) -> list[FoundMandate]:
    """Mandates in which an address has the wanted role, those older than `before` (first block, log)."""
    key = (col(Mandate.first_block), col(Mandate.first_log_index))
    role = col(Mandate.merchant if wanted.role == "merchant" else Mandate.subscriber)
    query = _beside_plan().where(col(Mandate.chain_id) == chain_id, role == party)
    asked = ((Mandate.status, wanted.status), (Mandate.plan_id, wanted.plan), (Mandate.subscriber, wanted.subscriber))
    for column, value in asked:
        if value is not None:
            query = query.where(col(column) == value)
    if before is not None:
        query = query.where(tuple_(*key) < before)
    rows = await connection.execute(query.order_by(*(part.desc() for part in key)).limit(limit))
    return [_apart(row) for row in rows]


async def live_of_merchant(connection: AsyncConnection, chain_id: int, merchant: str) -> AsyncIterator[FoundMandate]:
    """Every mandate of a merchant that can still be charged, one after another."""
    query = _beside_plan().where(
        col(Mandate.chain_id) == chain_id, col(Mandate.merchant) == merchant, col(Mandate.status).in_(LIVE)
    )
    async for row in await connection.stream(query):
        yield _apart(row)


async def records_of_mandate(
    connection: AsyncConnection,
    kind: type[Record],
    *,
    chain_id: int,
    mandate_id: str,
    before: tuple[int, int] | None,
    limit: int,
) -> list[Record]:
    """Charges, failures or refunds of one mandate, newest first, those older than `before` (block, log)."""
    key = (col(kind.block_number), col(kind.log_index))
    query = select(*kind.__table__.columns).where(  # type: ignore[attr-defined]
        col(kind.chain_id) == chain_id, col(kind.mandate_id) == mandate_id
    )
    if before is not None:
        query = query.where(tuple_(*key) < before)
    rows = await connection.execute(query.order_by(*(part.desc() for part in key)).limit(limit))
    return [kind(**row._mapping) for row in rows]


async def charges_of_merchant(
    connection: AsyncConnection, *, chain_id: int, merchant: str, before: tuple[int, int] | None, limit: int
) -> list[Charge]:
    """What went through to one merchant, newest first."""
    key = (col(Charge.block_number), col(Charge.log_index))
    query = select(*Charge.__table__.columns).where(  # type: ignore[attr-defined]
        col(Charge.chain_id) == chain_id, col(Charge.merchant) == merchant
    )
    if before is not None:
        query = query.where(tuple_(*key) < before)
    rows = await connection.execute(query.order_by(*(part.desc() for part in key)).limit(limit))
    return [Charge(**row._mapping) for row in rows]


def _beside_plan() -> Select[Any]:
    mandates = Mandate.__table__.columns  # type: ignore[attr-defined]
    plans = [column.label(PLAN + column.name) for column in Plan.__table__.columns]  # type: ignore[attr-defined]
    same = and_(col(Plan.chain_id) == col(Mandate.chain_id), col(Plan.plan_id) == col(Mandate.plan_id))
    return select(*mandates, *plans).select_from(Mandate).outerjoin(Plan, same)


def _apart(row: Any) -> FoundMandate:
    own = {name: value for name, value in row._mapping.items() if not name.startswith(PLAN)}
    plan = {name.removeprefix(PLAN): value for name, value in row._mapping.items() if name.startswith(PLAN)}
    return FoundMandate(Mandate(**own), None if plan["plan_id"] is None else Plan(**plan))
