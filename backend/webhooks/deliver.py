"""Sends notices to merchants' endpoints, each at least once, and none because of or behind another's trouble."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from typing import Literal

import httpx2
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.webhooks.claims import PER_ENDPOINT, TIMEOUT_SECONDS, Claim, claim_due, next_due
from backend.webhooks.outcomes import KEPT_CHARACTERS, Answer, give_up, settle
from backend.webhooks.schedule import Clock, parse_retry_after
from backend.webhooks.sign import signed_headers

log = structlog.get_logger(__name__)

USER_AGENT = "Counterfoil-Webhooks/1"
_BYTES_READ = 4 * KEPT_CHARACTERS
_PAUSE_AFTER_TROUBLE = 1.0
_DRAIN_SECONDS = 5.0
_WRITERS = 8


async def deliver_due(engine: AsyncEngine, client: httpx2.AsyncClient, clock: Clock, limit: int) -> int:
    """Make one attempt for each of at most `limit` due deliveries, at once; returns how many attempts were made.

    No database transaction is open while a receiver is waited for. `client` decides where calls may go
    (`egress.guarded_client`).
    """
    claims = await claim_due(engine, int(clock()), limit)
    writing = writers_at_once(engine)
    await asyncio.gather(*(attempt(engine, client, clock, claim, writing) for claim in claims))
    return len(claims)


def writers_at_once(engine: AsyncEngine) -> asyncio.Semaphore:
    """How many outcomes are written at once: on SQLite one, because more would wait for its one write lock with a
    connection each, and leave none in the pool for others."""
    return asyncio.Semaphore(1 if engine.dialect.name == "sqlite" else _WRITERS)


async def attempt(
    engine: AsyncEngine,
    client: httpx2.AsyncClient,
    clock: Clock,
    claim: Claim,
    writing: asyncio.Semaphore,
    chance: Callable[[], float] = random.random,
) -> None:
    """Send one claimed delivery and, when `writing` lets it, write down what came of it."""
    if claim.disabled:
        async with writing:
            await give_up(engine, claim)
        return
    answer = await send(client, claim, clock)
    async with writing:
        await settle(engine, claim, answer, int(clock()), chance)
    log.info(
        "webhook_attempt",
        notice=claim.notice_id,
        endpoint=claim.endpoint_id,
        attempt=claim.attempts + 1,
        status=answer.status,
    )


async def send(client: httpx2.AsyncClient, claim: Claim, clock: Clock) -> Answer:
    """POST the notice, signed for this moment. Never raises for anything a receiver does."""
    try:
        headers = signed_headers(claim.secret, claim.notice_id, claim.body, int(clock()))
        # The body is read raw: a compressed answer must not be able to unfold in our memory.
        headers |= {
            "content-type": "application/json",
            "accept-encoding": "identity",
            "user-agent": USER_AGENT,
        }
        return await _exchange(client, claim, headers, clock)
    except TimeoutError:
        return Answer(None, f"no answer within {TIMEOUT_SECONDS} seconds")
    except Exception as error:
        # Whatever an answer breaks on the way must use up an attempt, or it would be sent for ever.
        return Answer(None, f"{type(error).__name__}: {error}")


async def _exchange(client: httpx2.AsyncClient, claim: Claim, headers: dict[str, str], clock: Clock) -> Answer:
    answer: Answer | None = None
    try:
        async with (
            asyncio.timeout(TIMEOUT_SECONDS),
            client.stream(
                "POST",
                claim.url,
                content=claim.body,
                headers=headers,
                follow_redirects=False,
                timeout=TIMEOUT_SECONDS,
            ) as response,
        ):
            retry_after = parse_retry_after(response.headers.get("retry-after"), clock())
            answer = Answer(response.status_code, "", retry_after)
            text = await _beginning(response)
    except (TimeoutError, httpx2.HTTPError):
        # The status is the answer; a body that never ends changes nothing about it.
        if answer is None:
            raise
        return Answer(answer.status, "the response body did not end", answer.retry_after)
    return Answer(answer.status, text or response.reason_phrase, answer.retry_after)


async def _beginning(response: httpx2.Response) -> str:
    read = bytearray()
    async for part in response.aiter_raw():
        read += part
        if len(read) >= _BYTES_READ:
            break
    return bytes(read[:_BYTES_READ]).decode(errors="replace")


class DeliveryWorker:
    """Delivers until told to stop. Any number may run, in one process or in many, on one database."""

    def __init__(
        self,
        engine: AsyncEngine,
        client: httpx2.AsyncClient,
        clock: Clock,
        *,
        concurrency: int = 64,
        poll_seconds: float = 0.1,
    ) -> None:
        self._engine = engine
        self._client = client
        self._clock = clock
        self._concurrency = concurrency
        self._poll_seconds = poll_seconds
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writing = writers_at_once(engine)
        self._sending: dict[asyncio.Task[None], str] = {}

    def wake(self) -> None:
        """Look for due deliveries now rather than at the next poll: for a mirror in the same process, from any
        thread. Does nothing before `run`, which begins by looking."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._news.set)

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until `stop` is set, then give running attempts a few seconds. Cancelling is safe too: what was
        being sent is due again when its lease ends."""
        self._loop = asyncio.get_running_loop()
        stopping = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                if not await self._start_due():
                    await self._rest(stopping)
            if self._sending:
                await asyncio.wait(self._sending, timeout=_DRAIN_SECONDS)
        finally:
            stopping.cancel()
            left = list(self._sending)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _start_due(self) -> int:
        """Start an attempt for every due delivery there is room for; how many."""
        self._news.clear()
        free = self._concurrency - len(self._sending)
        try:
            # Polling only reads: a claim would take SQLite's write lock from the mirror several times a second.
            due = await next_due(self._engine) if free else None
            if due is None or due > self._clock():
                return 0
            busy = Counter(self._sending.values())
            full = [endpoint for endpoint, count in busy.items() if count >= PER_ENDPOINT]
            claims = await claim_due(self._engine, int(self._clock()), free, full)
        except Exception:
            log.exception("webhook_claim_failed", remedy="look at the database; claiming is tried again")
            await asyncio.sleep(_PAUSE_AFTER_TROUBLE)
            return 0
        for claim in claims:
            task = asyncio.create_task(self._attempt(claim))
            self._sending[task] = claim.endpoint_id
            task.add_done_callback(self._finished)
        return len(claims)

    async def _attempt(self, claim: Claim) -> None:
        try:
            await attempt(self._engine, self._client, self._clock, claim, self._writing)
        except Exception:
            # Nothing is lost: the delivery is due again when its lease ends.
            log.exception("webhook_attempt_failed", notice=claim.notice_id, endpoint=claim.endpoint_id)

    def _finished(self, task: asyncio.Task[None]) -> None:
        del self._sending[task]
        self._news.set()

    async def _rest(self, stopping: asyncio.Task[Literal[True]]) -> None:
        news = asyncio.create_task(self._news.wait())
        await asyncio.wait({news, stopping}, timeout=self._poll_seconds, return_when=asyncio.FIRST_COMPLETED)
        news.cancel()
