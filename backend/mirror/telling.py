"""What a step has to tell: the events in question, each with its row as it stood right after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import CompoundSelect, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.events.any_contract import ContractEvent
from backend.events.decode import Decoder
from backend.mirror.history import Place, load_events, place
from backend.mirror.reorg import Undone
from backend.projections import FOLDS
from backend.tables.merchants_own import Account
from backend.tables.mirrored import ChainEvent, Merchant
from backend.webhooks.audience import audience
from backend.webhooks.drafts import Telling


async def tellings(
    connection: AsyncConnection,
    decoder: Decoder,
    chain_id: int,
    events: Sequence[ContractEvent],
    newly_confirmed: range,
) -> tuple[list[Telling], list[Telling]]:
    """For those with accounts: the new `events`, and those in the `newly_confirmed` blocks, whenever stored."""
    if (await connection.execute(select(col(Account.id)).limit(1))).first() is None:
        return [], []
    heard = await _heard(connection, chain_id, events)
    confirmed = await _places_within(connection, chain_id, newly_confirmed)
    seen = {place(event): event.subject for event in heard}
    if not seen and not confirmed:
        return [], []
    after = await _rows_after(connection, decoder, chain_id, {*seen.values(), *confirmed.values()})
    late = {at: subject for at, subject in seen.items() if at[0] < newly_confirmed.start}
    return [after[at] for at in sorted(seen)], [after[at] for at in sorted(confirmed | late)]


def undone_tellings(undone: Undone) -> list[Telling]:
    """Undone events, the latest first, with their row as it is and as it was."""
    return [
        Telling(event, undone.after.get(event.subject), undone.before.get(event.subject))
        for event in sorted(undone.events, key=place, reverse=True)
        if event.concerns
    ]


async def _heard(connection: AsyncConnection, chain_id: int, events: Iterable[ContractEvent]) -> list[ContractEvent]:
    told = [event for event in events if event.concerns]
    hearers = await audience(connection, chain_id, told)
    return [event for event in told if hearers.of(event)]


async def _places_within(connection: AsyncConnection, chain_id: int, blocks: range) -> dict[Place, str]:
    if not blocks:
        return {}
    query = select(col(ChainEvent.block_number), col(ChainEvent.log_index), col(ChainEvent.subject)).where(
        col(ChainEvent.chain_id) == chain_id,
        col(ChainEvent.block_number).between(blocks.start, blocks.stop - 1),
        col(ChainEvent.party).in_(_parties(chain_id)),
    )
    return {(number, index): subject for number, index, subject in await connection.execute(query)}


def _parties(chain_id: int) -> CompoundSelect[tuple[str]]:
    # Credits are of whoever a payout did not reach.
    merchant, payout, proposed = col(Merchant.merchant), col(Merchant.payout), col(Merchant.proposed_payout)
    paid_out = [
        select(address).join(Account, col(Account.merchant) == merchant).where(col(Merchant.chain_id) == chain_id)
        for address in (payout, proposed)
    ]
    return union_all(select(col(Account.merchant)), *paid_out)


async def _rows_after(
    connection: AsyncConnection, decoder: Decoder, chain_id: int, subjects: Iterable[str]
) -> dict[Place, Telling]:
    found: dict[Place, Telling] = {}
    for events in (await load_events(connection, decoder, chain_id, subjects)).values():
        row: Any = None
        for event in events:
            row = FOLDS[type(event)](row, event)
            # What a log says besides is told with nobody's name, and must not stand in for the log's own event.
            if event.concerns:
                found[place(event)] = Telling(event, row)
    return found
