"""Lives of a process that mirrors and delivers. Each line of input begins one: at which database boundary it ends
itself by SIGKILL, or 0 for never. Answers with its process id once it is at work, and its exit status once it is dead.

The imports are paid once and every life is a fork, so that two hundred of them fit into a test. All that a life
knows of the ones before it is in the database."""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import ssl
import sys
import time
from pathlib import Path
from typing import Any

import httpx2
import structlog
from sqlalchemy import event

from backend.chain.node import Node
from backend.mirror import Mirror, watched
from backend.tables.session import open_engine
from backend.webhooks.deliver import DeliveryWorker
from backend.webhooks.egress import guarded_client

BEGINNING = 1_790_000_000
HASTE = 200
AUTHORITIES = ssl.create_default_context()
"""The lives' clock runs this much faster, so that leases and waits between attempts pass quickly."""


def hasty_clock() -> float:
    return BEGINNING + (time.time() - BEGINNING) * HASTE


def die_at(engine: Any, boundary: int) -> None:
    left = boundary

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    for point in ("before_cursor_execute", "commit", "checkin"):
        event.listen(engine.sync_engine, point, count)


async def live(database_url: str, node_url: str, deployment: str, boundary: int) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    records, terms = pickle.loads(Path(deployment).read_bytes())
    engine, stop = open_engine(database_url), asyncio.Event()
    node = Node([node_url], watched(records), client=httpx2.AsyncClient(trust_env=False, verify=AUTHORITIES))
    mirror = Mirror(engine, node, records, terms, hasty_clock, poll_seconds=0.01)
    async with guarded_client(private_allowed=True, verify=AUTHORITIES) as client:
        worker = DeliveryWorker(engine, client, hasty_clock, poll_seconds=0.02)
        print(os.getpid(), flush=True)
        if boundary:
            die_at(engine, boundary)
        await asyncio.gather(mirror.follow(stop), worker.run(stop))


def main(database_url: str, node_url: str, deployment: str) -> None:
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            asyncio.run(live(database_url, node_url, deployment, int(line)))
            os._exit(0)
        print(os.waitpid(pid, 0)[1], flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
