"""`make demo`: two purchases on a local chain, from contract to webhook, told step by step.

Everything but the chain runs in this process. Exit code 0 after Ctrl-C, or after the story with `--once`; 1 with one
sentence when a step fails.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import shutil
import signal
import sys
from pathlib import Path

# Until the story listens to it, Ctrl-C just ends: the imports below take a second.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import structlog

from backend.settings import Settings, read_settings
from scripts.story.local_chain import LocalChain, StoryBroken, deploy, free_port
from scripts.story.purchase import Purchase
from scripts.story.shop import Shop
from scripts.story.telling import Telling

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "demo"


def settings_for(chain: LocalChain) -> Settings:
    """A fresh SQLite file, the records just written, play-money conveniences on."""
    port = free_port(8000)
    return read_settings(
        database_url=f"sqlite:///{BUILD / 'counterfoil.db'}",
        network="local",
        deployments=str(BUILD / "deployments"),
        rpc_urls=(chain.url,),
        poll_seconds=0.1,
        confirmations=2,
        port=port,
        public_url=f"http://127.0.0.1:{port}",
        signer_secret="5e" * 32,
        private_webhooks=True,
        demo_wallet=True,
    )


async def story(telling: Telling, chain: LocalChain, stop: asyncio.Event, told: asyncio.Event, once: bool) -> None:
    """Tells all thirteen steps and sets `told`; then, unless `once`, stays up until `stop`."""
    with telling.step("start a local chain") as said:
        await chain.start()
        said.append(chain.url)
    with telling.step("deploy the contracts with Ape") as said:
        await deploy(chain.url, BUILD / "deployments", BUILD / "deploy.log")
        # From here on a block a second, as on a real chain; before, as fast as Ape sends.
        await chain.call("evm_setIntervalMining", 1)
        said.append("PaymentGateway, DepositAddresses, Escrow, TestDollar")
    purchase = Purchase(settings_for(chain), chain, Shop(free_port()))
    try:
        await purchase.tell(telling)
        telling.write(ROOT / "build" / "demo.json", webhook_verified=purchase.webhook_verified)
        told.set()
        if not once:
            await invite(purchase, stop)
    finally:
        await purchase.end()


async def invite(purchase: Purchase, stop: asyncio.Event) -> None:
    session = await purchase.new_session("A second coffee machine, to click through yourself")
    print("\nIt stays up. Look around:")
    print(f"  checkout   {session['checkout_url']}   (pick the demo wallet; the money is play money)")
    print(f"  API docs   {purchase.origin}/docs      (key: {purchase.api_key})")
    print(f"  health     {purchase.origin}/health")
    print("Ctrl-C ends it.", flush=True)
    watch = asyncio.create_task(purchase.server_ended())
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({watch, waiting}, return_when=asyncio.FIRST_COMPLETED)
    for task in (watch, waiting):
        task.cancel()


def log_to(path: Path) -> None:
    """The backend's log lines go to a file; the story has standard output to itself."""
    structlog.configure(logger_factory=structlog.WriteLoggerFactory(path.open("a", encoding="utf-8")))
    logging.basicConfig(filename=path, level=logging.WARNING)


async def main(once: bool) -> int:
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    log_to(BUILD / "backend.log")
    stop, told = asyncio.Event(), asyncio.Event()
    chain = LocalChain(BUILD / "anvil.log")
    telling = asyncio.create_task(story(Telling(), chain, stop, told, once))

    def end() -> None:
        stop.set()
        if not told.is_set():
            telling.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, end)
    try:
        await telling
    except asyncio.CancelledError:
        print("\nEnded before the story was over.", file=sys.stderr)
        return 130
    except StoryBroken as broken:
        print(f"demo: {broken}", file=sys.stderr)
        return 1
    except Exception:
        logging.exception("the story broke")
        print(f"demo: a step failed or took longer than a minute: read {BUILD / 'backend.log'}.", file=sys.stderr)
        return 1
    finally:
        await chain.stop()
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="One purchase on a local chain, from contract to webhook.")
    parser.add_argument("--once", action="store_true", help="exit after the story")
    sys.exit(asyncio.run(main(parser.parse_args().once)))
