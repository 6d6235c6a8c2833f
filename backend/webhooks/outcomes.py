"""What an attempt came to, written down: delivered, tried again later, given up, or the endpoint disabled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col

from backend.tables.merchants_own import WebhookEndpoint
from backend.tables.outbox import Delivery
from backend.tables.session import connected
from backend.webhooks.claims import Claim
from backend.webhooks.schedule import DISABLE_AFTER, next_wait

KEPT_CHARACTERS = 2_048
GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the HTTP status (None if no response came), the text kept of it, the seconds of `Retry-After`."""

    status: int | None
    text: str
    retry_after: int | None = None

    @property
    def accepted(self) -> bool:
        """Only 2xx is a delivery; a redirect is a failure, since following it would sign for another address."""
        return self.status is not None and 200 <= self.status < 300


def kept(text: str) -> str:
    """The first 2,048 characters without NUL, which PostgreSQL refuses in text."""
    return text.replace("\x00", "")[:KEPT_CHARACTERS]


async def settle(engine: AsyncEngine, claim: Claim, answer: Answer, now: int, chance: Callable[[], float]) -> None:
    """Write the outcome of one attempt, and the endpoint's health with it, in one transaction.

    A late answer counts as a delivery even after the lease ran out; a late failure is dropped, because somebody else
    has the delivery by then.
    """
    async with connected(engine) as connection:
        if answer.accepted:
            await _delivered(connection, claim, answer, now)
        elif await _failed(connection, claim, answer, now, chance()):
            await _endpoint_failing(connection, claim, answer, now)


async def give_up(engine: AsyncEngine, claim: Claim) -> None:
    """Close a delivery whose endpoint is disabled; the notice itself stays readable in the event list."""
    closed: dict[str, Any] = {"state": "failed", "last_error": "the endpoint is disabled"}
    async with connected(engine) as connection:
        await connection.execute(_still_claimed(claim).values(**closed))


async def _delivered(connection: AsyncConnection, claim: Claim, answer: Answer, now: int) -> None:
    await connection.execute(
        update(Delivery)
        .where(col(Delivery.id) == claim.delivery_id, col(Delivery.state) != "delivered")
        .values(
            state="delivered",
            attempts=col(Delivery.attempts) + 1,
            delivered_at=now,
            last_status=answer.status,
            last_error=None,
        )
    )
    await connection.execute(
        update(WebhookEndpoint)
        .where(col(WebhookEndpoint.id) == claim.endpoint_id, col(WebhookEndpoint.failing_since).is_not(None))
        .values(failing_since=None)
    )


async def _failed(connection: AsyncConnection, claim: Claim, answer: Answer, now: int, chance: float) -> bool:
    attempts = claim.attempts + 1
    wait = next_wait(attempts, answer.retry_after, chance)
    ended = wait is None or answer.status == GONE
    written = await connection.execute(
        _still_claimed(claim).values(
            state="failed" if ended else "pending",
            attempts=attempts,
            next_attempt_at=now + (wait or 0),
            last_status=answer.status,
            last_error=kept(answer.text),
        )
    )
    return written.rowcount == 1


async def _endpoint_failing(connection: AsyncConnection, claim: Claim, answer: Answer, now: int) -> None:
    since = func.coalesce(col(WebhookEndpoint.failing_since), now)
    endpoint = update(WebhookEndpoint).where(col(WebhookEndpoint.id) == claim.endpoint_id)
    await connection.execute(endpoint.values(failing_since=since))
    enabled = endpoint.where(col(WebhookEndpoint.disabled_at).is_(None))
    if answer.status != GONE:
        enabled = enabled.where(col(WebhookEndpoint.failing_since) <= now - DISABLE_AFTER)
    await connection.execute(enabled.values(disabled_at=now))


def _still_claimed(claim: Claim) -> Any:
    return update(Delivery).where(
        col(Delivery.id) == claim.delivery_id,
        col(Delivery.state) == "pending",
        col(Delivery.next_attempt_at) == claim.leased_until,
    )
