"""Runs the MultiSig's machine for a number of examples and counts what happened."""

import random

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from multisig_machine import MultisigMachine
from multisig_stage import MultisigStage
from rehearsal import Tally


def rehearse(stage: MultisigStage, examples: int, steps: int, luck: int | None = None, shrink: bool = True) -> Tally:
    """Raises the first failure, shortened; `luck` None repeats the same examples every time."""
    tally = Tally()
    machine = type("Machine", (MultisigMachine,), {"stage": stage, "record": lambda self, double: tally.add(double)})
    if luck is not None:
        machine = seed(random.Random(luck).getrandbits(128))(machine)
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            derandomize=luck is None,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        ),
    )
    return tally
