"""How many small wrongs the machine notices: `python tests/invariants/mutants.py [--sample 60] [--seed 1]`.

Each mutant is compiled in a copy of the contracts and judged by a fixed number of random lives; those that do not
compile are skipped. Prints each verdict, then the score and the survivors. Takes some ten seconds a mutant."""

import argparse
import contextlib
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

import boa.interpret
from chain import ROOT, compiled
from edges import walk_every_edge
from mutations import Mutant, mutants_of
from rehearsal import rehearse
from stage import ACTORS, Stage
from vyper.exceptions import VyperException

LIVES, STEPS = 30, 60
KILLED, SURVIVED, UNCOMPILABLE = range(3)
VERDICTS = {KILLED: "killed", SURVIVED: "SURVIVED", UNCOMPILABLE: "does not compile"}


def all_mutants(root: Path) -> list[Mutant]:
    folder = root / "contracts"
    paths = [folder / "PaymentGateway.vy", *sorted((folder / "modules").glob("*.vy"))]
    return [m for path in paths for m in mutants_of(path.relative_to(root), path.read_text(encoding="utf-8"))]


def copy_of(source: Path, to: Path) -> Path:
    shutil.copytree(source / "contracts", to / "contracts", ignore=shutil.ignore_patterns("mocks", ".cache"))
    return to


def judge(root: Path) -> None:
    """In a process of its own, since the EVM is one per process; the answer is the exit code."""
    with open(os.devnull, "w") as nowhere, contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
        try:
            stage = Stage(root)
            stage.check_births()
            walk_every_edge(stage)
            rehearse(stage, LIVES, STEPS, luck=1, shrink=False)
        except VyperException:
            os._exit(UNCOMPILABLE)
        except Exception:
            os._exit(KILLED)
    os._exit(SURVIVED)


def verdict(mutant: Mutant | None, source: Path) -> int:
    """Of a mutant, or for none of the contracts as they are."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy_of(source, Path(folder))
        if mutant:
            changed = root / mutant.path
            changed.write_text(mutant.of(changed.read_text(encoding="utf-8")), encoding="utf-8")
        process = multiprocessing.get_context("fork").Process(target=judge, args=(root,))
        process.start()
        process.join()
        return process.exitcode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=None, help="only so many, drawn by the seed; all if left out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="a part of the path or text of those to judge")
    arguments = parser.parse_args()
    # Once here, so that every process finds it done; a mutant's own code must never come from a cache.
    for actor in ("StageToken", "StagePerson"):
        compiled(ACTORS / f"{actor}.vy")
    boa.interpret.disable_cache()
    with tempfile.TemporaryDirectory() as folder:
        # Somebody may be working on the contracts meanwhile.
        report(arguments, copy_of(ROOT, Path(folder)))
    return 0


def report(arguments: argparse.Namespace, source: Path) -> None:
    chosen = [mutant for mutant in all_mutants(source) if arguments.only in str(mutant)]
    if arguments.sample:
        chosen = random.Random(arguments.seed).sample(chosen, min(arguments.sample, len(chosen)))
    assert verdict(None, source) == SURVIVED, "the judge condemns the contracts as they are"
    results = {KILLED: [], SURVIVED: [], UNCOMPILABLE: []}
    for mutant in chosen:
        result = verdict(mutant, source)
        results[result].append(mutant)
        print(f"{VERDICTS[result]:>16}  {mutant}", flush=True)
    judged = len(results[KILLED]) + len(results[SURVIVED])
    print(f"killed {len(results[KILLED])} of {judged}, {len(results[UNCOMPILABLE])} do not compile")
    print("survivors:", *results[SURVIVED], sep="\n  ")


if __name__ == "__main__":
    sys.exit(main())
