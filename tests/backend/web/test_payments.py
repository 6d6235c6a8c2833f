"""Payments: each merchant's own, filtered and listed along the chain."""

import pytest
from sqlalchemy import update

from backend.tables.merchants_own import PaymentSession
from backend.tables.mirrored import Payment
from backend.tables.session import connected
from backend.webhooks.notation import Certainty, SessionMention
from backend.webhooks.payment_object import payment_object
from tests.backend.web.premises import DOLLAR, chain_event, paid, position, word

COIN = "0x" + "ee" * 20


async def ids(client, query: str = "") -> list[int]:
    """The listed payment ids as numbers, over all pages of two."""
    found, cursor = [], ""
    while cursor is not None:
        page = (await client.get(f"/v1/payments?limit=2{query}{cursor}")).json()
        found += [int(item["id"], 16) for item in page["items"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    return found


@pytest.fixture
async def history(premises):
    """Blocks 10 to 15, one payment each, of which two have something of their own; 12 has a second one."""
    shop = premises.merchant.address
    rows = [paid(shop, word(block), block=block) for block in (10, 11, 13)]
    rows.append(paid(shop, word(12), block=12, log_index=0, status="refunded", refunded=25_000_000))
    rows.append(paid(shop, word(120), block=12, log_index=5, token=COIN))
    rows.append(paid(shop, word(14), block=14, reference="0x" + b"order-14".ljust(32, b"\0").hex()))
    requested = {"fee": None, "payout": None, "paid_at": None, "paid_block": None, "paid_block_hash": None}
    rows.append(
        paid(shop, word(15), block=15, status="requested", paid_transaction=None, paid_log_index=None, **requested)
    )
    events = [chain_event(row.first_block, row.first_log_index) for row in rows]
    await premises.write(position(16), *events, *rows)


async def test_another_merchants_payments_do_not_exist(premises, history, stranger):
    answer = await stranger.get(f"/v1/payments/{word(10)}")

    assert (answer.status_code, answer.json()["code"]) == (404, "payment_unknown")
    assert await ids(stranger) == []
    assert await ids(stranger, f"&reference={word(7)}") == []


async def test_another_merchants_session_finds_no_payment(premises, history, stranger):
    session = await premises.new_session()
    await premises.write(paid(premises.merchant.address, session["payment_id"], block=20))

    assert await ids(stranger, f"&session={session['id']}") == []


async def test_another_accounts_session_of_the_same_payment_is_not_told(premises, merchant):
    session = await premises.new_session()
    async with connected(premises.engine) as connection:
        theirs = update(PaymentSession).values(account_id=premises.stranger.account_id)
        await connection.execute(theirs)
    await premises.write(paid(premises.merchant.address, session["payment_id"]))

    assert (await merchant.get(f"/v1/payments/{session['payment_id']}")).json()["session"] is None


async def test_a_payment_of_another_chain_does_not_exist(premises, merchant):
    row = paid(premises.merchant.address, word(1))
    await premises.write(Payment(**{**row.model_dump(), "chain_id": 1}))

    assert (await merchant.get(f"/v1/payments/{word(1)}")).status_code == 404
    assert await ids(merchant) == []


async def test_all_are_listed_newest_first(history, merchant):
    assert await ids(merchant) == [15, 14, 13, 120, 12, 11, 10]


FILTERS = [
    ("&status=refunded", [12]),
    ("&status=requested", [15]),
    ("&status=cancelled", []),
    (f"&token={COIN}", [120]),
    ("&reference=order-14", [14]),
    (f"&reference={word(7).upper().replace('0X', '0x')}", [15, 13, 120, 12, 11, 10]),
    ("&session=ps_0000000000000000000000", []),
    ("&created_from=2027-01-15T08:00:12Z", [15, 14, 13, 120, 12]),
    ("&created_until=2027-01-15T08:00:12Z", [11, 10]),
    ("&created_from=2027-01-15T08:00:11Z&created_until=2027-01-15T08:00:13Z", [120, 12, 11]),
    ("&created_from=2027-01-15T08:00:16Z", []),
    ("&created_until=2027-01-15T08:00:10Z", []),
    ("&created_from=1970-01-01T00:00:00Z&created_until=9999-01-01T00:00:00Z", [15, 14, 13, 120, 12, 11, 10]),
    (f"&status=paid&token={DOLLAR}&created_from=2027-01-15T08:00:11Z", [14, 13, 11]),
]


async def test_filters_narrow_the_list(history, merchant):
    found = {query: await ids(merchant, query) for query, _ in FILTERS}

    assert found == dict(FILTERS)


async def test_a_sessions_payment_is_found_by_it_and_carries_its_metadata(premises, history, merchant):
    session = await premises.new_session(metadata={"order": "7"})
    await premises.write(paid(premises.merchant.address, session["payment_id"], block=20))

    assert await ids(merchant, f"&session={session['id']}") == [int(session["payment_id"], 16)]
    read = (await merchant.get(f"/v1/payments/{session['payment_id'].upper().replace('0X', '0x')}")).json()
    assert read["session"] == {"id": session["id"], "metadata": {"order": "7"}}


async def test_a_payment_is_told_as_notices_tell_it(premises, merchant):
    session = await premises.new_session(metadata={"order": "7"})
    row = paid(premises.merchant.address, session["payment_id"], block=10, refunded=1, status="partially_refunded")
    await premises.write(position(12, confirmed=10, final=9), row)

    read = (await merchant.get(f"/v1/payments/{session['payment_id']}")).json()

    assert read == payment_object(row, Certainty(10, 9), SessionMention(session["id"], {"order": "7"}))
    assert (read["certainty"], read["amount"], read["fee"], read["net"]) == (
        "confirmed",
        "25000000",
        "250000",
        "24750000",
    )


async def test_a_requested_payment_has_terms_but_no_transaction(history, merchant):
    read = (await merchant.get(f"/v1/payments/{word(15)}")).json()

    assert (read["status"], read["transaction"], read["paid_at"], read["net"]) == ("requested", None, None, None)


async def test_before_anything_was_followed_a_payment_is_only_seen(premises, merchant):
    await premises.write(paid(premises.merchant.address, word(1)))

    assert (await merchant.get(f"/v1/payments/{word(1)}")).json()["certainty"] == "seen"
