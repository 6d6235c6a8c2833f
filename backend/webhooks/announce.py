"""Writes notices to merchants, in the mirror's own transaction: told with the rows they speak of, or not at all.

A notice's id follows from chain, block hash, log index and type, so that following the chain again tells nothing
twice. A block that was undone and came back is told anew: each undoing adds one to its generation, and the
generation is part of the id from 1 on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.events.payment_gateway import (
    GatewayEvent,
    PaymentCancelled,
    PaymentCompleted,
    PaymentEvent,
    PaymentRefunded,
)
from backend.projections.rows import PaymentRow
from backend.tables.merchants_own import Account, PaymentSession, WebhookEndpoint
from backend.tables.outbox import Delivery, Notice
from backend.webhooks.payment_object import (
    Certainty,
    SessionMention,
    payment_object,
    rfc3339,
    transaction_object,
)
from backend.webhooks.told import Told, chunks, digest, load_told

WHEN_CONFIRMED: dict[type[GatewayEvent], str] = {
    PaymentCompleted: "payment.completed",
    PaymentCancelled: "payment.cancelled",
    PaymentRefunded: "payment.refunded",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """An event of a payment, and the payment's row as it stood right after it. For an undone event: the row that
    is left, or None, and the row as it was."""

    event: PaymentEvent
    row: PaymentRow | None
    undone: PaymentRow | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What one step of the mirror changed: events undone by a reorg, seen in the head, and confirmed by depth."""

    chain_id: int
    certainty: Certainty
    undone: Sequence[Telling] = ()
    seen: Sequence[Telling] = ()
    confirmed: Sequence[Telling] = ()


@dataclass(frozen=True, slots=True)
class _Draft:
    id: str
    type: str
    telling: Telling
    body: dict[str, Any]


async def listening(connection: AsyncConnection, merchants: Iterable[str]) -> dict[str, str]:
    """Those of `merchants` (addresses) who have an account with us, with its id."""
    found: dict[str, str] = {}
    for some in chunks(sorted(set(merchants))):
        query = select(col(Account.merchant), col(Account.id)).where(col(Account.merchant).in_(some))
        found.update((merchant, account) for merchant, account in await connection.execute(query))
    return found


async def announce(connection: AsyncConnection, news: News, now: int) -> int:
    """Writes the notices that `news` calls for and their deliveries, due at `now` (unix seconds); returns how many.

    Only merchants with an account are told. A notice that exists is not written again and takes no sequence number."""
    tellings = [*news.undone, *news.seen, *news.confirmed]
    accounts = await listening(connection, (telling.event.merchant for telling in tellings))
    if not accounts:
        return 0
    payments = sorted({t.event.payment_id for t in tellings if t.event.merchant in accounts})
    told = await load_told(connection, news.chain_id, [f"payment:{id}" for id in payments])
    sessions = await _sessions(connection, news.chain_id, payments)
    drafts = [draft for draft in _drafts(news, told, sessions) if draft.telling.event.merchant in accounts]
    if drafts:
        await _write(connection, drafts, accounts, now)
    return len(drafts)


def _drafts(news: News, told: Told, sessions: dict[str, SessionMention]) -> list[_Draft]:
    drafts = [draft for telling in news.undone if (draft := _reverted(news, told, sessions, telling)) is not None]
    called_for = [(telling, "payment.seen") for telling in news.seen if isinstance(telling.event, PaymentCompleted)] + [
        (telling, WHEN_CONFIRMED[type(telling.event)])
        for telling in news.confirmed
        if type(telling.event) in WHEN_CONFIRMED
    ]
    # Stable: an event's `payment.seen` stays before its `payment.completed`.
    called_for.sort(key=lambda pair: (pair[0].event.log.block_number, pair[0].event.log.log_index))
    for telling, kind in called_for:
        log = telling.event.log
        generation = told.generation(log.block_hash, log.log_index)
        id = digest(news.chain_id, log.block_hash, log.log_index, kind, generation)
        if telling.row is not None and told.add(id):
            found = _payment(news, sessions, telling.row)
            drafts.append(_Draft(id, kind, telling, found | _refund(telling.event)))
    return drafts


def _reverted(news: News, told: Told, sessions: dict[str, SessionMention], telling: Telling) -> _Draft | None:
    log = telling.event.log
    last = told.last_of(log.block_hash, log.log_index)
    if last is None:
        return None
    generation = told.generation(log.block_hash, log.log_index)
    id = digest(news.chain_id, log.block_hash, log.log_index, "payment.reverted", generation)
    told.add(id)
    told.undo(log.block_hash, log.log_index)
    undone = {
        "event_id": last.id,
        "type": last.type,
        "block_number": log.block_number,
        "block_hash": log.block_hash,
    }
    body = _payment(news, sessions, telling.row or _nothing_left(telling.undone)) | {"reverted": undone}
    return _Draft(id, "payment.reverted", telling, body)


