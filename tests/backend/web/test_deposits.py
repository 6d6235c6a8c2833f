"""Deposits: what came of plain sends, and how a payment tells that it was made by one."""

from eth_utils import to_checksum_address

from backend.webhooks.deposit_object import deposit_object
from backend.webhooks.notation import Certainty, SessionMention
from tests.backend.web.chain_rows import RECEIVER, collected, share
from tests.backend.web.premises import DOLLAR, PAYER, paid, position, word

COIN = "0x" + "ee" * 20


async def payments(client, query: str = "") -> list[int]:
    """The payment ids of the listed deposits as numbers, over all pages of two."""
    found, cursor = [], ""
    while cursor is not None:
        page = (await client.get(f"/v1/deposits?limit=2{query}{cursor}")).json()
        found += [int(item["payment_id"], 16) for item in page["items"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    return found


async def test_deposits_for_another_merchant_are_not_told(premises, stranger):
    await premises.write(collected(premises.merchant.address, word(1)))

    assert await payments(stranger) == []


async def test_deposits_are_listed_newest_first(premises, merchant):
    shop = premises.merchant.address
    rows = [collected(shop, word(n), block=block, log_index=n) for n, block in ((1, 10), (3, 12), (2, 11), (4, 12))]
    await premises.write(*rows, collected(shop, word(1), block=13, token=COIN, collected=0, refund_to=None))

    assert await payments(merchant) == [1, 4, 3, 2, 1]
    assert await payments(merchant, f"&token={COIN}") == [1]


async def test_a_deposit_is_told_as_notices_tell_it(premises, merchant):
    session = await premises.new_session(metadata={"order": "7"})
    row = collected(premises.merchant.address, session["payment_id"], block=10)
    await premises.write(position(12, confirmed=10), row)

    (read,) = (await merchant.get(f"/v1/deposits?token={DOLLAR}")).json()["items"]

    assert read == deposit_object(row, Certainty(10, -1), SessionMention(session["id"], {"order": "7"}))
    assert (read["collected"], read["returned"], read["certainty"]) == ("25000000", "1000000", "confirmed")


async def test_a_deposit_for_an_invented_invoice_has_no_session(premises, merchant):
    await premises.write(collected(premises.merchant.address, word(1)))

    assert (await merchant.get("/v1/deposits")).json()["items"][0]["session"] is None


async def test_a_payment_tells_its_shares_in_order_and_its_deposit_address(premises, merchant):
    shop, id = premises.merchant.address, word(1)
    shares = [share(shop, id, 13, 30), share(shop, id, 12, 2**255, receiver=PAYER), share(shop, word(2), 14, 99)]
    other = collected(shop, id, token=COIN, collected=0, deposit="0x" + "77" * 20)
    await premises.write(paid(shop, id), paid(shop, word(2)), collected(shop, id), other, *shares)

    read = (await merchant.get(f"/v1/payments/{id}")).json()

    told = [(one["receiver"], one["amount"]) for one in read["splits"]]
    assert told == [(to_checksum_address(PAYER), str(2**255)), (to_checksum_address(RECEIVER), "30")]
    address = to_checksum_address("0x" + id[-40:])
    assert read["deposit"] == {"address": address, "refund_to": to_checksum_address(PAYER)}
    assert {len(item["splits"]) for item in (await merchant.get("/v1/payments")).json()["items"]} == {1, 2}


async def test_money_that_went_back_did_not_pay(premises, merchant):
    shop = premises.merchant.address
    await premises.write(paid(shop, word(1)), collected(shop, word(1), collected=0, returned=1))

    read = (await merchant.get(f"/v1/payments/{word(1)}")).json()

    assert (read["splits"], read["deposit"]) == ([], None)
