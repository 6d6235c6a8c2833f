"""What contracts owe to some receivers, along the primary key (chain, receiver, token, contract)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.mirrored import Credit, Merchant

Place = tuple[str, str, str]


async def receivers_of(connection: AsyncConnection, chain_id: int, merchant: str) -> set[str]:
    """The addresses at which a merchant may be owed something: its own, its payout, and a proposed one."""
    query = select(col(Merchant.payout), col(Merchant.proposed_payout)).where(
        col(Merchant.chain_id) == chain_id, col(Merchant.merchant) == merchant
    )
    row = (await connection.execute(query)).one_or_none()
    return {merchant, *(address for address in (row or ()) if address is not None)}


async def credits_of_receivers(
    connection: AsyncConnection,
    *,
    chain_id: int,
    receivers: Iterable[str],
    token: str | None,
    after: Place | None,
    limit: int,
) -> list[Credit]:
    """What is owed to `receivers` and not fetched yet, in order of receiver, token and contract, behind `after`.

    Each receiver is asked for by itself, so that every query runs along the key."""
    found: list[Credit] = []
    for receiver in sorted(receivers):
        if after is None or receiver >= after[0]:
            behind = after[1:] if after is not None and receiver == after[0] else None
            left = limit - len(found)
            found += await _of_receiver(connection, chain_id, receiver, token, behind, left) if left else []
    return found


async def _of_receiver(
    connection: AsyncConnection, chain_id: int, receiver: str, token: str | None, after: Any, limit: int
) -> list[Credit]:
    key = (col(Credit.token), col(Credit.contract))
    query = select(*Credit.__table__.columns).where(  # type: ignore[attr-defined]
        col(Credit.chain_id) == chain_id, col(Credit.receiver) == receiver, col(Credit.balance) > 0
    )
    if token is not None:
        query = query.where(col(Credit.token) == token)
    if after is not None:
        query = query.where(tuple_(*key) > after)
    rows = await connection.execute(query.order_by(*key).limit(limit))
    return [Credit(**row._mapping) for row in rows]
