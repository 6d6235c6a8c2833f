"""After any history of blocks, reorgs, crashes and restarts, the tables equal those of a mirror of the final chain.

COUNTERFOIL_EXAMPLES sets how many histories are tried on each database."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import SQLModel

from backend.tables.session import connected, open_engine, upgrade
from tests.backend.mirror.crashes import Crashes
from tests.backend.mirror.histories import CatchUp, History, histories
from tests.backend.postgres import database
from tests.backend.scripted_wallets import wallet_address

EXAMPLES = int(os.environ.get("COUNTERFOIL_EXAMPLES", "40"))


@pytest.fixture
def other_url(database_url: str, request: pytest.FixtureRequest) -> Iterator[str]:
    if database_url.startswith("sqlite"):
        yield f"{database_url}.other"
        return
    with database(request.getfixturevalue("postgres_server")) as url:
        yield url


def test_any_history_ends_in_the_same_rows(database_url: str, other_url: str) -> None:
    with asyncio.Runner() as runner:
        for url in (database_url, other_url):
            runner.run(upgrade(url))
        engine, other = open_engine(database_url), open_engine(other_url)
        crashes = Crashes()
        tried = 0

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            print_blob=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
        @given(actions=histories)
        def holds(actions: list[Any]) -> None:
            nonlocal tried
            tried += 1
            runner.run(play(engine, other, crashes, actions))

        holds()
        for one in (engine, other):
            runner.run(one.dispose())
    assert tried >= EXAMPLES
    assert crashes.count > 0


async def play(engine: AsyncEngine, other: AsyncEngine, crashes: Crashes, actions: list[Any]) -> None:
    async with connected(engine) as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            await connection.execute(table.delete())
    history = History(engine, other, crashes)
    await history.followed.listen(0, 1, wallet_address(0), wallet_address(2))
    with crashes.of(engine, history.node):
        for action in [*actions, CatchUp()]:
            await history.play(action)
