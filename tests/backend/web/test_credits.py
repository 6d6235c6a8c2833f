"""Credits: what contracts owe to a merchant, wherever it is paid out."""

import pytest
from sqlalchemy import update

from backend.tables.mirrored import Merchant
from backend.tables.session import connected
from backend.webhooks.credit_object import credit_object
from backend.webhooks.notation import Certainty
from tests.backend.web.chain_rows import ESCROW, owed
from tests.backend.web.premises import DOLLAR, GATEWAY, position

PAYOUT, NEXT_PAYOUT, OLD_PAYOUT = ("0x" + byte * 20 for byte in ("01", "f1", "02"))
COIN = "0x" + "ee" * 20


@pytest.fixture
async def payouts(premises):
    """The merchant is paid out elsewhere, and has proposed yet another address."""
    async with connected(premises.engine) as connection:
        changed = update(Merchant).where(Merchant.merchant == premises.merchant.address)
        await connection.execute(changed.values(payout=PAYOUT, proposed_payout=NEXT_PAYOUT))


async def balances(client, query: str = "") -> list[int]:
    """The listed balances, over all pages of two."""
    found, cursor = [], ""
    while cursor is not None:
        page = (await client.get(f"/v1/credits?limit=2{query}{cursor}")).json()
        found += [int(item["balance"]) for item in page["items"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    return found


async def test_what_is_owed_to_others_is_not_told(premises, payouts, merchant):
    await premises.write(owed(premises.stranger.address), owed(OLD_PAYOUT))

    assert await balances(merchant) == []


async def test_what_was_fetched_is_owed_no_more(premises, merchant):
    await premises.write(owed(premises.merchant.address, balance=0))

    assert await balances(merchant) == []


async def test_own_address_payout_and_proposed_payout_are_listed_by_receiver_token_and_contract(
    premises, payouts, merchant
):
    own = premises.merchant.address
    rows = [owed(NEXT_PAYOUT, balance=7), owed(own, balance=4), owed(own, balance=5, contract=ESCROW)]
    rows += [owed(PAYOUT, balance=2), owed(PAYOUT, balance=3, token=COIN), owed(own, balance=6, token=COIN)]
    await premises.write(*rows)

    assert await balances(merchant) == [2, 3, 4, 5, 6, 7]
    assert await balances(merchant, f"&token={COIN}") == [3, 6]


async def test_the_largest_amount_is_told_exactly(premises, merchant):
    await premises.write(owed(premises.merchant.address, balance=2**256 - 1))

    assert await balances(merchant) == [2**256 - 1]


async def test_a_credit_is_told_as_notices_tell_it(premises, merchant):
    row = owed(premises.merchant.address, block=10)
    await premises.write(position(12, confirmed=10), row)

    (read,) = (await merchant.get(f"/v1/credits?token={DOLLAR}")).json()["items"]

    assert read == credit_object(row, Certainty(10, -1))
    assert (read["certainty"], read["contract"].lower()) == ("confirmed", GATEWAY)
