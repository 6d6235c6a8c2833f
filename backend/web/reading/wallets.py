"""MultiSig wallets, their proposals and payments, newest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.wallets import Confirmation, Proposal, Wallet, WalletLimit, WalletOwner, WalletPayment


@dataclass(frozen=True, slots=True)
class FoundWallet:
    """A wallet with everybody who has a part in it."""

    wallet: Wallet
    owners: tuple[str, ...]
    accepted: tuple[str, ...]
    limits: tuple[WalletLimit, ...]


@dataclass(frozen=True, slots=True)
class FoundProposal:
    """A proposal and who confirmed it on chain."""

    proposal: Proposal
    confirmed_by: tuple[str, ...]


async def read_wallet(connection: AsyncConnection, chain_id: int, address: str) -> FoundWallet | None:
    """The wallet at an address, or None when the factory did not make it."""
    rows = await _rows(connection, Wallet, chain_id, wallet=address)
    if not rows:
        return None
    owners = await _rows(connection, WalletOwner, chain_id, wallet=address)
    limits = await _rows(connection, WalletLimit, chain_id, wallet=address)
    by_status: dict[str, list[str]] = defaultdict(list)
    for one in owners:
        by_status[one.status].append(one.owner)
    return FoundWallet(
        rows[0],
        tuple(sorted(by_status["owner"])),
        tuple(sorted(by_status["accepted"])),
        tuple(sorted(limits, key=lambda limit: (limit.spender, limit.token))),
    )


async def proposals_of(
    connection: AsyncConnection,
    *,
    chain_id: int,
    wallet: str,
    status: str | None,
    proposal: str | None,
    before: tuple[int, int] | None,
    limit: int,
) -> list[FoundProposal]:
    """Proposals of a wallet, those older than `before` (first block, log)."""
    key = (col(Proposal.first_block), col(Proposal.first_log_index))
    query = select(*Proposal.__table__.columns).where(  # type: ignore[attr-defined]
        col(Proposal.chain_id) == chain_id, col(Proposal.wallet) == wallet
    )
    for column, value in ((Proposal.status, status), (Proposal.proposal, proposal)):
        if value is not None:
            query = query.where(col(column) == value)
    if before is not None:
        query = query.where(tuple_(*key) < before)
    rows = await connection.execute(query.order_by(*(part.desc() for part in key)).limit(limit))
    found = [Proposal(**row._mapping) for row in rows]
    confirmed = await _confirmed(connection, chain_id, wallet, [one.proposal for one in found])
    return [FoundProposal(one, tuple(sorted(confirmed[one.proposal]))) for one in found]


async def payments_of(
    connection: AsyncConnection, *, chain_id: int, wallet: str, before: tuple[int, int] | None, limit: int
) -> list[WalletPayment]:
    """Money that left a wallet, that before `before` (block, log)."""
    key = (col(WalletPayment.block_number), col(WalletPayment.log_index))
    query = select(*WalletPayment.__table__.columns).where(  # type: ignore[attr-defined]
        col(WalletPayment.chain_id) == chain_id, col(WalletPayment.wallet) == wallet
    )
    if before is not None:
        query = query.where(tuple_(*key) < before)
    rows = await connection.execute(query.order_by(*(part.desc() for part in key)).limit(limit))
    return [WalletPayment(**row._mapping) for row in rows]


async def _confirmed(
    connection: AsyncConnection, chain_id: int, wallet: str, proposals: Sequence[str]
) -> dict[str, list[str]]:
    query = select(col(Confirmation.proposal), col(Confirmation.owner)).where(
        col(Confirmation.chain_id) == chain_id,
        col(Confirmation.wallet) == wallet,
        col(Confirmation.proposal).in_(proposals),
        col(Confirmation.revoked).is_(False),
    )
    found: dict[str, list[str]] = defaultdict(list)
    for proposal, owner in await connection.execute(query):
        found[proposal].append(owner)
    return found


async def _rows(connection: AsyncConnection, kind: Any, chain_id: int, **keys: str) -> list[Any]:
    query = select(*kind.__table__.columns).where(col(kind.chain_id) == chain_id)
    for name, value in keys.items():
        query = query.where(col(getattr(kind, name)) == value)
    return [kind(**row._mapping) for row in await connection.execute(query)]
