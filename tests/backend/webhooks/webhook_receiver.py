"""A merchant's server on loopback that can answer well, badly, late or never."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Reply = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: str


@dataclass
class Receiver:
    """Answers with the scripted replies in turn, then with `otherwise`."""

    port: int = 0
    script: list[Reply] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    connections: int = 0
    otherwise: Reply = field(default_factory=lambda: status(204))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    @property
    def ids(self) -> list[str]:
        return [received.headers["webhook-id"] for received in self.received]

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                self.received.append(await read_request(reader))
                await (self.script.pop(0) if self.script else self.otherwise)(writer)
                if writer.is_closing():
                    return
        writer.close()


async def read_request(reader: asyncio.StreamReader) -> Received:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1)[0:1] + line.split(": ", 1)[1:] for line in head[1:] if line)
    body = (await reader.readexactly(int(headers.get("content-length", "0")))).decode()
    return Received(head[0].split(" ")[1], headers, body)


def status(code: int, body: bytes = b"", *headers: str) -> Reply:
    async def reply(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {code} Reason", f"Content-Length: {len(body)}", *headers]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await writer.drain()

    return reply


async def never(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3600)


async def hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


def endless_body(code: int) -> Reply:
    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {code} Reason\r\nContent-Length: 1000000\r\n\r\nx".encode())
        await writer.drain()
        await asyncio.sleep(3600)

    return reply


def flood(code: int) -> Reply:
    """A body that goes on for as long as anybody reads it."""

    async def reply(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {code} Reason\r\nContent-Length: 100000000000\r\n\r\n".encode())
        with contextlib.suppress(ConnectionError):
            while True:
                writer.write(b"y" * 65536)
                await writer.drain()

    return reply


@asynccontextmanager
async def receiving(*script: Reply) -> AsyncIterator[Receiver]:
    receiver = Receiver(script=list(script))
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        # Ended with the test, while a client keeps its connection for later.
        with contextlib.suppress(asyncio.CancelledError):
            await receiver.answer(reader, writer)

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
