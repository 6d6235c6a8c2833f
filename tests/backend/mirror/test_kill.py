"""Killed by SIGKILL at 200 random points of a run of 500 payments: none lost, none twice, every webhook sent."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import random
import signal
import sys
import time
from collections import Counter, defaultdict
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.tables.merchants_own import WebhookEndpoint
from backend.tables.mirrored import Payment, Position
from backend.tables.outbox import Delivery, Notice
from backend.tables.session import connected, open_engine, upgrade
from tests.backend.mirror.followed import Followed, fresh, mirrored
from tests.backend.scripted_chain import ScriptedChain, pay, payment_id, refund
from tests.backend.scripted_node import ScriptedNode, serving

PAYMENTS = 500
KILLS = 200
LONGEST_LIFE = 0.25, 1.0
ROOT = Path(__file__).parents[3]
SEED = int(os.environ.get("COUNTERFOIL_SEED", "0")) or random.randrange(1, 2**32)


class Shop:
    """A merchant's server. It is slow and refuses now and then."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.taken: list[tuple[str, dict[str, Any]]] = []
        self.longest = 0.0

    async def longest_life(self) -> float:
        """Seconds: twice what the first life takes to the first webhook, since a busy machine needs longer lives."""
        if not self.longest:
            begun = time.monotonic()
            while not self.taken and time.monotonic() < begun + 30:
                await asyncio.sleep(0.01)
            self.longest = sorted((2 * (time.monotonic() - begun), *LONGEST_LIFE))[1]
        return self.longest

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                fields = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if line)
                body = json.loads(await reader.readexactly(int(fields["content-length"])))
                await asyncio.sleep(self.chance.random() * 0.01)
                refuses = self.chance.random() < 0.05
                if not refuses:
                    self.taken.append((fields["webhook-id"], body))
                status = "503 Later" if refuses else "204 Thanks"
                writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n".encode())
                await writer.drain()
        writer.close()


class Lives:
    """Begins and ends lives of the mirroring and delivering process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.pid = 0
        self.killed = 0

    @classmethod
    async def of(cls, database_url: str, node_url: str, deployment: Path) -> Lives:
        pipe = asyncio.subprocess.PIPE
        script = Path(__file__).with_name("lives.py")
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable,
                script,
                database_url,
                node_url,
                deployment,
                stdin=pipe,
                stdout=pipe,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
        )

    async def begin(self, boundary: int = 0) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"%d\n" % boundary)
        self.pid = int(await self._said())

    async def end(self, after: float) -> None:
        """Kills the life unless it has killed itself by then."""
        death = asyncio.create_task(self._said())
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(death), after)
        if not death.done():
            with suppress(ProcessLookupError):  # it has killed itself, and we have not heard of it yet
                os.kill(self.pid, signal.SIGKILL)
        assert os.WTERMSIG(int(await death)) == signal.SIGKILL
        self.killed += 1

    async def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()

    async def _said(self) -> bytes:
        assert self.process.stdout is not None
        return await asyncio.wait_for(self.process.stdout.readline(), 30)


async def test_nothing_is_lost_to_two_hundred_kills(tmp_path: Path) -> None:
    print(f"COUNTERFOIL_SEED={SEED}")
    chance = random.Random(SEED)
    database_url = f"sqlite:///{tmp_path / 'counterfoil.db'}"
    await upgrade(database_url)
    engine = open_engine(database_url)
    followed = Followed(engine, ScriptedChain(), [])
    followed.nodes.append(ScriptedNode(followed.chain))
    await followed.listen(0, 1)
    shop = Shop(chance)
    server = await asyncio.start_server(shop.answer, "127.0.0.1", 0)
    async with server, serving(followed.node) as node_url:
        await address(engine, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        deployment = tmp_path / "deployment"
        deployment.write_bytes(pickle.dumps((followed.chain.records(), followed.terms)))
        lives = await Lives.of(database_url, node_url, deployment)
        for made in range(KILLS):
            mine(followed.chain, chance, PAYMENTS * made // KILLS, PAYMENTS * (made + 1) // KILLS)
            await lives.begin(boundary=chance.randrange(1, 120) if made % 2 else 0)
            await lives.end(after=chance.random() * await shop.longest_life())
        assert len(shop.taken) > KILLS, "the lives were too short to get anywhere"
        for _ in range(3):
            followed.chain.mine()
        await lives.begin()
        await everything_done(followed)
        await lives.end(after=0)
        await lives.close()
    assert lives.killed == KILLS + 1
    await check(followed, shop)
    await engine.dispose()


async def address(engine: AsyncEngine, url: str) -> None:
    async with connected(engine) as connection:
        await connection.execute(update(WebhookEndpoint).values(url=url, secret="whsec_" + "a" * 32))


def mine(chain: ScriptedChain, chance: random.Random, first: int, last: int) -> None:
    """The payments `first` to `last`, sometimes in another block than at first."""
    acts = [pay(place, by=place % 2) for place in range(first, last)]
    if first > 9 and chance.random() < 0.2:
        acts.append(refund(chance.randrange(first - 9), 5))
    chain.mine(*acts)
    if chance.random() < 0.1:
        chain.reorg(1, [], acts)


async def everything_done(followed: Followed) -> None:
    for _ in range(600):
        position = await followed.rows(Position)
        async with connected(followed.engine, reads=True) as connection:
            query = select(func.count()).where(Delivery.state != "delivered")
            left = (await connection.execute(query)).scalar_one()
        if position and position[0]["block_hash"] == followed.chain.head.hash and left == 0:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{left} deliveries left")


async def check(followed: Followed, shop: Shop) -> None:
    rows = await followed.rows(Payment)
    assert sorted(row["payment_id"] for row in rows) == sorted(payment_id(place) for place in range(PAYMENTS))
    assert all(row["paid_block"] for row in rows)
    notices = {row["id"]: row for row in await followed.rows(Notice)}
    spoken_of = Counter((n["type"], n["block_hash"], n["log_index"]) for n in notices.values())
    assert set(spoken_of.values()) == {1}
    completed = [n["subject"].removeprefix("payment:") for n in notices.values() if n["type"] == "payment.completed"]
    assert len(completed) == len(set(completed)) == PAYMENTS
    sent = defaultdict(set)
    for id, body in shop.taken:
        assert id == body["id"] and body == json.loads(notices[id]["body"])
        sent[body["type"], body["data"]["id"], body["sequence"]].add(id)
    assert {id for id, _ in shop.taken} == notices.keys()
    assert all(len(ids) == 1 for ids in sent.values())
    before = await mirrored(followed)
    async with fresh(followed.engine, followed) as scratch:
        await scratch.catch_up()
        assert await mirrored(scratch) == before
