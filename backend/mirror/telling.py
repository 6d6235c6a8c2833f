"""What a step has to tell: the events in question, each with its payment's row as it stood right after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.events.decode import Decoder
from backend.events.payment_gateway import GatewayEvent, PaymentEvent
from backend.mirror.history import Place, load_events, place
from backend.mirror.reorg import Undone
from backend.projections import FOLDS
from backend.projections.rows import AnyRow, PaymentRow
from backend.tables.merchants_own import Account
from backend.tables.mirrored import ChainEvent
from backend.webhooks.announce import Telling, listening


async def tellings(
    connection: AsyncConnection,
    decoder: Decoder,
    chain_id: int,
    events: Sequence[GatewayEvent],
    newly_confirmed: range,
) -> tuple[list[Telling], list[Telling]]:
    """For merchants with accounts: the new `events`, and those in the `newly_confirmed` blocks, whenever stored."""
    heard = await _heard(connection, events)
    confirmed = await _places_within(connection, chain_id, newly_confirmed)
    seen = {place(event): event.subject for event in heard}
    if not seen and not confirmed:
        return [], []
    after = await _rows_after(connection, decoder, chain_id, {*seen.values(), *confirmed.values()})
    late = {at: subject for at, subject in seen.items() if at[0] < newly_confirmed.start}
    return [after[at] for at in sorted(seen)], [after[at] for at in sorted(confirmed | late)]


def undone_tellings(undone: Undone) -> list[Telling]:
    """Undone events, the latest first, with their payment's row as it is and as it was."""
    return [
        Telling(event, _payment(undone.after.get(event.subject)), _payment(undone.before.get(event.subject)))
        for event in sorted(undone.events, key=place, reverse=True)
        if isinstance(event, PaymentEvent)
    ]


async def _heard(connection: AsyncConnection, events: Iterable[GatewayEvent]) -> list[PaymentEvent]:
    payments = [event for event in events if isinstance(event, PaymentEvent)]
    accounts = await listening(connection, (event.merchant for event in payments))
    return [event for event in payments if event.merchant in accounts] if accounts else []


async def _places_within(connection: AsyncConnection, chain_id: int, blocks: range) -> dict[Place, str]:
    if not blocks:
        return {}
    query = (
        select(col(ChainEvent.block_number), col(ChainEvent.log_index), col(ChainEvent.subject))
        .join(Account, col(Account.merchant) == col(ChainEvent.merchant))
        .where(
            col(ChainEvent.chain_id) == chain_id,
            col(ChainEvent.block_number).between(blocks.start, blocks.stop - 1),
            col(ChainEvent.number).is_not(None),
        )
    )
    return {(number, index): subject for number, index, subject in await connection.execute(query)}


async def _rows_after(
    connection: AsyncConnection, decoder: Decoder, chain_id: int, subjects: Iterable[str]
) -> dict[Place, Telling]:
    found: dict[Place, Telling] = {}
    for events in (await load_events(connection, decoder, chain_id, subjects)).values():
        row: Any = None
        for event in events:
            row = FOLDS[type(event)](row, event)
            if isinstance(event, PaymentEvent):
                found[place(event)] = Telling(event, row)
    return found


def _payment(row: AnyRow | None) -> PaymentRow | None:
    return row if isinstance(row, PaymentRow) else None
