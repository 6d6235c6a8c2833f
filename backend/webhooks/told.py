"""What merchants have been told of some payments already: read before new notices are written."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.outbox import Notice

IN_ONE_QUERY = 5_000


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """A notice that exists."""

    id: str
    type: str


class Told:
    """Notices of some payments, by the log they speak of."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._undone: Counter[tuple[str, int]] = Counter()
        self._last: dict[tuple[str, int], ToldNotice | None] = {}

    def note(self, notice: ToldNotice, block_hash: str, log_index: int) -> None:
        """Takes in one stored notice; call in the order of their sequence."""
        self._ids.add(notice.id)
        if notice.type == "payment.reverted":
            self.undo(block_hash, log_index)
        else:
            self._last[block_hash, log_index] = notice

    def add(self, id: str) -> bool:
        """Whether `id` is new; from now on it is not."""
        new = id not in self._ids
        self._ids.add(id)
        return new

    def undo(self, block_hash: str, log_index: int) -> None:
        """The log's events have been taken back once more."""
        self._undone[block_hash, log_index] += 1
        self._last[block_hash, log_index] = None

    def generation(self, block_hash: str, log_index: int) -> int:
        """How often the log's events have been taken back."""
        return self._undone[block_hash, log_index]

    def last_of(self, block_hash: str, log_index: int) -> ToldNotice | None:
        """The last notice of the log that has not been taken back."""
        return self._last.get((block_hash, log_index))


async def load_told(connection: AsyncConnection, chain_id: int, subjects: Sequence[str]) -> Told:
    """Every notice of `subjects` on one chain."""
    told = Told()
    for some in chunks(subjects):
        query = (
            select(col(Notice.id), col(Notice.type), col(Notice.block_hash), col(Notice.log_index))
            .where(col(Notice.chain_id) == chain_id, col(Notice.subject).in_(some))
            .order_by(col(Notice.account_id), col(Notice.sequence))
        )
        for id, kind, block_hash, log_index in await connection.execute(query):
            told.note(ToldNotice(id, kind), block_hash, log_index)
    return told


def digest(*parts: object) -> str:
    """A notice's id from what it speaks of. A last part of 0 is left out: the first generation has no number."""
    named = parts[:-1] if parts[-1] == 0 else parts
    return "evt_" + hashlib.sha256(":".join(str(part) for part in named).encode()).hexdigest()[:32]


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """`values` in pieces small enough for one query's parameters."""
    for start in range(0, len(values), IN_ONE_QUERY):
        yield values[start : start + IN_ONE_QUERY]
