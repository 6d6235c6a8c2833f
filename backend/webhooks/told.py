"""What accounts have been told of some subjects already: read before new notices are written."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Ear:
    """An account, and the log that it hears of."""

    account: str
    block_hash: str
    log_index: int


class Told:
    """Notices of some subjects, by the account that was told and the log they speak of."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._undone: Counter[Ear] = Counter()
        self._last: dict[Ear, ToldNotice | None] = {}
        self._heard: defaultdict[tuple[str, int], set[Ear]] = defaultdict(set)

    def note(self, notice: ToldNotice, ear: Ear) -> None:
        """Takes in one stored notice; call in the order of their sequence."""
        self._ids.add(notice.id)
        if notice.type.endswith(".reverted"):
            self.undo(ear)
        else:
            self._last[ear] = notice
            self._heard[ear.block_hash, ear.log_index].add(ear)

    def add(self, id: str) -> bool:
        """Whether `id` is new; from now on it is not."""
        new = id not in self._ids
        self._ids.add(id)
        return new

    def undo(self, ear: Ear) -> None:
        """The log's events have been taken back once more."""
        self._undone[ear] += 1
        self._last[ear] = None

    def generation(self, ear: Ear) -> int:
        """How often the log's events have been taken back."""
        return self._undone[ear]

    def of(self, block_hash: str, log_index: int) -> list[tuple[Ear, ToldNotice]]:
        """Who was told of a log and not told otherwise, by account, each with the last notice of it."""
        ears = sorted(self._heard[block_hash, log_index], key=lambda ear: ear.account)
        return [(ear, last) for ear in ears if (last := self._last[ear]) is not None]


async def load_told(connection: AsyncConnection, chain_id: int, subjects: Sequence[str]) -> Told:
    """Every notice of `subjects` on one chain."""
    told = Told()
    columns: list[Any] = [Notice.id, Notice.type, Notice.account_id, Notice.block_hash, Notice.log_index]
    for some in chunks(subjects):
        query = (
            select(*columns)
            .where(col(Notice.chain_id) == chain_id, col(Notice.subject).in_(some))
            .order_by(col(Notice.account_id), col(Notice.sequence))
        )
        for id, kind, *heard in await connection.execute(query):
            told.note(ToldNotice(id, kind), Ear(*heard))
    return told


def digest(*parts: object) -> str:
    """A notice's id from what it speaks of. A last part of 0 is left out: the first generation has no number."""
    named = parts[:-1] if parts[-1] == 0 else parts
    return "evt_" + hashlib.sha256(":".join(str(part) for part in named).encode()).hexdigest()[:32]


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """`values` in pieces small enough for one query's parameters."""
    for start in range(0, len(values), IN_ONE_QUERY):
        yield values[start : start + IN_ONE_QUERY]
