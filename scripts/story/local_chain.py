"""A throw-away anvil on loopback, and the contracts deployed to it by Ape."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).resolve().parents[2]


class StoryBroken(Exception):
    """A step of the story could not be done. The message is one sentence with the remedy."""


def free_port(wanted: int = 0) -> int:
    """`wanted` if nothing listens there, else any free port of loopback."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StoryBroken("No free port on 127.0.0.1: end some servers and try again.")


class LocalChain:
    """anvil in a child process. `url` is its JSON-RPC address; test accounts are unlocked."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self.url = ""
        self.accounts: list[str] = []
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Starts anvil on a free port and waits until it answers. Raises StoryBroken."""
        binary = shutil.which("anvil")
        if binary is None:
            raise StoryBroken("anvil is missing: run `make setup`.")
        port = free_port(8545)
        self.url = f"http://127.0.0.1:{port}"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                binary, "--port", str(port), stdout=log, stderr=log, stdin=asyncio.subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        for _ in range(200):
            if self._process.returncode is not None:
                break
            try:
                self.accounts = [str(a) for a in await self.call("eth_accounts")]
                return
            except httpx2.HTTPError:
                await asyncio.sleep(0.05)
        raise StoryBroken(f"anvil did not start: read {self.log}.")

    async def call(self, method: str, *params: Any) -> Any:
        """One JSON-RPC call to the chain; returns its result. Raises StoryBroken when the node refuses."""
        async with httpx2.AsyncClient(timeout=30) as client:
            answer = await client.post(self.url, json={"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        body = answer.json()
        if "error" in body:
            raise StoryBroken(f"The chain refused {method}: {body['error'].get('message')}.")
        return body["result"]

    async def stop(self) -> None:
        """Ends anvil; safe to call twice."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), 5)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


async def deploy(url: str, records: Path, log: Path) -> None:
    """`ape run deploy` against the chain at `url`; records and tokens end up under `records/local`."""
    shutil.rmtree(records, ignore_errors=True)
    records.mkdir(parents=True)
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_exec(
            str(Path(sys.executable).with_name("ape")), "run", "deploy", "--network", "ethereum:local:foundry",
            "--records", str(records), "--with-test-dollar", "--fee-bps", "50",
            stdout=out, stderr=out, stdin=asyncio.subprocess.DEVNULL, cwd=ROOT,
            env={**os.environ, "COUNTERFOIL_RPC_LOCAL": url}, start_new_session=True,
        )  # fmt: skip
    try:
        code = await process.wait()
    except asyncio.CancelledError:
        process.kill()
        raise
    if code != 0:
        raise StoryBroken(f"The deployment failed: read {log}.")
