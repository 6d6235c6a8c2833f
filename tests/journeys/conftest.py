import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def clean_environment() -> dict[str, str]:
    """The environment without what another test or a developer set for Counterfoil."""
    return {k: v for k, v in os.environ.items() if not k.startswith("COUNTERFOIL_") and k != "DATABASE_URL"}
