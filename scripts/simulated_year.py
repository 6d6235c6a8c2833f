"""`make year`: a year of subscriptions on anvil, moved by its clock, with real keepers that are killed at random; in
the end every mandate must have been charged exactly as a plain ledger says, and every failure have record and notice.

Writes build/year.json. Exit code 0 if nothing differs; 1 with what does."""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import create_engine

from scripts.story.local_chain import LocalChain
from scripts.year.comparing import differences
from scripts.year.fates import Fate, drawn
from scripts.year.ledger import DAY
from scripts.year.servants import Servants
from scripts.year.subscribers import Differs, People
from scripts.year.world import World

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "year"
FIRST = int(datetime(2027, 12, 3, 18, tzinfo=UTC).timestamp())
"""The first day's moment: the year has a 29 February and a 31 of every length."""
PATIENCE = 180


def main() -> int:
    parser = argparse.ArgumentParser(description="A year of subscriptions, beside a plain ledger.")
    parser.add_argument("--subscribers", type=int, default=300)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kills", type=float, default=0.3, help="of a keeper, in a day")
    parser.add_argument("--report", type=Path, default=ROOT / "build" / "year.json")
    asked = parser.parse_args()
    shutil.rmtree(BUILD, ignore_errors=True)
    BUILD.mkdir(parents=True)
    report = asyncio.run(_on_a_chain(asked))
    asked.report.parent.mkdir(parents=True, exist_ok=True)
    asked.report.write_text(json.dumps(report, indent=2) + "\n")
    for line in report["differences"][:20]:
        print(f"year: {line}", file=sys.stderr)
    print(json.dumps({name: value for name, value in report.items() if name != "differences"}, indent=2))
    return 1 if report["differences"] else 0


def lived(url: str, asked: Any) -> dict[str, Any]:
    """The year on a chain that has just begun; what came of it."""
    begun, dice = time.monotonic(), Random(asked.seed)
    records = BUILD / "deployments"
    (records / "local").mkdir(parents=True)
    world = World(url, records)
    (one, first_key), (other, second_key) = world.keyed(), world.keyed()
    servants = Servants(BUILD, _environment(url, records), (first_key, second_key), dice)
    servants.run("migrate")
    servants.run("account", "create", "--name", "The year", "--merchant", world.merchant)
    world.move_to(FIRST - DAY)
    people = People(world, dice)
    servants.start()
    try:
        for day in range(asked.days):
            _day(people, servants, drawn(asked.subscribers, asked.days, asked.seed), day, asked.kills)
        _settled(people, servants)
        engine = create_engine(f"sqlite:///{BUILD / 'year.db'}")
        with engine.connect() as connection:
            found = differences(people, connection, [one, other])
    finally:
        servants.stop()
    return _report(people, servants, found, asked, time.monotonic() - begun)


def _day(people: People, servants: Servants, fates: list[Fate], day: int, kills: float) -> None:
    now = FIRST + day * DAY
    with servants.held():
        people.world.move_to(now)
        for fate in fates:
            if fate.joins == day:
                people.join(fate, now, FIRST)
        people.live_through(day, now)
    servants.forget_waits(BUILD / "year.db")
    if servants.dice.random() < kills:
        time.sleep(servants.dice.random() * 0.7)
        servants.kill_a_keeper()
    _settled(people, servants)
    for one in people.all:
        one.account.come(now)
    people.check_totals()
    if day % 30 == 0:
        print(f"day {day}: {len(people.all)} mandates, {servants.kills} kills", flush=True)


def _settled(people: People, servants: Servants) -> None:
    """Waits until the keepers have nothing left to do, by the contract's own word."""
    begun = asked = time.monotonic()
    while people.actionable():
        servants.check()
        now = time.monotonic()
        if now > begun + PATIENCE:
            raise Differs(f"{people.actionable()} mandates stayed due: read {BUILD}")
        if now > asked + 3:
            # A keeper may have looked while the day changed, and wait by our clock for the chain's next one.
            asked = now
            servants.forget_waits(BUILD / "year.db")
        time.sleep(0.1)


def _report(people: People, servants: Servants, found: list[str], asked: Any, seconds: float) -> dict[str, Any]:
    accounts = [one.account for one in people.all]
    reasons = [reason for account in accounts for _, reason in account.failures]
    statuses = [account.status for account in accounts]
    return {
        "subscribers": len(accounts),
        "days": asked.days,
        "seed": asked.seed,
        "charges": sum(len(account.charges) for account in accounts),
        "charged": str(sum(account.total for account in accounts)),
        "failures": {reason: reasons.count(reason) for reason in sorted(set(reasons))},
        "statuses": {status: statuses.count(status) for status in sorted(set(statuses))},
        "keepers_killed": servants.kills,
        "seconds": round(seconds, 1),
        "differences": found,
    }


def _environment(url: str, records: Path) -> dict[str, str]:
    return {
        "DATABASE_URL": f"sqlite:///{BUILD / 'year.db'}",
        "COUNTERFOIL_RPC_URLS": url,
        "COUNTERFOIL_DEPLOYMENTS": str(records),
        "COUNTERFOIL_NETWORK": "local",
        "COUNTERFOIL_CONFIRMATIONS": "1",
        "COUNTERFOIL_POLL_SECONDS": "0.1",
        "COUNTERFOIL_SIGNER_SECRET": "5e" * 32,
        "COUNTERFOIL_KEEPER_STUCK_SECONDS": "5",
    }


async def _on_a_chain(asked: Any) -> dict[str, Any]:
    chain = LocalChain(BUILD / "anvil.log")
    await chain.start()
    try:
        return await asyncio.to_thread(lived, chain.url, asked)
    except Differs as difference:
        return {"differences": [str(difference)]}
    finally:
        await chain.stop()


if __name__ == "__main__":
    sys.exit(main())
