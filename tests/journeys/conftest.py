import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def root() -> Path:
    return ROOT


@pytest.fixture
def clean_environment() -> dict[str, str]:
    """The environment without what another test or a developer set for Counterfoil."""
    return {k: v for k, v in os.environ.items() if not k.startswith("COUNTERFOIL_") and k != "DATABASE_URL"}
