"""What is told with a row although it stands elsewhere: the session, the shares of a payment, its deposit address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.merchants_own import PaymentSession
from backend.tables.mirrored import Deposit, PaymentSplit
from backend.webhooks.notation import SessionMention
from backend.webhooks.payment_object import PLAINLY, DepositMention, PaidBy, Share
from backend.webhooks.told import chunks


@dataclass(frozen=True, slots=True)
class Around:
    """By payment id: how it was paid. By payment id or open id of a deal: the session, with its account."""

    paid_by: dict[str, PaidBy] = field(default_factory=dict)
    sessions: dict[str, tuple[str, SessionMention]] = field(default_factory=dict)

    def how(self, payment_id: str) -> PaidBy:
        """How a payment was made; plainly if nothing else is known of it."""
        return self.paid_by.get(payment_id, PLAINLY)

    def session(self, id: str | None, account: str) -> SessionMention | None:
        """The account's session with these very terms. Another account's is not told."""
        owner, mention = self.sessions.get(id or "", ("", None))
        return mention if owner == account else None


async def load_around(
    connection: AsyncConnection, chain_id: int, payments: Iterable[str], deals: Iterable[str] = ()
) -> Around:
    """What belongs to `payments` (payment ids) and `deals` (open ids) of one chain."""
    ids = sorted(set(payments))
    sessions = await _sessions(connection, chain_id, "payment_id", ids)
    sessions |= await _sessions(connection, chain_id, "open_id", sorted(set(deals)))
    return Around(await paid_by(connection, chain_id, ids), sessions)


async def paid_by(connection: AsyncConnection, chain_id: int, payments: Iterable[str]) -> dict[str, PaidBy]:
    """How `payments` (payment ids) were made: those with shares or a deposit address."""
    shares: dict[str, list[Share]] = defaultdict(list)
    deposits: dict[str, DepositMention] = {}
    for some in chunks(sorted(set(payments))):
        split = PaymentSplit
        query = select(col(split.number), col(split.payment_id), col(split.receiver), col(split.amount)).where(
            col(split.chain_id) == chain_id, col(split.payment_id).in_(some)
        )
        for _, payment_id, receiver, amount in sorted((await connection.execute(query)).tuples()):
            shares[payment_id].append(Share(receiver, amount))
        deposits |= await _collected(connection, chain_id, some)
    return {id: PaidBy(tuple(shares[id]), deposits.get(id)) for id in {*shares, *deposits}}


async def _collected(connection: AsyncConnection, chain_id: int, payments: Iterable[str]) -> dict[str, DepositMention]:
    # Only what paid the invoice: other tokens, and money that was late, lay there and went back.
    query = select(col(Deposit.payment_id), col(Deposit.deposit), col(Deposit.refund_to)).where(
        col(Deposit.chain_id) == chain_id, col(Deposit.payment_id).in_(payments), col(Deposit.collected) > 0
    )
    return {id: DepositMention(deposit, refund_to) for id, deposit, refund_to in await connection.execute(query)}


async def _sessions(
    connection: AsyncConnection, chain_id: int, key: str, ids: list[str]
) -> dict[str, tuple[str, SessionMention]]:
    found: dict[str, tuple[str, SessionMention]] = {}
    named, session = col(getattr(PaymentSession, key)), PaymentSession
    for some in chunks(ids):
        query = select(named, col(session.account_id), col(session.id), col(session.merchant_metadata)).where(
            col(session.chain_id) == chain_id, named.in_(some)
        )
        for id, account, session_id, metadata in await connection.execute(query):
            found[id] = account, SessionMention(session_id, metadata)
    return found
