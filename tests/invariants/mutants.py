"""How many small wrongs are noticed: `make mutants`, or `make mutants SAMPLE=60 SEED=1` for some of them.

Each mutant of the contracts' text is compiled in a copy and judged by the walks along the edges and by random lives;
writes build/mutants.json. What was judged is kept in build/mutants.partial.json, from which a broken run goes on, as
long as neither the contracts nor the judge have changed. Ends with 1 if less than 95 % of what compiles is killed."""

import argparse
import hashlib
import json
import multiprocessing
import os
import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait
from pathlib import Path

from chain import ROOT
from judging import KILLED, SURVIVED, UNCOMPILABLE, Task, Verdict, all_mutants, copy_of, judge, prepare, touched_by
from mutations import Mutant

HERE = Path(__file__).parent
BUILD = ROOT / "build"
ENOUGH = 0.95


def fingerprint(source: Path) -> str:
    """Of everything that a verdict depends on."""
    files = [*sorted((source / "contracts").rglob("*.vy*")), *sorted(HERE.glob("*.py")), *sorted(HERE.rglob("*.vy"))]
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def judged_before(mark: str) -> dict[str, Verdict]:
    path = BUILD / "mutants.partial.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {each[0]: Verdict(*each) for each in kept["verdicts"]} if kept.get("mark") == mark else {}


def keep(mark: str, verdicts: dict[str, Verdict]) -> None:
    BUILD.mkdir(exist_ok=True)
    kept = {"mark": mark, "verdicts": list(verdicts.values())}
    (BUILD / "mutants.partial.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")


def touched_by_any(mutants: list[Mutant], source: Path) -> tuple[str, ...]:
    return tuple(sorted({name for mutant in mutants for name in touched_by(mutant, source)}))


def tell_verdict(to: Connection, task: Task) -> None:
    to.send(judge(task))


def verdicts_of(tasks: list[Task], jobs: int) -> Iterator[Verdict]:
    """Each from a process of its own, so many at once, as they come."""
    context, waiting, running = multiprocessing.get_context("fork"), deque(tasks), {}
    while waiting or running:
        while waiting and len(running) < jobs:
            here, there = context.Pipe(duplex=False)
            running[here] = context.Process(target=tell_verdict, args=(there, waiting.popleft()))
            running[here].start()
            there.close()
        for told in wait(list(running)):
            # Ends this run if a judge has died, which is no verdict; the next goes on from here.
            yield told.recv()
            running.pop(told).join()


def judge_all(chosen: list[Mutant], source: Path, jobs: int) -> dict[str, Verdict]:
    mark = fingerprint(source)
    verdicts = judged_before(mark)
    rest = [mutant for mutant in chosen if str(mutant) not in verdicts]
    # The contracts as they are stand before the judge as well: if they are condemned, no verdict is worth anything.
    innocent = [(None, source, touched_by_any(rest, source))] if rest else []
    began, done = time.monotonic(), 0
    for verdict in verdicts_of([*innocent, *((mutant, source, ()) for mutant in rest)], jobs):
        if verdict.mutant == str(None):
            assert verdict.result == SURVIVED, f"the judge condemns the contracts as they are: {verdict}"
            continue
        verdicts[verdict.mutant], done = verdict, done + 1
        keep(mark, verdicts)
        so_far = f"{done}/{len(rest)} {time.monotonic() - began:5.0f} s"
        print(f"{so_far}  {verdict.result:>12} by {verdict.by or 'nobody'}: {verdict.mutant}", flush=True)
    return {str(mutant): verdicts[str(mutant)] for mutant in chosen}


def report(verdicts: dict[str, Verdict], sampled: dict | None) -> dict:
    listed = json.loads((HERE / "equivalent_mutants.json").read_text(encoding="utf-8"))
    reasons = {each["mutant"]: each["reason"] for each in listed}
    by_result = {
        kind: [v.mutant for v in verdicts.values() if v.result == kind] for kind in (KILLED, SURVIVED, UNCOMPILABLE)
    }
    return {
        "total": len(verdicts),
        "killed": len(by_result[KILLED]),
        "survivors": [{"mutant": name, "reason": reasons.get(name, "none known")} for name in by_result[SURVIVED]],
        "uncompilable": len(by_result[UNCOMPILABLE]),
        "sampled": sampled,
        "seconds_per_mutant": round(sum(v.seconds for v in verdicts.values()) / max(1, len(verdicts)), 1),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=None, help="only so many, drawn by the seed; all if left out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--report", type=Path, default=BUILD / "mutants.json")
    parser.add_argument("--only", default="", help="a part of the name of those to judge")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        # Somebody may be working on the contracts meanwhile.
        source = copy_of(ROOT, Path(folder))
        chosen = [mutant for mutant in all_mutants(source) if asked.only in str(mutant)]
        sampled = None
        if asked.sample and asked.sample < len(chosen):
            chosen = random.Random(asked.seed).sample(chosen, asked.sample)
            sampled = {"size": asked.sample, "seed": asked.seed}
        prepare(source)
        told = report(judge_all(chosen, source, asked.jobs), sampled)
    asked.report.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    judged = told["killed"] + len(told["survivors"])
    each = told["seconds_per_mutant"]
    print(f"killed {told['killed']} of {judged}, {told['uncompilable']} do not compile; {each} s of a processor each")
    for survivor in told["survivors"]:
        print(f"  survived: {survivor['mutant']} ({survivor['reason']})")
    return 0 if told["killed"] >= ENOUGH * judged else 1


if __name__ == "__main__":
    sys.exit(main())
