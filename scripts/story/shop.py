"""The merchant's shop: listens for webhooks and believes only those that the stock library verifies."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response
from standardwebhooks import Webhook, WebhookVerificationError


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals belong to the story.
        yield


class Shop:
    """An HTTP server on loopback. `received` holds the verified notices by type; `refused` counts the others."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/webhooks"
        self.secret = ""
        self.received: dict[str, dict[str, Any]] = {}
        self.refused = 0
        self._arrived = asyncio.Condition()
        app = FastAPI()
        app.post("/webhooks")(self._take)
        self._server = _Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        self._task = asyncio.create_task(self._server.serve())
        while not self._server.started:
            await asyncio.sleep(0.01)

    async def close(self) -> None:
        self._server.should_exit = True
        if self._task is not None:
            await self._task

    async def wait_for(self, kind: str, seconds: float = 60) -> dict[str, Any]:
        """The verified notice of this type, once it is there. Raises TimeoutError."""
        async with asyncio.timeout(seconds), self._arrived:
            await self._arrived.wait_for(lambda: kind in self.received)
        return self.received[kind]

    async def _take(self, request: Request) -> Response:
        body = await request.body()
        try:
            Webhook(self.secret).verify(body, dict(request.headers))
        except WebhookVerificationError:
            self.refused += 1
            return Response(status_code=400)
        notice = json.loads(body)
        async with self._arrived:
            self.received[notice["type"]] = notice
            self._arrived.notify_all()
        return Response(status_code=204)
