"""A mirror in a process of its own: follows a bench's chain from the start until it has caught up, and measures."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import uvloop
from sqlalchemy import text

from backend.chain.node import Node
from backend.chain.records import Compiler, Record
from backend.mirror import Mirror, Terms, watched
from backend.mirror.terms import FollowedContract
from backend.tables.session import connected, open_engine

CHAIN_ID = 31337
GATEWAY = "0x" + "c0" * 20
FIRST_BLOCK = 1
CONFIRMATIONS = 12
SPAN = 2_000


def record(abi: Path) -> Record:
    """The deployment record of the bench's gateway."""
    return Record(
        contract="PaymentGateway",
        network="local",
        chain_id=CHAIN_ID,
        address=GATEWAY,
        block_number=FIRST_BLOCK,
        block_hash="0x" + "00" * 32,
        transaction_hash="0x" + "00" * 32,
        deployer="0x" + "00" * 20,
        arguments=(),
        compiler=Compiler("vyper", "0.4.3", {}),
        source_sha256="00" * 32,
        sources=(),
        abi=tuple(json.loads(abi.read_text())),
    )


async def follow(database_url: str, node_url: str, abi: Path) -> dict[str, float]:
    """Seconds from opening the database to the head, the events stored by then, and this process's peak memory."""
    begun = time.perf_counter()
    deployment = record(abi)
    engine, node = open_engine(database_url), Node([node_url], watched([deployment]), SPAN)
    followed = FollowedContract("PaymentGateway", GATEWAY, FIRST_BLOCK)
    terms = Terms(CHAIN_ID, "local", (followed,), CONFIRMATIONS, "finalized")
    mirror = Mirror(engine, node, [deployment], terms, time.time)
    await mirror.check()
    progress = await mirror.step()
    while progress.more:
        progress = await mirror.step()
    seconds = time.perf_counter() - begun
    if progress.problem is not None:
        raise SystemExit(progress.problem)
    async with connected(engine, reads=True) as connection:
        events = (await connection.execute(text("select count(*) from chain_events"))).scalar_one()
        payments = (await connection.execute(text("select count(*) from payments"))).scalar_one()
    await node.close()
    await engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"events": events, "payments": payments, "seconds": seconds, "peak_rss_mb": peak}


if __name__ == "__main__":
    print(json.dumps(uvloop.run(follow(sys.argv[1], sys.argv[2], Path(sys.argv[3])))))
