"""One API over one database, with two merchants who must never see each other."""

from collections.abc import AsyncIterator

import httpx2
import pytest

from backend.tables.session import open_engine, upgrade
from tests.backend.web.premises import Premises, open_premises


@pytest.fixture
async def premises(database_url: str) -> AsyncIterator[Premises]:
    await upgrade(database_url)
    engine = open_engine(database_url)
    opened = await open_premises(engine)
    yield opened
    await opened.close()
    await engine.dispose()


@pytest.fixture
def merchant(premises: Premises) -> httpx2.AsyncClient:
    """Asks with the key of the merchant whose shop it is."""
    return premises.merchant.client


@pytest.fixture
def stranger(premises: Premises) -> httpx2.AsyncClient:
    """Asks with the key of another merchant."""
    return premises.stranger.client


@pytest.fixture
def customer(premises: Premises) -> httpx2.AsyncClient:
    """Asks without a key."""
    return premises.customer
