"""Deals: each party's own, filtered and listed along the chain, with what can be done with them."""

import pytest
from eth_utils import to_checksum_address

from backend.tables.merchants_own import PaymentSession
from backend.tables.mirrored import Deal
from backend.webhooks.deal_object import deal_object
from backend.webhooks.notation import Certainty, SessionMention
from tests.backend.web.chain_rows import ARBITER, accepted, funded
from tests.backend.web.premises import CHAIN, DOLLAR, NOW, observed, position, word

COIN = "0x" + "ee" * 20


async def ids(client, query: str = "") -> list[int]:
    """The listed deal ids as numbers, over all pages of two."""
    found, cursor = [], ""
    while cursor is not None:
        page = (await client.get(f"/v1/deals?limit=2{query}{cursor}")).json()
        found += [int(item["id"], 16) for item in page["items"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    return found


def session_of(premises, deal: Deal, account_id: str | None = None) -> PaymentSession:
    """A session whose offer this deal was made of."""
    return PaymentSession(
        id="ps_0000000000000000000001",
        account_id=account_id or premises.merchant.account_id,
        chain_id=CHAIN,
        open_id=deal.open_id,
        merchant=deal.beneficiary,
        token=DOLLAR,
        amount=40_000_000,
        max_fee_bps=100,
        valid_until=NOW,
        reference=word(0),
        salt=word(7),
        merchant_metadata={"order": "7"},
        created_at=NOW,
    )


@pytest.fixture
async def history(premises):
    """Blocks 10 to 14: three deals that pay the merchant, one that the merchant funded, one between others."""
    shop, other = premises.merchant.address, premises.stranger.address
    rows = [funded(shop, word(10), block=10), funded(shop, word(12), block=12, log_index=3, status="closed", held=0)]
    rows += [funded(shop, word(120), block=12, log_index=5, token=COIN), accepted(shop, word(13), block=13)]
    rows += [funded(other, word(11), block=11, depositor=shop), funded(other, word(14), block=14)]
    await premises.write(position(16), *rows)


async def test_deals_between_others_do_not_exist(history, merchant):
    answer = await merchant.get(f"/v1/deals/{word(14)}")

    assert (answer.status_code, answer.json()["code"]) == (404, "deal_unknown")
    assert 14 not in await ids(merchant) + await ids(merchant, "&role=depositor")


async def test_a_deal_of_another_chain_does_not_exist(premises, merchant):
    row = funded(premises.merchant.address, word(1))
    await premises.write(Deal(**{**row.model_dump(), "chain_id": 1}))

    assert (await merchant.get(f"/v1/deals/{word(1)}")).status_code == 404
    assert await ids(merchant) == []


FILTERS = [
    ("", [13, 120, 12, 10]),
    ("&role=beneficiary", [13, 120, 12, 10]),
    ("&role=depositor", [11]),
    ("&status=closed", [12]),
    ("&status=accepted", [13]),
    ("&status=disputed", []),
    (f"&token={COIN}", [120]),
    (f"&status=funded&token={DOLLAR}", [10]),
    ("&role=depositor&status=closed", []),
]


async def test_filters_narrow_the_list_which_has_the_newest_first(history, merchant):
    found = {query: await ids(merchant, query) for query, _ in FILTERS}

    assert found == dict(FILTERS)


async def test_a_depositor_reads_the_deal_too(history, merchant, stranger):
    answers = [await client.get(f"/v1/deals/{word(11)}") for client in (merchant, stranger)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


async def test_a_deal_is_told_as_notices_tell_it_and_with_its_windows(premises, merchant):
    row = funded(premises.merchant.address, word(1), block=10)
    await premises.write(position(12, confirmed=10, final=9), row, session_of(premises, row))

    read = (await merchant.get(f"/v1/deals/{word(1)[:2]}{word(1)[2:].upper()}")).json()

    windows = read.pop("windows")
    told = deal_object(row, Certainty(10, 9), SessionMention("ps_0000000000000000000001", {"order": "7"}))
    assert read == told
    assert (read["certainty"], read["held"], read["arbiter"]) == ("confirmed", "40000000", to_checksum_address(ARBITER))
    assert (read["claim_hash"], read["transaction"]["hash"]) == (None, word(1010))
    assert {"verb": "reclaim", "by": "anyone"}.items() <= windows[3].items()


@pytest.mark.parametrize(("followed", "expected"), [(99, "release"), (100, "reclaim")])
async def test_windows_open_and_close_by_the_chains_time_not_by_ours(premises, merchant, followed, expected):
    premises.clock.now = NOW + 10_000
    await premises.write(position(12, time=NOW + followed), observed(500, at=NOW + 9_999))
    await premises.write(funded(premises.merchant.address, word(1)))

    windows = (await merchant.get("/v1/deals")).json()["items"][0]["windows"]

    found = {window["verb"]: window for window in windows}
    assert [verb for verb in ("release", "reclaim") if found[verb]["open"]] == [expected]
    assert found["release"]["closes_at"] == found["reclaim"]["opens_at"] == "2027-01-15T08:01:40Z"


async def test_a_deal_that_a_stranger_made_up_has_no_session(premises, merchant):
    row = funded(premises.merchant.address, word(1))
    offered = session_of(premises, row).model_copy(update={"open_id": word(99)})
    await premises.write(row, offered)

    assert (await merchant.get(f"/v1/deals/{word(1)}")).json()["session"] is None


async def test_another_accounts_session_of_the_same_deal_is_not_told(premises, merchant):
    row = funded(premises.merchant.address, word(1))
    await premises.write(row, session_of(premises, row, premises.stranger.account_id))

    assert (await merchant.get(f"/v1/deals/{word(1)}")).json()["session"] is None


async def test_terms_are_told_exactly_however_large(premises, merchant):
    row = funded(premises.merchant.address, word(1), max_fee_bps=2**256 - 1, amount=2**96 - 1)
    await premises.write(row)

    read = (await merchant.get(f"/v1/deals/{word(1)}")).json()

    assert (read["max_fee_bps"], read["amount"]) == (str(2**256 - 1), str(2**96 - 1))


async def test_of_an_accepted_deal_the_terms_are_not_known_yet(history, merchant):
    read = (await merchant.get(f"/v1/deals/{word(13)}")).json()

    assert (read["status"], read["amount"], read["delivery_until"], read["transaction"]) == ("accepted",) + (None,) * 3
    assert [window["verb"] for window in read["windows"]] == ["decline_arbitration"]
