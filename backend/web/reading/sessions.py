"""Payment sessions with the payments and deals that the chain shows for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.merchants_own import Account, PaymentSession
from backend.tables.mirrored import Deal, Payment

UNFUNDED = ("accepted", "declined")
REFUNDS_AT_MOST = 16


@dataclass(frozen=True, slots=True)
class Found:
    """A session. `payment`: of its invoice; `deals`: made of its terms, the first one funded first; `arbiter_said`:
    `accepted` or `declined` on-chain, about whoever funds these terms."""

    session: PaymentSession
    payment: Payment | None = None
    deals: tuple[Deal, ...] = ()
    arbiter_said: str | None = None

    @property
    def deal(self) -> Deal | None:
        """The deal that counts: the first one funded."""
        return self.deals[0] if self.deals else None


async def session_of_account(connection: AsyncConnection, account_id: str, session_id: str) -> Found | None:
    """One session of an account, or None when there is none of this id or it is another account's."""
    query = _joined().where(col(PaymentSession.id) == session_id, col(PaymentSession.account_id) == account_id)
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else (await _with_deals(connection, [_split(row)]))[0]


async def session_for_customer(connection: AsyncConnection, session_id: str) -> tuple[Found, str] | None:
    """One session by its id alone, with its merchant's name: for the checkout page."""
    query = (
        _joined()
        .add_columns(col(Account.name).label("account_name"))
        .join(Account, col(Account.id) == col(PaymentSession.account_id))
        .where(col(PaymentSession.id) == session_id)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else ((await _with_deals(connection, [_split(row)]))[0], row.account_name)


async def sessions_of_account(
    connection: AsyncConnection, account_id: str, *, before: tuple[int, str] | None, limit: int
) -> list[Found]:
    """Sessions of an account, newest first, those older than `before` (creation second, id)."""
    key = (col(PaymentSession.created_at), col(PaymentSession.id))
    query = _joined().where(col(PaymentSession.account_id) == account_id)
    if before is not None:
        query = query.where(tuple_(*key) < before)
    rows = await connection.execute(query.order_by(*(part.desc() for part in key)).limit(limit))
    return await _with_deals(connection, [_split(row) for row in rows])


async def remember_refund(connection: AsyncConnection, session_id: str, refund_to: str) -> bool:
    """Keeps where a customer of a session wants money to go back. False when the session knows too many already."""
    ours = col(PaymentSession.id) == session_id
    asked = col(PaymentSession.refunds_asked)
    known: list[str] = (await connection.execute(select(asked).where(ours).with_for_update())).scalar_one()
    if refund_to in known:
        return True
    if len(known) < REFUNDS_AT_MOST:
        await connection.execute(update(PaymentSession).where(ours).values(refunds_asked=[*known, refund_to]))
    return len(known) < REFUNDS_AT_MOST


async def _with_deals(connection: AsyncConnection, found: Sequence[Found]) -> list[Found]:
    """The same sessions, each in escrow with its deals: funded ones by their open id, the arbiter's word by the id of
    the terms without a depositor, which is the open id itself."""
    asked = [one.session.open_id for one in found if one.session.open_id is not None]
    if not asked:
        return list(found)
    same = or_(col(Deal.open_id).in_(asked), col(Deal.deal_id).in_(asked))
    query = select(*_columns(Deal)).where(col(Deal.chain_id) == found[0].session.chain_id, same)
    rows = await connection.execute(query.order_by(col(Deal.number)))
    deals = [Deal(**dict(row._mapping)) for row in rows]
    return [one if one.session.open_id is None else _escrowed(one, deals) for one in found]


def _escrowed(found: Found, deals: Sequence[Deal]) -> Found:
    session = found.session
    made = [deal for deal in deals if deal.status not in UNFUNDED and deal.open_id == session.open_id]
    # The Escrow knows of no payer in the terms: a deal of somebody else is not the one that was asked for.
    own = tuple(deal for deal in made if session.payer in (None, deal.depositor))
    said = next((deal.status for deal in deals if deal.deal_id == session.open_id and deal.status in UNFUNDED), None)
    return Found(session, found.payment, own, said)


def _joined() -> Select[Any]:
    same = and_(
        col(Payment.chain_id) == col(PaymentSession.chain_id), col(Payment.payment_id) == col(PaymentSession.payment_id)
    )
    session = [c.label(f"session_{c.name}") for c in _columns(PaymentSession)]
    payment = [c.label(f"payment_{c.name}") for c in _columns(Payment)]
    return select(*session, *payment).select_from(PaymentSession).outerjoin(Payment, same)


def _split(row: Row[Any]) -> Found:
    fields = row._mapping
    session = PaymentSession(**{c.name: fields[f"session_{c.name}"] for c in _columns(PaymentSession)})
    paid = {c.name: fields[f"payment_{c.name}"] for c in _columns(Payment)}
    return Found(session, None if paid["chain_id"] is None else Payment(**paid))


def _columns(table: Any) -> Any:
    return table.__table__.columns
