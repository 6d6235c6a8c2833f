"""A mirror of a scripted chain, and everything a test asks of it in one line."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

from backend.chain.node import Node
from backend.mirror import Mirror, Progress, Terms, watched
from backend.mirror.terms import FollowedContract
from backend.tables import mirrored as mirrored_tables
from backend.tables import subscriptions, wallets
from backend.tables.merchants_own import Account, WebhookEndpoint
from backend.tables.mirrored import Payment
from backend.tables.observed import NodeObservation
from backend.tables.outbox import Notice
from backend.tables.session import connected, writing
from tests.backend.scripted_chain import CHAIN_ID, CONTRACTS, DEPLOYED_AT, ScriptedChain, merchant
from tests.backend.scripted_node import ScriptedNode

MIRRORED: tuple[type[SQLModel], ...] = tuple(
    table
    for module in (mirrored_tables, subscriptions, wallets)
    for table in vars(module).values()
    if isinstance(table, type) and table.__module__ == module.__name__
)
NOW = 1_900_000_000


def terms(confirmations: int = 3, finality: Any = 8, contracts: Sequence[str] = tuple(CONTRACTS)) -> Terms:
    followed = tuple(FollowedContract(name, CONTRACTS[name], DEPLOYED_AT) for name in contracts)
    return Terms(CHAIN_ID, "local", followed, confirmations, finality)


class Crossroads(httpx2.AsyncBaseTransport):
    """Several nodes by host name: http://node0, http://node1, …"""

    def __init__(self, nodes: list[ScriptedNode]) -> None:
        self.nodes = nodes

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        return await self.nodes[int(request.url.host.removeprefix("node"))].handle_async_request(request)


@dataclass
class Followed:
    """One chain, its nodes and the mirror's database."""

    engine: AsyncEngine
    chain: ScriptedChain
    nodes: list[ScriptedNode]
    terms: Terms = field(default_factory=terms)
    span: int = 2000

    rung: int = 0

    def __post_init__(self) -> None:
        self.mirror = self.restart()

    @property
    def node(self) -> ScriptedNode:
        return self.nodes[0]

    def restart(self) -> Mirror:
        """A new mirror that knows nothing but the database."""

        async def at_once(seconds: float) -> None:
            return None

        records = self.chain.records(*(contract.name for contract in self.terms.contracts))
        client = httpx2.AsyncClient(transport=Crossroads(self.nodes))
        urls = [f"http://node{place}/secret-key" for place in range(len(self.nodes))]
        node = Node(urls, watched(records), self.span, at_once, client)
        self.mirror = Mirror(self.engine, node, records, self.terms, lambda: NOW, on_news=self.ring)
        return self.mirror

    def ring(self) -> None:
        """The mirror says that notices were committed."""
        self.rung += 1

    async def catch_up(self, at_most: int = 200) -> Progress:
        """Steps until there is nothing more to do. A step with trouble counts as one."""
        for _ in range(at_most):
            progress = await self.mirror.step()
            if not progress.more and progress.problem is None:
                return progress
        raise AssertionError(f"still {progress}")

    async def rows(self, table: type[SQLModel]) -> list[Any]:
        """All rows of a table, by primary key."""
        core = table.__table__  # type: ignore[attr-defined]
        async with connected(self.engine, reads=True) as connection:
            found = await connection.execute(select(core).order_by(*core.primary_key))
            return list(found.mappings())

    async def payments(self) -> dict[str, str]:
        return {row["payment_id"]: row["status"] for row in await self.rows(Payment)}

    async def problem(self) -> str | None:
        return (await self.rows(NodeObservation))[0]["problem"]

    async def told(self) -> list[tuple[str, dict[str, Any]]]:
        """Every notice by sequence: its type and its body."""
        notices = sorted(await self.rows(Notice), key=lambda row: (row["account_id"], row["sequence"]))
        return [(row["type"], json.loads(row["body"])) for row in notices]

    async def listen(self, *places: int | str) -> None:
        """Opens accounts, with one webhook endpoint each, for merchants or for other addresses."""
        async with writing(self.engine) as rows:
            for place in places:
                address = place if isinstance(place, str) else merchant(place)
                rows.add(Account(id=f"acct_{place}", name="Shop", merchant=address, created_at=NOW))
            await rows.flush()
            for place in places:
                rows.add(
                    WebhookEndpoint(
                        id=f"we_{place}", account_id=f"acct_{place}", url="http://shop", secret="s", created_at=NOW
                    )
                )


@asynccontextmanager
async def fresh(engine: AsyncEngine, like: Followed) -> AsyncIterator[Followed]:
    """A mirror from scratch, in an empty database, of the chain as it is now, by an honest node."""
    async with connected(engine) as connection:
        for table in MIRRORED:
            await connection.execute(table.__table__.delete())  # type: ignore[attr-defined]
    yield Followed(engine, like.chain, [ScriptedNode(like.chain)], like.terms)


async def mirrored(followed: Followed) -> dict[str, list[dict[str, Any]]]:
    """Everything that must be the same in two mirrors of one chain."""
    return {table.__tablename__: [dict(row) for row in await followed.rows(table)] for table in MIRRORED}  # type: ignore[misc]
