"""Random lives of the gateway for as long as asked: `python tests/invariants/soak.py --minutes 5 [--seed 1]`.

Prints the calls made and how often each invariant was checked; ends with 1 and the shortest failing life if
one broke."""

import argparse
import sys
import time
import traceback
from collections import Counter

from rehearsal import rehearse
from stage import Stage

EXAMPLES_AT_ONCE = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=None, help="the first batch's seed; each next batch adds one")
    arguments = parser.parse_args()
    luck = arguments.seed if arguments.seed is not None else time.time_ns() % 10**9
    stage = Stage()
    stage.chain.calls.clear()
    laws, accepted, refused, examples = Counter(), Counter(), Counter(), 0
    began = time.monotonic()
    while time.monotonic() - began < arguments.minutes * 60:
        try:
            tally = rehearse(stage, EXAMPLES_AT_ONCE, 60, luck)
        except Exception:
            traceback.print_exc()
            print(f"soak: broken with --seed {luck}", file=sys.stderr)
            return 1
        laws, accepted, refused = laws + tally.laws, accepted + tally.accepted, refused + tally.refused
        examples, luck = examples + tally.examples, luck + 1
    report(stage.chain.calls, time.monotonic() - began, examples, laws, accepted, refused)
    return 0


def report(calls: Counter, seconds: float, examples: int, laws: Counter, accepted: Counter, refused: Counter) -> None:
    total = calls.total()
    print(f"{examples} lives, {total:,} calls ({calls['writes']:,} writing, {calls['reads']:,} reading)")
    print(f"{seconds:.0f} s, {total / seconds:,.0f} calls/s")
    print("held: " + ", ".join(f"{law} {laws[law]:,}" for law in sorted(laws, key=lambda law: int(law[1:]))))
    print("accepted: " + ", ".join(f"{verb} {count:,}" for verb, count in accepted.most_common()))
    print(f"refused for {len(refused)} reasons: " + ", ".join(f"{why!r} {n:,}" for why, n in refused.most_common()))


if __name__ == "__main__":
    sys.exit(main())
