"""Lists are read along an index, whatever their length: neither sorted nor scanned. Plans of SQLite, in its words."""

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.backend.web.premises import NOW

LISTS = [
    (f"/v1/payment_sessions?cursor={NOW}-ps_0000000000000000000000", "ix_payment_sessions_account"),
    ("/v1/payments?cursor=10-0", "ix_payments_merchant"),
    ("/v1/payments?status=paid", "ix_payments_merchant"),
    ("/v1/payments?created_from=2027-01-15T08:00:00Z", "ix_payments_merchant"),
    ("/v1/events?after=5", "sqlite_autoindex_notices"),
]


@pytest.fixture
def database_url(tmp_path) -> str:
    # PostgreSQL chooses by size and rightly scans small tables; the indexes are the same.
    return f"sqlite:///{tmp_path / 'counterfoil.db'}"


async def plans(engine: AsyncEngine, said: list[tuple]) -> list[str]:
    found = []
    async with engine.connect() as connection:
        for statement, parameters in said:
            rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            found += [row[3] for row in rows]
    return found


@pytest.mark.parametrize(("path", "index"), LISTS)
async def test_a_list_is_read_along_its_index(premises, merchant, path, index):
    said: list[tuple] = []
    event.listen(
        premises.engine.sync_engine,
        "before_cursor_execute",
        lambda c, cursor, statement, parameters, ctx, many: said.append((statement, parameters)),
    )
    assert (await merchant.get(path)).status_code == 200

    lines = await plans(premises.engine, [one for one in said if one[0].startswith("SELECT")])

    assert any(index in line for line in lines), lines
    assert not [line for line in lines if line.startswith("SCAN") or "TEMP B-TREE" in line], lines
