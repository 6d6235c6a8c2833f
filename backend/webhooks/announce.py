"""Writes notices to merchants, in the mirror's own transaction: told with the rows they speak of, or not at all.

A notice's id follows from chain, block hash, log index and type, so that following the chain again tells nothing
twice. A block that was undone and came back is told anew: each undoing adds one to its generation, and the
generation is part of the id from 1 on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.projections.rows import AnyRow, DealRow, DepositRow, PaymentRow
from backend.tables.merchants_own import Account, WebhookEndpoint
from backend.tables.outbox import Delivery, Notice
from backend.webhooks.around import Around, load_around
from backend.webhooks.audience import audience
from backend.webhooks.drafts import Desk, Draft, News, Telling, drafts
from backend.webhooks.kinds import is_told
from backend.webhooks.notation import rfc3339
from backend.webhooks.told import chunks, digest, load_told


async def announce(connection: AsyncConnection, news: News, now: int) -> int:
    """Writes the notices that `news` calls for and their deliveries, due at `now` (unix seconds); returns how many.

    Only merchants with an account are told. A notice that exists is not written again and takes no sequence number."""
    tellings = [one for one in (*news.undone, *news.seen, *news.confirmed) if is_told(one.event)]
    hearers = await audience(connection, news.chain_id, [telling.event for telling in tellings])
    undone = [telling for telling in news.undone if is_told(telling.event)]
    heard = undone + [telling for telling in tellings[len(undone) :] if hearers.of(telling.event)]
    if not heard:
        return 0
    told = await load_told(connection, news.chain_id, sorted({telling.event.subject for telling in heard}))
    around = await _around(connection, news.chain_id, heard)
    written = drafts(Desk(news, hearers, told, around))
    if written:
        await _write(connection, written, now)
    return len(written)


async def _around(connection: AsyncConnection, chain_id: int, tellings: Sequence[Telling]) -> Around:
    payments, deals = set[str](), set[str]()
    for row in _rows(tellings):
        if isinstance(row, PaymentRow | DepositRow):
            payments.add(row.payment_id)
        if isinstance(row, DealRow) and row.open_id is not None:
            deals.add(row.open_id)
    return await load_around(connection, chain_id, payments, deals)


def _rows(tellings: Sequence[Telling]) -> Iterable[AnyRow | None]:
    for telling in tellings:
        yield telling.row
        yield telling.undone


async def _write(connection: AsyncConnection, written: Sequence[Draft], now: int) -> None:
    by_account: dict[str, list[Draft]] = defaultdict(list)
    for draft in written:
        by_account[draft.account].append(draft)
    rows: list[dict[str, Any]] = []
    # In one order everywhere, so that mirrors of several chains never wait for each other in a circle.
    for account in sorted(by_account):
        last = await _raise_sequence(connection, account, len(by_account[account]))
        first = last - len(by_account[account]) + 1
        rows += [_notice(draft, first + i, now) for i, draft in enumerate(by_account[account])]
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


def _notice(draft: Draft, sequence: int, now: int) -> dict[str, Any]:
    log = draft.event.log
    body = {
        "id": draft.id,
        "type": draft.type,
        "timestamp": rfc3339(log.block_timestamp),
        "sequence": sequence,
        "data": draft.data,
    }
    return {
        "id": draft.id,
        "account_id": draft.account,
        "sequence": sequence,
        "type": draft.type,
        "chain_id": log.chain_id,
        "subject": draft.event.subject,
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
