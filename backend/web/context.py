"""What routes work with. Built once by `backend.bootstrap`, handed to `create_app`."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from backend.accounts.signer import SignerKeys
from backend.checkout.acceptance import Acceptance
from backend.tables.session import connected

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of one web process. `origin`: where customers reach it, without a slash at the end;
    `clock`: unix seconds."""

    engine: AsyncEngine
    acceptance: Acceptance
    signers: SignerKeys
    origin: str
    clock: Clock
    private_webhooks: bool = False

    def now(self) -> int:
        """The present unix second."""
        return int(self.clock())

    @asynccontextmanager
    async def look(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one state of the database. Raises DatabaseTrouble."""
        async with connected(self.engine, reads=True) as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A connection in one transaction, committed at the end. Raises DatabaseTrouble."""
        async with connected(self.engine) as connection:
            yield connection


def context_of(request: Request) -> Context:
    """The context of the application that serves this request."""
    context: Context = request.app.state.context
    return context


Here = Annotated[Context, Depends(context_of)]
