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
from backend.tables.mirrored import ChainEvent

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
OF_A_LOG = "chain_id, block_number, block_hash, block_timestamp, transaction_hash, log_index, contract, topics, data"
NOT_COUNTED = (None, None)
Place = tuple[int, int]


def place(event: ContractEvent) -> Place:
    """Block number and log index: the order in which things happened."""
    return event.log.block_number, event.log.log_index


async def write_events(connection: AsyncConnection, events: Iterable[ContractEvent]) -> None:
    """Adds events to the stored log."""
    await insert_rows(connection, "chain_events", COLUMNS, _values(events))


async def load_events(
    connection: AsyncConnection, decoder: Decoder, chain_id: int, subjects: Iterable[str]
) -> dict[str, list[ContractEvent]]:
    """All stored events of `subjects`, each subject's in order."""
    found: dict[str, list[ContractEvent]] = defaultdict(list)
    sql = f"select {OF_A_LOG} from chain_events where chain_id = "  # noqa: S608 - own names
    tail = " order by block_number, log_index"
    for row in await select_among(connection, sql, chain_id, " and subject", sorted(set(subjects)), tail):
        event = decoder.decode(_log(row))
        found[event.subject].append(event)
    return found


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
