"""Killed by SIGKILL at random, again and again: each due thing is done once, no nonce is left out, nothing reverts."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest
from eth_account.signers.local import LocalAccount

from backend.tables.keeping import KeeperSigned
from tests.backend.keeper.plans import Plans
from tests.backend.keeper.rig import Rig
from tests.backend.keeper.stage import DAY, DOLLARS

DEALS = 45
KILLS = 40
MANDATES = 6
LONGEST_LIFE = 0.8, 5.0
ROOT = Path(__file__).parents[3]
SEED = int(os.environ.get("COUNTERFOIL_SEED", "0")) or random.randrange(1, 2**32)


class Lives:
    """Begins and ends lives of one keeper process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.killed = 0

    @classmethod
    async def of(cls, rig: Rig, *accounts: LocalAccount) -> Lives:
        pipe, script = asyncio.subprocess.PIPE, Path(__file__).with_name("lives.py")
        settings = rig.application.settings
        chosen = {
            "database_url": settings.database_url,
            "deployments": settings.deployments,
            "rpc_urls": ",".join(settings.rpc_urls),
            "poll_seconds": 0.02,
        }
        keys = [account.key.hex() for account in accounts]
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable,
                script,
                json.dumps(chosen),
                *keys,
                stdin=pipe,
                stdout=pipe,
                env=os.environ | {"PYTHONPATH": str(ROOT)},
            )
        )

    async def live(self, which: int, boundary: int, seconds: float) -> None:
        """One life, ended from outside unless it has ended itself by then."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"%d %d\n" % (which, boundary))
        pid = int(await self._said())
        death = asyncio.create_task(self._said())
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(death), seconds)
        if not death.done():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert os.WTERMSIG(int(await death)) == signal.SIGKILL
        self.killed += 1

    async def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        await self.process.wait()

    async def _said(self) -> bytes:
        assert self.process.stdout is not None
        return await asyncio.wait_for(self.process.stdout.readline(), 30)


@asynccontextmanager
async def followed(rig: Rig) -> AsyncIterator[None]:
    """The mirror follows the chain meanwhile, as a process of its own would."""
    stop = asyncio.Event()
    mirror = asyncio.create_task(rig.mirror.follow(stop))
    try:
        yield
    finally:
        stop.set()
        await mirror


@pytest.mark.parametrize("keys", [1, 2], ids=["one keeper", "two keepers"])
async def test_nothing_is_done_twice_however_often_it_is_killed(rig: Rig, keys: int) -> None:
    print(f"COUNTERFOIL_SEED={SEED}")
    chance, stage = random.Random(SEED), rig.stage
    stage.fund(DEALS, apart=60)
    stage.dollars(stage.payer, "Subscription", 1_000 * DOLLARS)
    plans = Plans(stage)
    plan = plans.publish()
    mandates = [plans.subscribe(plan, stage.payer) for _ in range(MANDATES)]
    await rig.mirrored()
    stage.travel(DAY - DEALS)
    stage.rpc("evm_setIntervalMining", 1)
    accounts = [stage.new_keeper() for _ in range(keys)]
    lives, left_unsent = await Lives.of(rig, *accounts), 0
    async with followed(rig):
        begun = time.monotonic()
        await lives.live(0, -1, 60)
        # A busy machine needs longer lives.
        longest = sorted((2 * (time.monotonic() - begun), *LONGEST_LIFE))[1]
        for made in range(KILLS):
            left_unsent += len(await unsent(rig))
            stage.rpc("evm_increaseTime", 60 * DEALS // KILLS)
            boundary = (0, chance.randrange(1, 150), -chance.randrange(1, 4))[made % 3]
            await lives.live(made % keys, boundary, chance.random() * longest)
        for turn in range(100):
            if len(stage.logs("Escrow", "DealReturned")) == DEALS and not await rig.errands():
                break
            await lives.live(turn % keys, 0, 2)
    await lives.close()

    print(f"{left_unsent} times a signed transaction had not been sent when its keeper was killed")
    assert left_unsent > 0, "no life was ended between signing and sending"
    sent = sum(check_account(rig, account) for account in accounts)
    verbs = Counter(row["verb"] for row in await rig.transactions())
    assert sent == verbs.total() and verbs["reclaim"] == DEALS and verbs.keys() == {"reclaim", "charge_many"}
    charged = Counter(
        (log["args"]["mandate_id"], log["args"]["period"]) for log in stage.logs("Subscription", "Charged")
    )
    assert set(charged.values()) == {1} and all(plans.state(mandate)[3] >= 2 for mandate in mandates)
    ended = [log["args"]["deal_id"] for log in stage.logs("Escrow", "DealReturned")]
    assert len(ended) == len(set(ended)) == DEALS
    assert {row["outcome"] for row in await rig.transactions()} == {"done"}


async def unsent(rig: Rig) -> list[str]:
    """Transactions that are written down and that no node has heard of."""
    open_ones = {row["id"] for row in await rig.transactions() if row["state"] == "waiting"}
    hashes = [row["hash"] for row in await rig.rows(KeeperSigned) if row["transaction_id"] in open_ones]
    return [hash for hash in hashes if rig.stage.rpc("eth_getTransactionByHash", hash) is None]


def check_account(rig: Rig, account: LocalAccount) -> int:
    """Its nonces follow each other and every transaction did something; how many there are."""
    sent = rig.stage.sent_by(account.address)
    assert [transaction["nonce"] for transaction, _ in sent] == list(range(len(sent)))
    assert all(receipt["status"] == 1 and receipt["logs"] for _, receipt in sent)
    return len(sent)
