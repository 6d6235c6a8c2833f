"""What is due, listed from the tables alone: no node, no key, nothing sent."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.keeper.listing import DAY, Listing, list_due
from backend.keeper.terms import Contracts, Terms
from backend.tables.keeping import KeeperErrand
from backend.tables.session import connected, open_engine, upgrade
from tests.backend.web.chain_rows import ESCROW, funded
from tests.backend.web.premises import CHAIN, NOW, position, word
from tests.backend.web.subscription_rows import SUBSCRIPTION, mandate, plan

MERCHANT = "0x" + "a1" * 20
TERMS = Terms(CHAIN, Contracts(ESCROW, SUBSCRIPTION, None), 1)
GOLD, METERED = word(1), word(2)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    await upgrade(database_url)
    engine = open_engine(database_url)
    yield engine
    await engine.dispose()


async def listed(engine: AsyncEngine, *rows: Any, days: int = 0, terms: Terms = TERMS) -> Listing:
    plans = [plan(MERCHANT, GOLD), plan(MERCHANT, METERED, block=6, metered=True)]
    async with connected(engine) as connection:
        for row in [position(20, time=NOW), *plans, *rows]:
            await connection.execute(insert(type(row)), row.model_dump())
    async with connected(engine, reads=True) as connection:
        return await list_due(connection, terms, days)


def told(listing: Listing) -> list[tuple[str, int]]:
    return sorted((one.verb, int(one.subject.partition(":")[2], 16)) for one in listing.errands)


async def test_nothing_is_due_before_its_second(engine):
    rows = [mandate(MERCHANT, word(7), GOLD, paid_until=NOW + 1, next_action_at=NOW + 1)]
    rows += [funded(MERCHANT, word(8), delivery_until=NOW + 1)]
    found = await listed(engine, *rows)
    assert (told(found), found.until, found.cut) == ([], NOW, False)


async def test_charges_and_deals_are_due_from_their_second_on(engine):
    rows = [mandate(MERCHANT, word(7), GOLD, paid_until=NOW, next_action_at=NOW)]
    rows += [funded(MERCHANT, word(8), delivery_until=NOW)]
    assert told(await listed(engine, *rows)) == [("charge_many", 7), ("reclaim", 8)]


async def test_looking_ahead_shows_what_will_be_due(engine):
    rows = [mandate(MERCHANT, word(7), GOLD, paid_until=NOW + DAY, next_action_at=NOW + DAY)]
    rows += [mandate(MERCHANT, word(9), GOLD, block=11, paid_until=NOW + 2 * DAY, next_action_at=NOW + 2 * DAY)]
    assert told(await listed(engine, *rows, days=1)) == [("charge_many", 7)]


async def test_metered_and_ended_mandates_are_nobodys_errand(engine):
    rows = [mandate(MERCHANT, word(7), METERED, paid_until=NOW, next_action_at=NOW)]
    rows += [mandate(MERCHANT, word(9), GOLD, block=11, status="cancelled", next_action_at=None)]
    assert told(await listed(engine, *rows)) == []


async def test_what_a_keeper_has_taken_or_put_off_is_listed_all_the_same(engine):
    taken = KeeperErrand(
        chain_id=CHAIN, subject=f"mandate:{word(7)}", holder="0x" + "ee" * 20, leased_until=NOW * 2, next_attempt_at=0
    )
    rows = [mandate(MERCHANT, word(7), GOLD, paid_until=NOW, next_action_at=NOW), taken]
    assert told(await listed(engine, *rows)) == [("charge_many", 7)]


async def test_without_contracts_and_before_the_first_block_there_is_nothing(engine):
    async with connected(engine, reads=True) as connection:
        found = await list_due(connection, Terms(CHAIN, Contracts(), 1), 3)
    assert (found.errands, found.until) == ((), 3 * DAY)
