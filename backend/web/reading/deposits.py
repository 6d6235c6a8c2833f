"""Deposits of a merchant's invoices, newest first, along the index (chain, merchant, first block, first log)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.merchants_own import PaymentSession
from backend.tables.mirrored import Deposit
from backend.web.reading.mentions import Mentioned, apart, beside_session


@dataclass(frozen=True, slots=True)
class FoundDeposit:
    """A deposit, and the session of this account whose invoice it was for."""

    deposit: Deposit
    session: Mentioned | None


async def deposits_of_merchant(
    connection: AsyncConnection,
    account_id: str,
    *,
    chain_id: int,
    merchant: str,
    token: str | None,
    before: tuple[int, int] | None,
    limit: int,
) -> list[FoundDeposit]:
    """Deposits of a merchant, newest first, those older than `before` (first block, first log)."""
    key = (col(Deposit.first_block), col(Deposit.first_log_index))
    query = beside_session(Deposit, account_id, id=Deposit.payment_id, session_id=PaymentSession.payment_id).where(
        col(Deposit.chain_id) == chain_id, col(Deposit.merchant) == merchant
    )
    if token is not None:
        query = query.where(col(Deposit.token) == token)
    if before is not None:
        query = query.where(tuple_(*key) < before)
    rows = await connection.execute(query.order_by(*(part.desc() for part in key)).limit(limit))
    return [FoundDeposit(*apart(row, Deposit)) for row in rows]
