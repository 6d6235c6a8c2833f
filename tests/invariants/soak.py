"""Random lives of all contracts for as long as asked, a process for each core: `make soak SECONDS=300`.

Writes build/soak.json: the calls made and how often each invariant was checked. Ends with 1 and prints the shortest
failing life if one broke."""

import argparse
import json
import multiprocessing
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty
from typing import NamedTuple

import escrow_rehearsal
import multisig_rehearsal
import rehearsal
from chain import ROOT, compiled
from escrow_rehearsal import EscrowStage
from multisig_rehearsal import MultisigStage
from rehearsal import Tally
from stage import Stage

LIVES_AT_ONCE, TURNS = 10, 60


class Batch(NamedTuple):
    """What some lives of a machine came to; `failure` is the shortest failing life, as text."""

    machine: str
    luck: int
    calls: Counter
    tally: Tally
    failure: str = ""


class Company(NamedTuple):
    """A stage and what is played on it."""

    name: str
    stage: Stage | EscrowStage | MultisigStage
    rehearse: Callable[..., Tally]


def companies() -> tuple[Company, ...]:
    return (
        Company("gateway", Stage(), rehearsal.rehearse),
        Company("escrow", EscrowStage(), escrow_rehearsal.rehearse),
        Company("multisig", MultisigStage(), multisig_rehearsal.rehearse),
    )


def play(troupe: tuple[Company, ...], luck: int) -> Batch:
    """The luck's rest says who plays, so that one number is enough to play it again."""
    company = troupe[luck % len(troupe)]
    company.stage.chain.calls.clear()
    failure, tally = "", Tally()
    try:
        tally = company.rehearse(company.stage, LIVES_AT_ONCE, TURNS, luck)
    except Exception:
        failure = traceback.format_exc()
    return Batch(company.name, luck, Counter(company.stage.chain.calls), tally, failure)


def play_on(luck: int, step: int, until: float, done: multiprocessing.Queue) -> None:
    """One process: at least one batch, and another after it until the time is over."""
    troupe = companies()
    going = True
    while going:
        batch = play(troupe, luck)
        done.put(batch)
        luck += step
        going = not batch.failure and time.monotonic() < until
    done.put(None)


def batches(processes: int, luck: int, seconds: float) -> Iterator[Batch]:
    """Until the time is over or something broke."""
    context = multiprocessing.get_context("fork")
    done: multiprocessing.Queue = context.Queue()
    until = time.monotonic() + seconds
    players = [context.Process(target=play_on, args=(luck + n, processes, until, done)) for n in range(processes)]
    for player in players:
        player.start()
    try:
        yield from told(done, players)
    finally:
        for player in players:
            player.terminate()
            player.join()


def told(done: multiprocessing.Queue, players: list) -> Iterator[Batch]:
    at_work = len(players)
    while at_work:
        try:
            batch = done.get(timeout=5)
        except Empty:
            assert any(player.is_alive() for player in players), "a process of the soak ended without a word"
            continue
        if batch is None:
            at_work -= 1
            continue
        yield batch
        if batch.failure:
            return


class Book:
    """What all batches came to, by machine."""

    def __init__(self) -> None:
        self.lives, self.calls = Counter(), {}
        self.laws, self.accepted, self.refused = Counter(), {}, {}
        self.failures: list[Batch] = []

    def add(self, batch: Batch) -> None:
        self.lives[batch.machine] += batch.tally.examples
        self.laws += batch.tally.laws
        for kept, counted in (
            *((self.calls, batch.calls), (self.accepted, batch.tally.accepted)),
            (self.refused, batch.tally.refused),
        ):
            kept.setdefault(batch.machine, Counter()).update(counted)
        if batch.failure:
            self.failures.append(batch)

    def report(self, seconds: float, luck: int, processes: int) -> dict:
        total = sum(counted.total() for counted in self.calls.values())
        return {
            "calls": total,
            "invariants": {law: self.laws[law] for law in sorted(self.laws, key=lambda law: (law[0], int(law[1:])))},
            "failures": len(self.failures),
            "seconds": round(seconds, 1),
            "calls_per_hour": round(total / seconds * 3600),
            "seed": luck,
            "processes": processes,
            "machines": {name: self.of(name) for name in sorted(self.calls)},
        }

    def of(self, machine: str) -> dict:
        return {
            "lives": self.lives[machine],
            "calls": self.calls[machine].total(),
            **self.calls[machine],
            "accepted": dict(self.accepted[machine].most_common()),
            "refused": dict(self.refused[machine].most_common()),
        }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=None, help="the first batch's luck; each next batch adds one")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--report", type=Path, default=ROOT / "build" / "soak.json")
    asked = parser.parse_args()
    luck = asked.seed if asked.seed is not None else time.time_ns() % 10**9
    # Once here, so that every process finds it done.
    for name in ("PaymentGateway", "DepositAddresses", "DepositAddress", "Escrow", "MultiSig", "MultiSigFactory"):
        compiled(ROOT / "contracts" / f"{name}.vy", ROOT)
    book, began = Book(), time.monotonic()
    for batch in batches(asked.jobs, luck, asked.seconds):
        book.add(batch)
    report = book.report(time.monotonic() - began, luck, asked.jobs)
    asked.report.parent.mkdir(exist_ok=True)
    asked.report.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    tell(report, book.failures)
    return 1 if book.failures else 0


def tell(report: dict, failures: list[Batch]) -> None:
    for batch in failures:
        print(batch.failure)
        print(f"soak: the {batch.machine} broke; again with --jobs 1 --seed {batch.luck}", file=sys.stderr)
    for name, machine in report["machines"].items():
        print(
            f"{name}: {machine['lives']} lives, {machine['calls']:,} calls, {len(machine['refused'])} reasons refused"
        )
    print("held: " + ", ".join(f"{law} {count:,}" for law, count in report["invariants"].items()))
    print(f"{report['calls']:,} calls in {report['seconds']:.0f} s: {report['calls_per_hour']:,} an hour")


if __name__ == "__main__":
    sys.exit(main())
