"""Lives of keeper processes. Each line of input begins one: which key, and where it ends itself by SIGKILL: at a
boundary of the database counted from 1, before a sending counted from -1, or 0 for nowhere. Answers with its process
id once it is at work, and its exit status once it is dead.

The imports are paid once and every life is a fork; all that a life knows of the ones before it is in the database."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from typing import Any

import structlog
from sqlalchemy import event

from backend.bootstrap import build
from backend.chain.sending import Gate
from backend.settings import read_settings


def die_at(engine: Any, boundary: int) -> None:
    left = abs(boundary)

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    async def send(gate: Gate, raw: str) -> None:
        count()
        await sending(gate, raw)

    if boundary < 0:
        sending, Gate.send = Gate.send, send  # type: ignore[method-assign]
        return
    for point in ("before_cursor_execute", "commit", "checkin"):
        event.listen(engine.sync_engine, point, count)


async def live(chosen: dict[str, Any], boundary: int) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    application = build(read_settings(**chosen))
    print(os.getpid(), flush=True)
    if boundary:
        die_at(application.engine, boundary)
    await application.run_keeper(asyncio.Event())


def main(chosen: str, *keys: str) -> None:
    settings = json.loads(chosen)
    for line in sys.stdin:
        which, boundary = line.split()
        pid = os.fork()
        if pid == 0:
            asyncio.run(live({**settings, "keeper_key": keys[int(which)]}, int(boundary)))
            os._exit(0)
        print(os.waitpid(pid, 0)[1], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
