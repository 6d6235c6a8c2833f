"""Runs the machine for a number of examples and counts what happened."""

import random
from collections import Counter
from dataclasses import dataclass, field

from double import Double
from gateway_machine import GatewayMachine
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from stage import Stage


@dataclass
class Tally:
    """laws: how often each was checked; accepted, refused: calls by verb, and by reason."""

    examples: int = 0
    laws: Counter = field(default_factory=Counter)
    accepted: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)

    def add(self, double: Double) -> None:
        self.examples += 1
        self.laws.update(double.laws.held)
        self.accepted.update(double.accepted)
        self.refused.update(double.refused)


def rehearse(stage: Stage, examples: int, steps: int, luck: int | None = None, shrink: bool = True) -> Tally:
    """Raises the first failure, shortened; `luck` None repeats the same examples every time."""
    tally = Tally()
    machine = type("Machine", (GatewayMachine,), {"stage": stage, "record": lambda self, double: tally.add(double)})
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
