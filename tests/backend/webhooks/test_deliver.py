import asyncio
import json
import time

import pytest
from standardwebhooks import Webhook
from webhook_receiver import endless_body, flood, hang_up, never, receiving, status

from backend.webhooks.claims import LEASE_SECONDS, PER_ENDPOINT, claim_due
from backend.webhooks.deliver import attempt, deliver_due, writers_at_once
from backend.webhooks.outcomes import KEPT_CHARACTERS
from backend.webhooks.schedule import DISABLE_AFTER, WAITS

LONGEST_WAIT = 2 * max(WAITS)


@pytest.fixture
def deliver(engine, client, clock):
    async def deliver(limit: int = 100) -> int:
        return await deliver_due(engine, client, clock, limit)

    return deliver


@pytest.fixture
def short_timeout(monkeypatch):
    monkeypatch.setattr("backend.webhooks.deliver.TIMEOUT_SECONDS", 0.2)


@pytest.mark.parametrize("code", [300, 307, 308, 400, 401, 404, 408, 429, 500, 503])
async def test_anything_but_2xx_is_a_failure_and_tried_again(outbox, shop, deliver, clock, code):
    shop.script.append(status(code, b"no"))
    await outbox.announce("shop")
    await deliver()
    row = await outbox.delivery()
    assert (row.state, row.attempts, row.last_status, row.last_error) == ("pending", 1, code, "no")
    assert clock.now + 4 <= row.next_attempt_at <= clock.now + 6


async def test_a_redirect_is_not_followed(outbox, shop, deliver):
    async with receiving() as elsewhere:
        shop.script.append(status(302, b"", f"Location: {elsewhere.url}"))
        await outbox.announce("shop")
        await deliver()
        assert elsewhere.connections == 0
    assert (await outbox.delivery()).last_status == 302


async def test_a_receiver_that_never_answers_uses_up_an_attempt(outbox, shop, deliver, short_timeout):
    shop.script.append(never)
    await outbox.announce("shop")
    await deliver()
    row = await outbox.delivery()
    assert (row.state, row.attempts, row.last_status) == ("pending", 1, None)
    assert "no answer within" in row.last_error


@pytest.mark.parametrize("reply", [hang_up, status(1000), status(200, b"x", "Bad Header Line")])
async def test_a_broken_answer_uses_up_an_attempt(outbox, shop, deliver, reply):
    shop.script.append(reply)
    await outbox.announce("shop")
    await deliver()
    row = await outbox.delivery()
    assert (row.state, row.attempts, row.last_status) == ("pending", 1, None)
    assert "ProtocolError" in row.last_error


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://nowhere.invalid/", "ftp://127.0.0.1/", "http://", ":"])
async def test_an_address_that_cannot_be_called_uses_up_an_attempt(outbox, deliver, url):
    await outbox.add_endpoint("shop", url)
    await outbox.announce("shop")
    await deliver()
    row = await outbox.delivery()
    assert (row.state, row.attempts, row.last_status) == ("pending", 1, None)
    assert row.last_error


async def test_the_answer_is_kept_in_part_without_nul(outbox, shop, deliver):
    shop.script.append(status(500, b"\x00a\x00" + "é".encode() * 9000))
    await outbox.announce("shop")
    await deliver()
    assert (await outbox.delivery()).last_error == "a" + "é" * (KEPT_CHARACTERS - 1)


@pytest.mark.parametrize(("code", "state"), [(200, "delivered"), (500, "pending")])
async def test_a_body_without_end_changes_nothing_about_the_status(outbox, shop, deliver, short_timeout, code, state):
    shop.script += [endless_body(code), flood(code)]
    await outbox.announce("shop")
    await outbox.announce("shop")
    started = time.monotonic()
    await deliver()
    assert time.monotonic() - started < 5
    assert [(row.state, row.last_status) for row in await outbox.deliveries()] == [(state, code)] * 2


async def test_of_a_body_without_end_only_the_beginning_is_read(outbox, shop, deliver):
    shop.script.append(flood(500))
    await outbox.announce("shop")
    async with asyncio.timeout(5):
        await deliver()
    assert (await outbox.delivery()).last_error == "y" * KEPT_CHARACTERS


async def test_an_answer_in_an_unknown_charset_is_kept_all_the_same(outbox, shop, deliver):
    shop.script.append(status(500, b"broken", "Content-Type: text/plain; charset=klingon"))
    await outbox.announce("shop")
    await deliver()
    assert (await outbox.delivery()).last_error == "broken"


async def test_retry_after_is_honoured(outbox, shop, deliver, clock):
    shop.script.append(status(429, b"", "Retry-After: 100"))
    await outbox.announce("shop")
    await deliver()
    assert (await outbox.delivery()).next_attempt_at == clock.now + 100
    clock.now += 99
    assert await deliver() == 0
    clock.now += 1
    assert await deliver() == 1
    assert (await outbox.delivery()).state == "delivered"


async def test_410_disables_the_endpoint_and_ends_what_waits_for_it(outbox, shop, deliver, clock):
    shop.script.append(status(410))
    await outbox.announce("shop")
    await deliver()
    assert (await outbox.endpoint()).disabled_at == clock.now
    await outbox.announce("shop")
    await deliver()
    first, second = await outbox.deliveries()
    assert (first.state, first.last_status) == ("failed", 410)
    assert (second.state, second.last_error) == ("failed", "the endpoint is disabled")
    assert len(shop.received) == 1


