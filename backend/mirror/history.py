"""The stored log of events: written with the rows, read back to fold again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.chain.block import Log
from backend.events.any_contract import ContractEvent
from backend.events.decode import Decoder
from backend.mirror.stored import insert_rows, select_among
from backend.projections import FOLDS
from backend.projections.rows import AnyRow
from backend.tables.mirrored import ChainEvent, FurtherSubject

COLUMNS = (
    "chain_id",
    "block_number",
    "log_index",
    "block_hash",
    "block_timestamp",
    "transaction_hash",
    "contract",
    "name",
    "subject",
    "counter",
    "number",
    "step",
    "party",
    "topics",
    "data",
)
FURTHER = ("chain_id", "subject", "block_number", "log_index")
OF_A_LOG = "chain_id, block_number, block_hash, block_timestamp, transaction_hash, log_index, contract, topics, data"
NOT_COUNTED = (None, None)
Place = tuple[int, int]


def place(event: ContractEvent) -> Place:
    """Block number and log index: the order in which things happened."""
    return event.log.block_number, event.log.log_index


async def write_events(connection: AsyncConnection, events: Iterable[ContractEvent]) -> None:
    """Adds events to the stored log, and which further rows they touch."""
    events = list(events)
    await insert_rows(connection, "chain_events", COLUMNS, _values(events))
    further = [
        (event.log.chain_id, fact.subject, *place(event))
        for event in events
        for fact in event.facts
        if fact is not event
    ]
    if further:
        await insert_rows(connection, "further_subjects", FURTHER, further)


async def load_events(
    connection: AsyncConnection, decoder: Decoder, chain_id: int, subjects: Iterable[str]
) -> dict[str, list[ContractEvent]]:
    """All that the stored events say of `subjects`, each subject's in order."""
    found: dict[str, list[ContractEvent]] = defaultdict(list)
    wanted = set(subjects)
    for row in await _rows_of(connection, chain_id, sorted(wanted)):
        for fact in decoder.decode(_log(row)).facts:
            if fact.subject in wanted:
                found[fact.subject].append(fact)
    return found


async def _rows_of(connection: AsyncConnection, chain_id: int, subjects: Sequence[str]) -> list[Sequence[Any]]:
    sql = f"select {OF_A_LOG} from chain_events"  # noqa: S608 - own names
    own = await select_among(connection, f"{sql} where chain_id = ", chain_id, " and subject", subjects)
    further = f"{sql} join further_subjects f using (chain_id, block_number, log_index) where chain_id = "
    others = await select_among(connection, further, chain_id, " and f.subject", subjects)
    by_place = {(row[1], row[5]): row for row in (*own, *others)}
    return [row for _, row in sorted(by_place.items(), key=lambda item: item[0])]


async def stored_places(connection: AsyncConnection, chain_id: int, first: int, last: int) -> set[Place]:
    """Which logs of the blocks `first` to `last` are stored."""
    query = select(col(ChainEvent.block_number), col(ChainEvent.log_index)).where(
        col(ChainEvent.chain_id) == chain_id, col(ChainEvent.block_number).between(first, last)
    )
    return {(number, index) for number, index in await connection.execute(query)}


async def last_block(connection: AsyncConnection, chain_id: int, subject: str, below: int) -> int:
    """The last block below `below` with an event of `subject`; 0 if there is none."""
    query = select(func.max(col(ChainEvent.block_number))).where(
        col(ChainEvent.chain_id) == chain_id,
        col(ChainEvent.subject) == subject,
        col(ChainEvent.block_number) < below,
    )
    return (await connection.execute(query)).scalar() or 0


async def forget_above(
    connection: AsyncConnection, decoder: Decoder, chain_id: int, ancestor: int
) -> list[ContractEvent]:
    """Deletes the events above block `ancestor` and returns them in order."""
    above = (col(ChainEvent.chain_id) == chain_id, col(ChainEvent.block_number) > ancestor)
    columns = [col(getattr(ChainEvent, name.strip())) for name in OF_A_LOG.split(",")]
    query = select(*columns).where(*above).order_by(col(ChainEvent.block_number), col(ChainEvent.log_index))
    gone = [decoder.decode(_log(row)) for row in await connection.execute(query)]
    await connection.execute(delete(ChainEvent).where(*above))
    further = (col(FurtherSubject.chain_id) == chain_id, col(FurtherSubject.block_number) > ancestor)
    await connection.execute(delete(FurtherSubject).where(*further))
    return gone


def fold_all(events: Sequence[ContractEvent]) -> AnyRow:
    """The row that `events`, all of one subject and in order, make."""
    row: Any = None
    for event in events:
        row = FOLDS[type(event)](row, event)
    folded: AnyRow = row
    return folded


def _values(events: Iterable[ContractEvent]) -> Iterator[tuple[Any, ...]]:
    for event in events:
        log, concerns = event.log, event.concerns
        counter, number = event.counted or NOT_COUNTED
        yield (
            log.chain_id,
            log.block_number,
            log.log_index,
            log.block_hash,
            log.block_timestamp,
            log.transaction_hash,
            log.address,
            type(event).__name__,
            event.subject,
            counter,
            number,
            event.stepped,
            concerns[0] if concerns else None,
            ",".join(log.topics),
            log.data,
        )


def _log(row: Sequence[Any]) -> Log:
    chain_id, number, block_hash, timestamp, transaction, index, address, topics, data = row
    return Log(chain_id, number, block_hash, timestamp, transaction, index, address, tuple(topics.split(",")), data)
