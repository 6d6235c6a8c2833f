from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from scripts._deployment.build import Built
from tests.backend.keeper.rig import Rig, rigged
from tests.backend.keeper.stage import Stage, compiled, staged


@pytest.fixture(scope="session")
def built() -> dict[str, Built]:
    return compiled()


@pytest.fixture
def stage(tmp_path: Path, built: dict[str, Built]) -> Iterator[Stage]:
    with staged(tmp_path / "deployments", built) as stage:
        yield stage


@pytest.fixture
async def rig(stage: Stage, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rigged(stage, f"sqlite:///{tmp_path / 'counterfoil.db'}") as rig:
        yield rig
