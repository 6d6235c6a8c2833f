"""What is around every answer: a request id, security headers, a limit on the body, a log line, a measurement."""

from __future__ import annotations

import re
import time
from typing import Any

from prometheus_client import CollectorRegistry, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog import get_logger

from backend.accounts.identifiers import random_text
from backend.web.problems import Problem, answer, on_anything

BODY_LIMIT = 65_536
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
log = get_logger("web")


class Envelope:
    """ASGI middleware around the whole application, outside its exception handlers."""

    def __init__(self, app: ASGIApp, *, registry: CollectorRegistry, https: bool) -> None:
        self.app = app
        self.headers = dict(SECURITY_HEADERS)
        if https:
            self.headers["Strict-Transport-Security"] = "max-age=31536000"
        self.seconds = Histogram(
            "counterfoil_http_seconds", "Time to answer.", ["method", "route", "status"], registry=registry
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = Headers(scope=scope).get("x-request-id", "")
        request_id = asked if REQUEST_ID.fullmatch(asked) else f"req_{random_text(22)}"
        scope.setdefault("state", {})["request_id"] = request_id
        exchange = _Exchange(scope, receive, send, {**self.headers, "X-Request-Id": request_id})
        begun = time.perf_counter()
        try:
            await self._answer(scope, exchange)
        finally:
            self._record(scope, exchange, time.perf_counter() - begun, request_id)

    async def _answer(self, scope: Scope, exchange: _Exchange) -> None:
        request = Request(scope)
        try:
            if exchange.announced > BODY_LIMIT:
                await answer(request, Problem("body_too_large"))(scope, exchange.receive, exchange.send)
            else:
                await self.app(scope, exchange.receive, exchange.send)
        except Exception as error:
            if exchange.status:
                raise
            await on_anything(request, error)(scope, exchange.receive, exchange.send)

    def _record(self, scope: Scope, exchange: _Exchange, seconds: float, request_id: str) -> None:
        # The route's pattern, not the path: paths hold ids and would make a time series each.
        route = getattr(scope.get("route"), "path", "none")
        self.seconds.labels(scope["method"], route, exchange.status).observe(seconds)
        log.info(
            "request",
            method=scope["method"],
            path=scope["path"],
            status=exchange.status,
            ms=round(seconds * 1000, 1),
            request_id=request_id,
        )


class _Exchange:
    """One request's two directions: counts what comes in, completes the headers of what goes out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str]) -> None:
        length = Headers(scope=scope).get("content-length", "0")
        self.announced = int(length) if length.isdecimal() else 0
        self.status = 0
        self._received = 0
        self._receive, self._send, self._headers = receive, send, headers

    async def receive(self) -> Message:
        message = await self._receive()
        self._received += len(message.get("body", b""))
        if self._received > BODY_LIMIT:
            # The framework lets only its own exceptions out of reading a body.
            raise HTTPException(413)
        return message

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in self._headers.items():
                headers.setdefault(name, value)
        await self._send(message)
