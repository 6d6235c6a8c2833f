"""A merchant's own row in the gateway's registry, and what belongs to it elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.mirrored import ApprovedSplits, ChainEvent, Contract, Merchant


@dataclass(frozen=True, slots=True)
class FoundMerchant:
    """`fee_bps`: the gateway's fee for everybody; `number`: the merchant's last running number, 0 without any."""

    merchant: Merchant
    fee_bps: int | None
    number: int
    approved_splits: list[str]


async def read_merchant(connection: AsyncConnection, *, chain_id: int, gateway: str, merchant: str) -> FoundMerchant:
    """A merchant as the chain shows it; a row of nothing but the address if the gateway does not know it."""
    same = (col(Merchant.chain_id) == chain_id, col(Merchant.merchant) == merchant)
    row = (await connection.execute(select(*Merchant.__table__.columns).where(*same))).one_or_none()  # type: ignore[attr-defined]
    fee = select(col(Contract.fee_bps)).where(col(Contract.chain_id) == chain_id, col(Contract.contract) == gateway)
    return FoundMerchant(
        merchant=Merchant(chain_id=chain_id, merchant=merchant) if row is None else Merchant(**row._mapping),
        fee_bps=(await connection.execute(fee)).scalar_one_or_none(),
        number=await _last_number(connection, chain_id, merchant),
        approved_splits=await _approved_splits(connection, chain_id, merchant),
    )


async def _last_number(connection: AsyncConnection, chain_id: int, merchant: str) -> int:
    number, counter = col(ChainEvent.number), f"merchant:{merchant}"
    query = (
        select(number)
        .where(col(ChainEvent.chain_id) == chain_id, col(ChainEvent.counter) == counter)
        .order_by(number.desc())
        .limit(1)
    )
    return int((await connection.execute(query)).scalar() or 0)


async def _approved_splits(connection: AsyncConnection, chain_id: int, merchant: str) -> list[str]:
    splits = ApprovedSplits
    query = (
        select(col(splits.splits_hash))
        .where(col(splits.chain_id) == chain_id, col(splits.merchant) == merchant, col(splits.approved))
        .order_by(col(splits.splits_hash))
    )
    return list((await connection.execute(query)).scalars())
