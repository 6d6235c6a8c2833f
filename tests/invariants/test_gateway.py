"""The machine for as long as a test may take; `soak.py` runs it for as long as one likes."""

import pytest
from gateway_machine import GatewayMachine
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from stage import Stage


@pytest.fixture(scope="module")
def stage():
    return Stage()


def test_every_invariant_holds_through_random_lives(stage):
    GatewayMachine.stage = stage
    run_state_machine_as_test(
        GatewayMachine,
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=[Phase.generate, Phase.shrink],
        ),
    )
