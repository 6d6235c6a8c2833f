import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.tables.session import open_engine, upgrade
from backend.webhooks.egress import guarded_client

sys.path.insert(0, str(Path(__file__).parent))

from webhook_outbox import MovedClock, Outbox
from webhook_receiver import Receiver, receiving


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    await upgrade(database_url)
    engine = open_engine(database_url)
    yield engine
    await engine.dispose()


@pytest.fixture
async def client() -> AsyncIterator[httpx2.AsyncClient]:
    async with guarded_client(private_allowed=True) as client:
        yield client


@pytest.fixture
async def outbox(engine: AsyncEngine, clock: MovedClock) -> Outbox:
    outbox = Outbox(engine, clock)
    await outbox.open_account()
    return outbox


@pytest.fixture
async def shop(outbox: Outbox) -> AsyncIterator[Receiver]:
    """A merchant's server that accepts everything unless a test scripts it, registered as endpoint `shop`."""
    async with receiving() as receiver:
        await outbox.add_endpoint("shop", receiver.url)
        yield receiver
