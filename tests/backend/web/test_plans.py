"""Lists are read along an index, whatever their length: neither sorted nor scanned. Plans of SQLite, in its words."""

import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.backend.web.chain_rows import funded
from tests.backend.web.premises import DOLLAR, GATEWAY, NOW, paid, word
from tests.backend.web.subscription_rows import mandate, plan

LISTS = [
    (f"/v1/payment_sessions?cursor={NOW}-ps_0000000000000000000000", "ix_payment_sessions_account"),
    ("/v1/payments?cursor=10-0", "ix_payments_merchant"),
    ("/v1/payments?status=paid", "ix_payments_merchant"),
    ("/v1/payments?created_from=2027-01-15T08:00:00Z", "ix_payments_merchant"),
    ("/v1/payments?limit=1", "ix_payments_merchant"),
    ("/v1/payments?limit=1", "ix_deposits_payment"),
    ("/v1/payments?limit=1", "sqlite_autoindex_payment_splits_1 (chain_id=? AND payment_id=?)"),
    ("/v1/deals?cursor=12-0", "ix_deals_beneficiary"),
    ("/v1/deals?status=closed", "ix_deals_beneficiary"),
    (f"/v1/deals?token={DOLLAR}&status=funded&cursor=12-0", "ix_deals_beneficiary"),
    ("/v1/deals?role=depositor&cursor=12-0", "ix_deals_depositor"),
    (f"/v1/deals/{word(1)}", "sqlite_autoindex_deals_1 (chain_id=? AND deal_id=?)"),
    ("/v1/deposits?cursor=12-0", "ix_deposits_merchant"),
    (f"/v1/deposits?token={DOLLAR}", "ix_deposits_merchant"),
    ("/v1/credits", "sqlite_autoindex_credits_1 (chain_id=? AND receiver=?"),
    (f"/v1/credits?cursor=0x{'a1' * 20}-{DOLLAR}-{GATEWAY}", "sqlite_autoindex_credits_1 (chain_id=? AND receiver=?"),
    (f"/v1/credits?token={DOLLAR}", "sqlite_autoindex_credits_1 (chain_id=? AND receiver=?"),
    ("/v1/plans?cursor=10-0", "ix_plans_merchant"),
    ("/v1/mandates?cursor=12-0", "ix_mandates_merchant"),
    ("/v1/mandates?role=subscriber", "ix_mandates_subscriber"),
    (f"/v1/mandates/{word(1)}", "sqlite_autoindex_mandates_1 (chain_id=? AND mandate_id=?)"),
    (f"/v1/mandates/{word(1)}/charges", "ix_charges_mandate"),
    (f"/v1/mandates/{word(1)}/failures", "ix_charge_failures_mandate"),
    ("/v1/subscriptions/charges?cursor=12-0", "ix_charges_merchant"),
    ("/v1/subscriptions/forecast", "ix_mandates_merchant"),
    ("/v1/subscriptions/churn", "ix_mandates_merchant"),
    ("/v1/merchant", "ix_chain_events_number (chain_id=? AND counter=?)"),
    ("/v1/merchant", "sqlite_autoindex_approved_splits_1 (chain_id=? AND merchant=?)"),
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
    # So that what belongs to a listed row is asked for too.
    await premises.write(paid(premises.merchant.address, word(1)), funded(premises.merchant.address, word(1)))
    own = premises.merchant.address
    await premises.write(plan(own, word(2)), mandate(own, word(1), word(2)))
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
