"""Health always answers; readiness says no with the sentence that tells why."""

import pytest
from sqlalchemy import text

from backend.tables.session import connected
from tests.backend.web.premises import NOW, observed, position

NOT_READY = [
    ((), "never run"),
    ((observed(10),), "not followed a block"),
    ((observed(10, at=NOW - 31), position(10)), "silent for 31 seconds"),
    ((observed(10, problem="The node keeps logs back."), position(10)), "The node keeps logs back."),
    ((observed(111), position(10)), "101 blocks"),
    ((observed(11, head_time=NOW + 10 + 121), position(10)), "121 seconds"),
]


@pytest.mark.parametrize(("rows", "reason"), NOT_READY, ids=[reason for _, reason in NOT_READY])
async def test_what_holds_back_is_told_by_both(premises, customer, rows, reason):
    await premises.write(*rows)

    health, ready = await customer.get("/health"), await customer.get("/ready")

    assert (health.status_code, health.json()["status"]) == (200, "degraded")
    assert reason in health.json()["problem"]
    assert (ready.status_code, ready.json()["code"]) == (503, "not_ready")
    assert reason in ready.json()["detail"]


async def test_an_unmigrated_database_is_told_without_where_it_is(premises, customer):
    async with connected(premises.engine) as connection:
        await connection.execute(text("update alembic_version set version_num = '0000'"))

    health, ready = await customer.get("/health"), await customer.get("/ready")

    assert (health.status_code, ready.status_code) == (200, 503)
    for said in (health.json()["problem"], ready.json()["detail"]):
        assert "Database" in said and "/" not in said.split("Read GET")[0]


async def test_at_the_head_everything_is_well(premises, customer):
    await premises.write(observed(12), position(10, confirmed=8, final=2))

    health = (await customer.get("/health")).json()

    assert (await customer.get("/ready")).json() == {"ready": True}
    assert (health["status"], health["problem"]) == ("ok", None)
    assert health["mirror"] == {
        "network": "local",
        "chain_id": 31337,
        "head": 12,
        "position": 10,
        "confirmed": 8,
        "final": 2,
        "lag_blocks": 2,
        "lag_seconds": 2,
        "observed_at": "2027-01-15T08:00:00Z",
        "problem": None,
    }
