"""How everybody in the story asks the API, and waits."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2

from scripts.story.local_chain import StoryBroken

PATIENCE_SECONDS = 60
DOLLARS_25 = 25_000_000


async def asked_for(http: httpx2.AsyncClient, description: str, **more: Any) -> dict[str, Any]:
    """A payment session of 25 test dollars, as the API answers it. Raises StoryBroken."""
    tokens = answered(await http.get("/v1/tokens"))["items"]
    dollar = next(token for token in tokens if token["symbol"] == "TUSD")
    asked = {"amount": str(DOLLARS_25), "token": dollar["address"], "description": description, **more}
    return answered(await http.post("/v1/payment_sessions", json=asked))


async def session_now(http: httpx2.AsyncClient, session: dict[str, Any]) -> dict[str, Any]:
    """The session as it stands. Raises StoryBroken."""
    return answered(await http.get(f"/v1/payment_sessions/{session['id']}"))


def answered(answer: httpx2.Response) -> dict[str, Any]:
    """The body of an answer. Raises StoryBroken with the API's own sentence when it refused."""
    body: dict[str, Any] = answer.json()
    if answer.is_error:
        raise StoryBroken(f"The API refused: {body.get('detail', body)}")
    return body


async def wait_until(reached: Callable[[], Awaitable[bool]]) -> None:
    """Raises TimeoutError after a minute."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not await reached():
        if time.monotonic() > deadline:
            raise TimeoutError
        await asyncio.sleep(0.05)
