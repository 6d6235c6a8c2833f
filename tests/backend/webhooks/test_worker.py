import asyncio
import time
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select
from webhook_outbox import Outbox
from webhook_receiver import never, receiving, status

from backend.tables.outbox import Delivery
from backend.tables.session import open_engine
from backend.webhooks import deliver
from backend.webhooks.claims import LEASE_SECONDS, PER_ENDPOINT, claim_due
from backend.webhooks.deliver import DeliveryWorker, attempt, writers_at_once


@asynccontextmanager
async def working(*workers: DeliveryWorker):
    stop = asyncio.Event()
    runs = [asyncio.create_task(worker.run(stop)) for worker in workers]
    try:
        yield
    finally:
        stop.set()
        async with asyncio.timeout(10):
            await asyncio.gather(*runs)


async def until(condition, seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.005)


async def test_a_worker_survives_a_database_that_fails_for_a_while(outbox, shop, engine, client, clock, monkeypatch):
    monkeypatch.setattr("backend.webhooks.deliver._PAUSE_AFTER_TROUBLE", 0.01)
    troubles = [OSError("gone"), OSError("gone")]

    async def troubled(*args):
        if troubles:
            raise troubles.pop()
        return await real(*args)

    real = deliver.next_due
    monkeypatch.setattr(deliver, "next_due", troubled)
    notice = await outbox.announce("shop")
    async with working(DeliveryWorker(engine, client, clock)):
        await until(lambda: shop.ids == [notice])
    assert not troubles


async def test_an_endpoint_that_hangs_gets_no_more_than_its_share(outbox, shop, engine, client, clock, monkeypatch):
    monkeypatch.setattr("backend.webhooks.deliver._DRAIN_SECONDS", 0.01)
    async with receiving() as dead:
        dead.otherwise = never
        await outbox.add_endpoint("dead", dead.url)
        for _ in range(4 * PER_ENDPOINT):
            await outbox.announce("dead")
        async with working(DeliveryWorker(engine, client, clock, concurrency=2 * PER_ENDPOINT)):
            await until(lambda: len(dead.received) == PER_ENDPOINT)
            wanted = [await outbox.announce("shop") for _ in range(5)]
            await until(lambda: sorted(shop.ids) == wanted)
            assert len(dead.received) == PER_ENDPOINT


async def test_stopped_in_the_middle__a_new_process_delivers_the_rest(outbox, shop, client, clock, database_url):
    shop.otherwise = never
    notices = [await outbox.announce("shop") for _ in range(3)]
    first = open_engine(database_url)
    killed = asyncio.create_task(DeliveryWorker(first, client, clock).run(asyncio.Event()))
    await until(lambda: len(shop.received) == 3)
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    await first.dispose()
    shop.otherwise = status(204)
    shop.received.clear()
    clock.now += LEASE_SECONDS
    second = open_engine(database_url)
    async with working(DeliveryWorker(second, client, clock)):
        await until(lambda: sorted(shop.ids) == notices)
    rows = await Outbox(second, clock).deliveries()
    await second.dispose()
    assert [(row.state, row.attempts) for row in rows] == [("delivered", 1)] * 3


async def test_two_workers_share_the_work_and_lose_nothing(outbox, shop, engine, client, clock, database_url):
    notices = [await outbox.announce("shop") for _ in range(120)]
    other = open_engine(database_url)
    async with working(DeliveryWorker(engine, client, clock), DeliveryWorker(other, client, clock)):
        await until(lambda: len(shop.received) >= len(notices))
    await other.dispose()
    assert sorted(shop.ids) == notices
    assert {row.state for row in await outbox.deliveries()} == {"delivered"}


async def test_claims_made_at_once_never_overlap(outbox, engine, clock, database_url):
    for shop in range(20):
        await outbox.add_endpoint(f"shop{shop}", "http://127.0.0.1:1/")
    for _ in range(PER_ENDPOINT):
        await outbox.announce(*(f"shop{shop}" for shop in range(20)))
    engines = [open_engine(database_url) for _ in range(4)]
    rounds = await asyncio.gather(*(claim_due(each, clock.now, limit=100) for each in engines * 3))
    for each in engines:
        await each.dispose()
    claimed = [claim.delivery_id for claims in rounds for claim in claims]
    assert len(claimed) == len(set(claimed))
    assert len(claimed) + len(await claim_due(engine, clock.now, limit=1_000)) == 20 * PER_ENDPOINT


async def test_many_answers_at_once_leave_connections_for_others(outbox, engine, client, clock, database_url):
    async with receiving() as receiver:
        for shop in range(20):
            await outbox.add_endpoint(f"shop{shop}", receiver.url)
        await outbox.announce(*(f"shop{shop}" for shop in range(20)))
        claims = await claim_due(engine, clock.now, limit=20)
        writing, other = writers_at_once(engine), open_engine(database_url)
        # Somebody else writes for a while: on SQLite that is the one write lock.
        async with other.begin() as mirror:
            await mirror.execute(select(Delivery).with_for_update())
            sending = [asyncio.create_task(attempt(engine, client, clock, claim, writing)) for claim in claims]
            await until(lambda: len(receiver.received) == len(claims))
            await asyncio.sleep(0.2)
            assert 0 < engine.pool.checkedout() <= 8
        await asyncio.gather(*sending)
        await other.dispose()
        assert {(await outbox.delivery(claim.endpoint_id)).state for claim in claims} == {"delivered"}


@pytest.mark.parametrize("woken", [True, False])
async def test_new_notices_leave_at_once_when_woken_and_soon_when_not(outbox, shop, engine, client, clock, woken):
    worker = DeliveryWorker(engine, client, clock, poll_seconds=60.0 if woken else 0.05)
    async with working(worker):
        await outbox.announce("shop")
        worker.wake()
        await until(lambda: len(shop.received) == 1)
        await asyncio.sleep(0.1)
        started = time.monotonic()
        await outbox.announce("shop")
        if woken:
            # As a mirror does, which has a loop and a thread of its own.
            await asyncio.to_thread(worker.wake)
        await until(lambda: len(shop.received) == 2)
        assert time.monotonic() - started < 2
