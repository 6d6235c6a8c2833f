"""Running several parts in one process: a bound port, an HTTP server, a loop of its own for the mirror, clean ends."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator

import structlog
import uvicorn
import uvloop
from starlette.types import ASGIApp

Part = Callable[[asyncio.Event], Awaitable[None]]
GRACE_SECONDS = 5


class StartError(Exception):
    """A part cannot start; the message is one sentence with the remedy."""


def bind(host: str, port: int) -> socket.socket:
    """A socket bound to host and port (0: any free one). Raises StartError when that is not possible."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        # Listening at once: who binds the same port a moment later must fail, not share it.
        bound.listen(2048)
    except OSError as error:
        raise StartError(
            f"Cannot listen on {host}:{port} ({error.strerror or error}): end what listens there, "
            "or choose another COUNTERFOIL_HOST and COUNTERFOIL_PORT."
        ) from None
    return bound


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # Signals belong to the process, which has other parts to end as well.
        yield


async def serve_until(app: ASGIApp, bound: socket.socket, stop: asyncio.Event) -> None:
    """Serves the application on a bound socket until `stop`; then open requests get a few seconds to finish."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)

    async def end() -> None:
        await stop.wait()
        server.should_exit = True

    ending = asyncio.create_task(end())
    try:
        await server.serve(sockets=[bound])
    finally:
        ending.cancel()


async def in_own_loop(part: Part, stop: asyncio.Event) -> None:
    """Runs a part in a thread with a loop of its own, so that its long computations never hold up this loop."""
    ready: concurrent.futures.Future[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = concurrent.futures.Future()

    async def within() -> None:
        inner = asyncio.Event()
        ready.set_result((asyncio.get_running_loop(), inner))
        await part(inner)

    def body() -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(within())

    running = asyncio.create_task(asyncio.to_thread(body))
    loop, inner = await asyncio.wrap_future(ready)
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        # Also when cancelled: a thread cannot be, and the process would wait for it at its end.
        stopping.cancel()
        if not running.done():
            loop.call_soon_threadsafe(inner.set)
    await running


async def all_of(parts: list[Part], stop: asyncio.Event) -> None:
    """Runs the parts until `stop`, or until one of them ends: then the others end too, and its error is raised."""

    async def one(part: Part) -> None:
        try:
            await part(stop)
        finally:
            stop.set()

    for outcome in await asyncio.gather(*(one(part) for part in parts), return_exceptions=True):
        if isinstance(outcome, BaseException):
            raise outcome


@contextlib.contextmanager
def ended_by_signals(stop: asyncio.Event) -> Iterator[None]:
    """SIGINT and SIGTERM set `stop` while the block runs."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


class _StandardError:
    """Writes to whatever standard error is at that moment: it may be replaced after the first line."""

    def msg(self, message: str) -> None:
        sys.stderr.write(message + "\n")
        sys.stderr.flush()

    debug = info = warning = warn = error = exception = critical = msg


def log_as_json() -> None:
    """One JSON object per line on standard error, by structlog; the libraries' warnings too."""
    described: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    written = structlog.processors.JSONRenderer()
    handler = logging.StreamHandler(sys.stderr)
    meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=described, processors=[meta, written]))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    structlog.configure(
        processors=[*described, written],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: _StandardError(),
    )