async def test_every_attempt_of_the_table_is_made_and_then_no_more(outbox, shop, deliver, clock):
    shop.otherwise = status(500)
    await outbox.announce("shop")
    for _ in WAITS:
        clock.now = max(clock.now, (await outbox.delivery()).next_attempt_at)
        assert await deliver() == 1
    row = await outbox.delivery()
    assert (row.state, row.attempts, len(shop.received)) == ("failed", len(WAITS), len(WAITS))
    clock.now += LONGEST_WAIT
    assert await deliver() == 0


async def test_five_days_of_nothing_but_failure_disable_the_endpoint(outbox, shop, deliver, clock):
    shop.otherwise = status(500)
    began = clock.now
    await outbox.announce("shop")
    await deliver()
    clock.now = began + DISABLE_AFTER - 1
    await deliver()
    assert ((await outbox.endpoint()).failing_since, (await outbox.endpoint()).disabled_at) == (began, None)
    clock.now = began + DISABLE_AFTER
    await outbox.announce("shop")
    await deliver()
    assert (await outbox.endpoint()).disabled_at == clock.now


async def test_one_success_ends_the_row_of_failures(outbox, shop, deliver, clock):
    shop.script.append(status(500))
    await outbox.announce("shop")
    await deliver()
    clock.now += DISABLE_AFTER - 1
    await deliver()
    assert (await outbox.endpoint()).failing_since is None
    shop.otherwise = status(500)
    clock.now += 2
    await outbox.announce("shop")
    await deliver()
    assert (await outbox.endpoint()).disabled_at is None


async def test_a_dead_endpoint_holds_up_no_other(outbox, shop, engine, client, clock):
    async with receiving() as dead:
        dead.otherwise = never
        await outbox.add_endpoint("dead", dead.url)
        for _ in range(3 * PER_ENDPOINT):
            await outbox.announce("dead")
        clock.now += 1
        wanted = await outbox.announce("shop")
        claims = await claim_due(engine, clock.now, limit=2 * PER_ENDPOINT)
        assert [c.endpoint_id for c in claims].count("dead") == PER_ENDPOINT
        tasks = [
            asyncio.create_task(attempt(engine, client, clock, claim, writers_at_once(engine))) for claim in claims
        ]
        async with asyncio.timeout(5):
            while shop.ids != [wanted]:
                await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_no_transaction_is_open_while_a_receiver_thinks(outbox, shop, engine, client, clock):
    shop.script.append(never)
    await outbox.announce("shop")
    sending = asyncio.create_task(deliver_due(engine, client, clock, 10))
    async with asyncio.timeout(5):
        while not shop.received:
            await asyncio.sleep(0.01)
        await outbox.announce("shop")
        assert engine.pool.checkedout() == 0
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)


async def test_a_claim_of_a_killed_worker_comes_back(outbox, shop, deliver, engine, clock):
    notice = await outbox.announce("shop")
    assert len(await claim_due(engine, clock.now, limit=10)) == 1
    clock.now += LEASE_SECONDS - 1
    assert await deliver() == 0
    clock.now += 1
    assert await deliver() == 1
    row = await outbox.delivery()
    assert (shop.ids, row.state, row.attempts) == ([notice], "delivered", 1)


async def test_a_late_failure_does_not_undo_what_another_worker_did(outbox, shop, engine, client, clock):
    await outbox.announce("shop")
    (slow,) = await claim_due(engine, clock.now, limit=10)
    clock.now += LEASE_SECONDS
    (quick,) = await claim_due(engine, clock.now, limit=10)
    shop.script.append(status(500))
    await attempt(engine, client, clock, slow, writers_at_once(engine))
    row = await outbox.delivery()
    assert (row.attempts, row.next_attempt_at) == (0, quick.leased_until)
    await attempt(engine, client, clock, quick, writers_at_once(engine))
    shop.script += [status(500), status(500)]
    for late in (slow, quick):
        await attempt(engine, client, clock, late, writers_at_once(engine))
        assert (await outbox.delivery()).state == "delivered"


async def test_retries_carry_the_same_id_and_body_and_a_new_time(outbox, shop, deliver, clock):
    clock.now -= 60
    shop.script.append(status(500))
    notice = await outbox.announce("shop", body='{"sequence": 7}')
    await deliver()
    clock.now += 60
    await deliver()
    first, second = shop.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == notice
    assert first.body == second.body == '{"sequence": 7}'
    assert int(second.headers["webhook-timestamp"]) == int(first.headers["webhook-timestamp"]) + 60
    for received in shop.received:
        assert Webhook(outbox.secret).verify(received.body, received.headers) == {"sequence": 7}


@pytest.mark.parametrize("code", [200, 201, 202, 204, 299])
async def test_delivered_once_verified_by_the_stock_library(outbox, shop, deliver, clock, code):
    shop.script.append(status(code))
    body = json.dumps({"type": "payment.completed", "data": {"amount": str(2**256 - 1), "name": "Café"}})
    notice = await outbox.announce("shop", body=body)
    assert await deliver() == 1
    (received,) = shop.received
    assert Webhook(outbox.secret).verify(received.body, received.headers) == json.loads(body)
    assert received.headers["content-type"] == "application/json"
    assert received.headers["webhook-timestamp"] == str(clock.now)
    row = await outbox.delivery()
    assert (row.notice_id, row.state, row.attempts) == (notice, "delivered", 1)
    assert (row.delivered_at, row.last_status, row.last_error) == (clock.now, code, None)
    clock.now += LONGEST_WAIT
    assert await deliver() == 0
