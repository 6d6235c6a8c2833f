"""Ends a mirror in the middle of things, as a power cut would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.backend.scripted_node import ScriptedNode


class Crash(Exception):
    """The process ends here."""


class Crashes:
    """Ends the process at the n-th request, statement, bulk copy or commit from now on, or at the n-th beginning or
    end of a transaction."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.between = False
        self.count = 0

    def begin(self, point: int, between: bool) -> None:
        self.left, self.between = point, between

    def turn(self, *_: Any) -> None:
        if self.between:
            self._count()

    def inside(self, *_: Any, **__: Any) -> None:
        if not self.between:
            self._count()

    def _count(self) -> None:
        if self.left is None:
            return
        self.left -= 1
        if self.left < 0:
            self.left = None
            self.count += 1
            raise Crash

    @contextmanager
    def of(self, engine: AsyncEngine, node: ScriptedNode) -> Iterator[None]:
        points = (
            ("before_cursor_execute", self.inside),
            ("commit", self.inside),
            ("commit", self.turn),
            ("begin", self.turn),
        )
        copy = asyncpg.Connection.copy_records_to_table

        async def crashing_copy(*args: Any, **kwargs: Any) -> Any:
            self.inside()
            return await copy(*args, **kwargs)

        for point, hook in points:
            event.listen(engine.sync_engine, point, hook)
        node.refuse = lambda method, params: self.inside()
        asyncpg.Connection.copy_records_to_table = crashing_copy
        try:
            yield
        finally:
            asyncpg.Connection.copy_records_to_table = copy
            for point, hook in points:
                event.remove(engine.sync_engine, point, hook)
