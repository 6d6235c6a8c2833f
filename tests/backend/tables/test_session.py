"""The database is opened plainly: every trouble is one sentence with its remedy."""

import asyncio
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlmodel import SQLModel, select

from backend.tables import keeping, merchants_own, mirrored, observed, outbox, session, subscriptions, wallets
from backend.tables.mirrored import Credit
from backend.tables.session import (
    DatabaseLocked,
    DatabaseTooNew,
    DatabaseUnmigrated,
    DatabaseUnreachable,
    DatabaseUrlWrong,
    alembic_config,
    check_migrated,
    connected,
    open_engine,
    reading,
    upgrade,
    writing,
)
from backend.tables.uint256 import MAX, total

ROWS = (keeping, merchants_own, mirrored, observed, outbox, subscriptions, wallets)


def credit(chain_id: int, receiver: str, balance: int) -> Credit:
    return Credit(
        chain_id=chain_id, receiver=receiver, token="0x2", contract="0x3", balance=balance, number=1, block_number=1
    )


@pytest.mark.parametrize("url", ["mysql://there/it", "counterfoil.db", ""])
def test_given_another_kind_of_url__says_what_to_write(url: str) -> None:
    with pytest.raises(DatabaseUrlWrong, match="write sqlite:///"):
        open_engine(url)


@pytest.mark.parametrize("url", ["sqlite:////nowhere/there.db", "postgresql://nobody@127.0.0.1:1/it"])
async def test_given_no_database_there__says_so(url: str) -> None:
    with pytest.raises(DatabaseUnreachable, match="DATABASE_URL"):
        await upgrade(url)


async def test_given_a_file_of_another_kind__says_so(tmp_path: Path) -> None:
    (tmp_path / "it.db").write_text("Dear diary, " * 100)
    with pytest.raises(DatabaseUnreachable, match="DATABASE_URL"):
        await upgrade(f"sqlite:///{tmp_path / 'it.db'}")


async def test_given_no_tables__asks_for_the_migration(database_url: str) -> None:
    engine = open_engine(database_url)
    with pytest.raises(DatabaseUnmigrated, match="counterfoil migrate"):
        await check_migrated(engine)
    await engine.dispose()


async def test_given_a_newer_programs_tables__refuses(database_url: str) -> None:
    await upgrade(database_url)
    engine = open_engine(database_url)
    async with connected(engine) as connection:
        await connection.execute(text("update alembic_version set version_num = '9999'"))
    with pytest.raises(DatabaseTooNew, match="newer program"):
        await check_migrated(engine)
    with pytest.raises(DatabaseTooNew, match="newer program"):
        await upgrade(database_url)
    await engine.dispose()


async def test_given_another_writer_for_too_long__says_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "BUSY_MILLISECONDS", 50)
    url = f"sqlite:///{tmp_path / 'it.db'}"
    await upgrade(url)
    engine = open_engine(url)
    async with connected(engine):
        with pytest.raises(DatabaseLocked, match="another program"):
            async with connected(engine):
                pass
        async with reading(engine) as readers:
            assert (await readers.exec(select(Credit))).all() == []
    await engine.dispose()


async def test_given_many_writers__all_wait_for_their_turn(database_url: str) -> None:
    await upgrade(database_url)
    engine = open_engine(database_url)

    async def write(place: int) -> None:
        async with writing(engine) as rows:
            found = (await rows.exec(select(Credit))).all()
            rows.add(credit(place, "0x1", len(found)))

    await asyncio.gather(*(write(place) for place in range(12)))
    async with reading(engine) as rows:
        assert len((await rows.exec(select(Credit))).all()) == 12
    await engine.dispose()


async def test_sums_are_exact_beyond_one_word(database_url: str) -> None:
    await upgrade(database_url)
    engine = open_engine(database_url)
    async with writing(engine) as rows:
        rows.add_all(credit(1, f"0x{i}", MAX) for i in range(3))
    async with reading(engine) as rows:
        assert (await rows.exec(select(total(Credit.balance)))).one() == 3 * MAX
        assert (await rows.exec(select(total(Credit.balance)).where(Credit.chain_id == 2))).one() == 0
    await engine.dispose()


async def test_an_exception_takes_everything_back(database_url: str) -> None:
    await upgrade(database_url)
    engine = open_engine(database_url)
    with pytest.raises(ZeroDivisionError):
        async with writing(engine) as rows:
            rows.add(credit(1, "0x1", 1))
            await rows.flush()
            _ = 1 / 0
    async with reading(engine) as rows:
        assert (await rows.exec(select(Credit))).all() == []
    await engine.dispose()


async def test_several_processes_may_migrate_at_once(database_url: str) -> None:
    await asyncio.gather(*(upgrade(database_url) for _ in range(4)))
    engine = open_engine(database_url)
    await check_migrated(engine)
    await engine.dispose()


async def test_migrations_can_be_taken_back(database_url: str) -> None:
    await upgrade(database_url)
    engine = open_engine(database_url)

    def back_and_forth(connection: Connection) -> set[str]:
        command.downgrade(alembic_config(connection), "base")
        left = set(inspect(connection).get_table_names())
        command.upgrade(alembic_config(connection), "head")
        return left

    async with connected(engine) as connection:
        assert await connection.run_sync(back_and_forth) == {"alembic_version"}
    await check_migrated(engine)
    await engine.dispose()


async def test_migrations_make_exactly_the_tables_of_the_models(database_url: str) -> None:
    await upgrade(database_url)
    engine = open_engine(database_url)

    def drift(connection: object) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})  # type: ignore[arg-type]
        return list(compare_metadata(context, SQLModel.metadata))

    async with connected(engine, reads=True) as connection:
        assert await connection.run_sync(drift) == []
    await engine.dispose()
