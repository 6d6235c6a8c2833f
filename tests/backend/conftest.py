"""Every test that asks for `database_url` runs on SQLite and on PostgreSQL, each time in an empty database."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import URL

from tests.backend.postgres import NoPostgres, database, running


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running())
        except NoPostgres as problem:
            if os.environ.get("COUNTERFOIL_NO_SKIP") == "1":
                pytest.fail(str(problem))
            pytest.skip(str(problem))
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'counterfoil.db'}"
        return
    server: URL = request.getfixturevalue("postgres_server")
    with database(server) as url:
        yield url
