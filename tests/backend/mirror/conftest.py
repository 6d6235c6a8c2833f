from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.tables.session import open_engine, upgrade
from tests.backend.mirror.followed import Followed
from tests.backend.scripted_chain import ScriptedChain
from tests.backend.scripted_node import ScriptedNode


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    await upgrade(database_url)
    engine = open_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
def chain() -> ScriptedChain:
    return ScriptedChain()


@pytest.fixture
def followed(engine: AsyncEngine, chain: ScriptedChain) -> Followed:
    return Followed(engine, chain, [ScriptedNode(chain)])
