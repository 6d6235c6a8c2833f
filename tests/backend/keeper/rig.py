"""The backend around a stage: the real application with its mirror and its keepers, stepped by a test."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from eth_account.signers.local import LocalAccount
from sqlalchemy import select
from sqlmodel import SQLModel

from backend.bootstrap import Application, build
from backend.chain.sending import Outlet
from backend.keeper.keeper import Done, Keeper
from backend.keeper.signer import Signer
from backend.mirror import Mirror
from backend.settings import read_settings
from backend.tables.keeping import KeeperErrand, KeeperTransaction
from backend.tables.session import connected, upgrade
from tests.backend.keeper.stage import Stage


class Clock:
    """The keepers' clock, which a test puts forward."""

    def __init__(self) -> None:
        self.ahead = 0

    def __call__(self) -> float:
        return time.time() + self.ahead


@dataclass
class Rig:
    """`keeper(...)` opens another keeper on the same database."""

    stage: Stage
    application: Application
    mirror: Mirror
    clock: Clock
    outlets: list[Outlet]

    def keeper(self, account: LocalAccount | None = None, **terms: Any) -> Keeper:
        account = account or self.stage.new_keeper()
        own = replace(self.application.keeper_terms(), **{"first_pause": 30, **terms})
        outlet = Outlet(self.application.settings.rpc_urls, own.chain_id, pause=at_once)
        self.outlets.append(outlet)
        return Keeper(self.application.engine, outlet, Signer(account, own.chain_id), own, self.clock)

    async def mirrored(self) -> None:
        """The mirror catches up with the chain."""
        for _ in range(100):
            progress = await self.mirror.step()
            assert progress.problem is None, progress.problem
            if not progress.more:
                return
        raise AssertionError("the mirror never catches up")

    async def work(self, *keepers: Keeper, rounds: int = 60) -> list[Done]:
        """Mirror and keepers in turn, until nobody has anything to do or waits for anything."""
        done: list[Done] = []
        for _ in range(rounds):
            await self.mirrored()
            last = [await keeper.step() for keeper in keepers]
            done += last
            if not any(one.waiting or one.sent or one.refused for one in last):
                return done
        raise AssertionError(f"still busy: {last}")

    async def rows(self, table: type[SQLModel]) -> list[Any]:
        core = table.__table__  # type: ignore[attr-defined]
        async with connected(self.application.engine, reads=True) as connection:
            return list((await connection.execute(select(core).order_by(*core.primary_key))).mappings())

    async def errands(self) -> list[Any]:
        return await self.rows(KeeperErrand)

    async def transactions(self) -> list[Any]:
        return sorted(await self.rows(KeeperTransaction), key=lambda row: row["nonce"])


async def at_once(seconds: float) -> None:
    """A pause that takes no time."""


@asynccontextmanager
async def rigged(stage: Stage, database_url: str) -> AsyncIterator[Rig]:
    await upgrade(database_url)
    settings = read_settings(
        database_url=database_url,
        network="local",
        deployments=str(stage.folder),
        rpc_urls=(stage.url,),
        poll_seconds=0.05,
        finality="50",
    )
    application = build(settings)
    node = application.create_node()
    rig = Rig(stage, application, application.create_mirror(application.engine, node), Clock(), [])
    try:
        yield rig
    finally:
        for outlet in rig.outlets:
            await outlet.close()
        await node.close()
        await application.close()
