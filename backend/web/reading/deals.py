"""Deals of a party, newest first, along the index (chain, party, first block, first log)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, or_, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.merchants_own import PaymentSession
from backend.tables.mirrored import Deal
from backend.web.reading.mentions import Mentioned, apart, beside_session

Role = Literal["beneficiary", "depositor"]


@dataclass(frozen=True, slots=True)
class WantedDeals:
    """Which deals are asked for; None: all."""

    role: Role = "beneficiary"
    status: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class FoundDeal:
    """A deal, and the session of this account with its very terms."""

    deal: Deal
    session: Mentioned | None


async def deal_of_party(
    connection: AsyncConnection, account_id: str, *, chain_id: int, party: str, deal_id: str
) -> FoundDeal | None:
    """One deal that pays an address or is paid by it, or None when the chain shows none or it is others' business."""
    query = _beside_session(account_id).where(
        col(Deal.chain_id) == chain_id,
        col(Deal.deal_id) == deal_id,
        or_(col(Deal.beneficiary) == party, col(Deal.depositor) == party),
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else FoundDeal(*apart(row, Deal))


async def deals_of_party(
    connection: AsyncConnection,
    account_id: str,
    *,
    chain_id: int,
    party: str,
    wanted: WantedDeals,
    before: tuple[int, int] | None,
    limit: int,
) -> list[FoundDeal]:
    """Deals in which an address has the wanted role, newest first, those older than `before` (first block, log)."""
    key = (col(Deal.first_block), col(Deal.first_log_index))
    role = col(Deal.beneficiary if wanted.role == "beneficiary" else Deal.depositor)
    query = _beside_session(account_id).where(col(Deal.chain_id) == chain_id, role == party)
    for column, value in ((Deal.status, wanted.status), (Deal.token, wanted.token)):
        if value is not None:
            query = query.where(col(column) == value)
    if before is not None:
        query = query.where(tuple_(*key) < before)
    rows = await connection.execute(query.order_by(*(part.desc() for part in key)).limit(limit))
    return [FoundDeal(*apart(row, Deal)) for row in rows]


def _beside_session(account_id: str) -> Select[Any]:
    return beside_session(Deal, account_id, id=Deal.open_id, session_id=PaymentSession.open_id)
