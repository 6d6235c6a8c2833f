"""Connections to the database: SQLite or PostgreSQL by one URL, readers and writers, and the state of its tables."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

from backend.tables.uint256 import ExactTotal

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
BUSY_MILLISECONDS = 30_000
WAL_PAUSE_MILLISECONDS = 20
LOCKED = "The database is locked by another program: end it, or use PostgreSQL by DATABASE_URL for several writers."
READS = "counterfoil_reads"
MIGRATION_LOCK = 0x636F756E7465726D
PAGES_IN_MEMORY_KB = 32_768
"""SQLite's own 2 MB would spill a backfill's transaction to disk before it commits."""
PREFIXES = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}


class DatabaseTrouble(Exception):
    """The database cannot be used as it is. The message is one sentence with the remedy."""


class DatabaseUrlWrong(DatabaseTrouble):
    """DATABASE_URL is neither sqlite:/// nor postgresql://."""


class DatabaseLocked(DatabaseTrouble):
    """Another program has held the write lock of the SQLite file for longer than we wait."""


class DatabaseUnreachable(DatabaseTrouble):
    """No database answers there, or it does not let us in."""


class DatabaseUnmigrated(DatabaseTrouble):
    """The tables are missing or of an older version of this program."""


class DatabaseTooNew(DatabaseTrouble):
    """The tables were migrated by a newer version of this program."""


def database_url(url: str) -> URL:
    """`sqlite:///file.db` or `postgresql://…` with the asynchronous driver filled in. Raises DatabaseUrlWrong."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise DatabaseUrlWrong(
            "DATABASE_URL is not a URL: write sqlite:///file.db or postgresql://user@host/name."
        ) from None
    scheme = parsed.drivername.split("+", maxsplit=1)[0]
    if scheme not in PREFIXES:
        raise DatabaseUrlWrong(
            f"DATABASE_URL begins with {scheme}: write sqlite:///file.db or postgresql://user@host/name."
        )
    return parsed.set(drivername=PREFIXES[scheme])


def open_engine(url: str) -> AsyncEngine:
    """An engine for `url`; nothing is connected yet.

    SQLite connections use WAL, foreign keys and a busy timeout, know the aggregate `uint256_total`, and take the
    write lock when a transaction begins (unless it is a reader's), so that writers of several processes wait for
    each other instead of failing half-way. Raises DatabaseUrlWrong, DatabaseUnreachable.
    """
    target = database_url(url)
    if target.get_backend_name() == "postgresql":
        return create_async_engine(target, pool_pre_ping=True)
    engine = create_async_engine(target, connect_args={"isolation_level": None, "timeout": BUSY_MILLISECONDS / 1000})
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session that sees one state of the database and never waits for writers. Raises DatabaseTrouble."""
    async with _said_plainly(), AsyncSession(_for_reading(engine), expire_on_commit=False) as session:
        yield session


@asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session in one transaction: committed at the end, rolled back on any exception. Raises DatabaseTrouble."""
    async with _said_plainly(), AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        yield session


@asynccontextmanager
async def connected(engine: AsyncEngine, reads: bool = False) -> AsyncIterator[AsyncConnection]:
    """As `writing` (or `reading`), but a bare connection for bulk statements. Raises DatabaseTrouble."""
    chosen = _for_reading(engine) if reads else engine
    async with _said_plainly(), chosen.begin() as connection:
        yield connection


async def upgrade(url: str) -> None:
    """Brings the tables to this program's version; several processes may do so at once. Raises DatabaseTrouble."""
    engine = open_engine(url)
    try:
        async with connected(engine) as connection:
            if connection.dialect.name == "postgresql":
                await connection.execute(text(f"select pg_advisory_xact_lock({MIGRATION_LOCK})"))
            await connection.run_sync(_upgrade)
    finally:
        await engine.dispose()


async def check_migrated(engine: AsyncEngine) -> None:
    """Raises DatabaseUnmigrated or DatabaseTooNew unless the tables are of exactly this program's version."""
    async with connected(engine, reads=True) as connection:
        found = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    known = ScriptDirectory(str(MIGRATIONS))
    newest = known.get_current_head()
    if found == newest:
        return
    if found is None or found in {script.revision for script in known.walk_revisions()}:
        raise DatabaseUnmigrated(
            f"The database is at migration {found or 'none'}, not {newest}: run `counterfoil migrate`."
        )
    raise DatabaseTooNew(
        f"The database is at migration {found}, which this version does not know: run the newer program."
    )


def alembic_config(connection: Connection) -> Config:
    """What Alembic needs to work on an open connection, inside its transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _for_reading(engine: AsyncEngine) -> AsyncEngine:
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine.execution_options(**{READS: True})


def _upgrade(connection: Connection) -> None:
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in known:
        raise DatabaseTooNew(
            f"The database is at migration {found}, which this version does not know: run the newer program."
        )
    command.upgrade(alembic_config(connection), "head")


def _prepare_sqlite(adapted: Any, _record: object) -> None:
    cursor = adapted.cursor()
    _use_wal(cursor)
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        f"cache_size=-{PAGES_IN_MEMORY_KB}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
    # aiosqlite wraps create_function but not create_aggregate; both must run in the connection's own thread.
    adapted.run_async(
        lambda driver: driver._execute(partial(driver._conn.create_aggregate, "uint256_total", 1, ExactTotal))
    )


def _use_wal(cursor: Any) -> None:
    # Two connections that turn a new file to WAL at once block each other; SQLite leaves it to us to try again.
    cursor.execute(f"PRAGMA busy_timeout={WAL_PAUSE_MILLISECONDS}")
    for _ in range(BUSY_MILLISECONDS // WAL_PAUSE_MILLISECONDS):
        with suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA journal_mode=WAL")
            if cursor.fetchone()[0] in ("wal", "memory"):
                return
        time.sleep(WAL_PAUSE_MILLISECONDS / 1000)
    raise DatabaseLocked(LOCKED)


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns writer after another one has committed fails at once, whatever the timeout.
    reads = connection.get_execution_options().get(READS)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


@asynccontextmanager
async def _said_plainly() -> AsyncIterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as problem:
        raise _plain(problem) from problem
    except DBAPIError as problem:
        if problem.connection_invalidated or "not a database" in str(problem.orig):
            raise _plain(problem) from problem
        raise
    except OSError as problem:
        raise DatabaseUnreachable(
            f"The database does not answer ({problem}): start it, or correct DATABASE_URL."
        ) from problem


def _plain(problem: DBAPIError) -> DatabaseTrouble:
    cause = str(problem.orig)
    if "database is locked" in cause:
        return DatabaseLocked(LOCKED)
    if "no such table" in cause:
        return DatabaseUnmigrated(f"The database lacks a table ({cause}): run `counterfoil migrate`.")
    return DatabaseUnreachable(f"The database cannot be used ({cause}): check DATABASE_URL and its rights.")