def _nothing_left(row: PaymentRow | None) -> PaymentRow:
    assert row is not None, "an undone event has a row before or after"
    return replace(
        row,
        status="reverted",
        fee=None,
        payout=None,
        refunded=0,
        paid_at=None,
        paid_block=None,
        paid_block_hash=None,
        paid_transaction=None,
        paid_log_index=None,
    )


def _payment(news: News, sessions: dict[str, SessionMention], row: PaymentRow) -> dict[str, Any]:
    return payment_object(row, news.certainty, sessions.get(row.payment_id))


def _refund(event: PaymentEvent) -> dict[str, Any]:
    if not isinstance(event, PaymentRefunded):
        return {}
    log = event.log
    where = transaction_object(log.block_number, log.block_hash, log.transaction_hash, log.log_index)
    return {"refund": {"amount": str(event.amount), "transaction": where}}


async def _sessions(connection: AsyncConnection, chain_id: int, payments: Sequence[str]) -> dict[str, SessionMention]:
    found: dict[str, SessionMention] = {}
    for some in chunks(payments):
        query = select(
            col(PaymentSession.payment_id), col(PaymentSession.id), col(PaymentSession.merchant_metadata)
        ).where(col(PaymentSession.chain_id) == chain_id, col(PaymentSession.payment_id).in_(some))
        for payment_id, id, metadata in await connection.execute(query):
            found[payment_id] = SessionMention(id, metadata)
    return found


async def _write(connection: AsyncConnection, drafts: Sequence[_Draft], accounts: dict[str, str], now: int) -> None:
    by_account: dict[str, list[_Draft]] = defaultdict(list)
    for draft in drafts:
        by_account[accounts[draft.telling.event.merchant]].append(draft)
    rows: list[dict[str, Any]] = []
    # In one order everywhere, so that mirrors of several chains never wait for each other in a circle.
    for account in sorted(by_account):
        last = await _raise_sequence(connection, account, len(by_account[account]))
        first = last - len(by_account[account]) + 1
        rows += [_notice(d, account, first + i, now) for i, d in enumerate(by_account[account])]
    await connection.execute(insert(Notice), rows)
    deliveries = await _deliveries(connection, rows, now)
    if deliveries:
        await connection.execute(insert(Delivery), deliveries)


async def _raise_sequence(connection: AsyncConnection, account: str, by: int) -> int:
    statement = (
        update(Account)
        .where(col(Account.id) == account)
        .values(sequence=col(Account.sequence) + by)
        .returning(col(Account.sequence))
    )
    return int((await connection.execute(statement)).scalar_one())


def _notice(draft: _Draft, account: str, sequence: int, now: int) -> dict[str, Any]:
    log = draft.telling.event.log
    body = {
        "id": draft.id,
        "type": draft.type,
        "timestamp": rfc3339(log.block_timestamp),
        "sequence": sequence,
        "data": draft.body,
    }
    return {
        "id": draft.id,
        "account_id": account,
        "sequence": sequence,
        "type": draft.type,
        "chain_id": log.chain_id,
        "subject": draft.telling.event.subject,
        "block_number": log.block_number,
        "block_hash": log.block_hash,
        "log_index": log.log_index,
        "body": json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        "created_at": now,
    }


async def _deliveries(connection: AsyncConnection, notices: Sequence[dict[str, Any]], now: int) -> list[dict[str, Any]]:
    endpoints: dict[str, list[str]] = defaultdict(list)
    for some in chunks(sorted({notice["account_id"] for notice in notices})):
        query = select(col(WebhookEndpoint.account_id), col(WebhookEndpoint.id)).where(
            col(WebhookEndpoint.account_id).in_(some), col(WebhookEndpoint.disabled_at).is_(None)
        )
        for account, endpoint in await connection.execute(query):
            endpoints[account].append(endpoint)
    return [
        {
            "id": f"dlv_{digest(endpoint, notice['id'])[4:]}",
            "endpoint_id": endpoint,
            "notice_id": notice["id"],
            "state": "pending",
            "attempts": 0,
            "next_attempt_at": now,
        }
        for notice in notices
        for endpoint in endpoints[notice["account_id"]]
    ]
