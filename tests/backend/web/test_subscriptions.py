"""Plans, mandates and charges: each merchant's own, told as notices tell them, with what comes next."""

import pytest
from eth_utils import to_checksum_address

from backend.webhooks.mandate_object import mandate_object
from backend.webhooks.notation import Certainty
from tests.backend.web.premises import CHAIN, DOLLAR, NOW, PAYER, position, word
from tests.backend.web.subscription_rows import DAY, charge, failure, mandate, plan

GOLD, SILVER, OTHERS = word(0xA0), word(0xA1), word(0xA2)


async def ids(client, path: str, query: str = "") -> list[int]:
    """The listed ids as numbers, over all pages of two."""
    found, cursor = [], ""
    while cursor is not None:
        page = (await client.get(f"{path}?limit=2{query}{cursor}")).json()
        found += [int(item["id"], 16) for item in page["items"]]
        cursor = page["next_cursor"] and f"&cursor={page['next_cursor']}"
    return found


@pytest.fixture
async def shop(premises):
    """Two plans of the merchant and one of a stranger; four mandates that pay the merchant, one that it pays by."""
    own, other = premises.merchant.address, premises.stranger.address
    plans = [plan(own, GOLD), plan(own, SILVER, block=6, status="closed"), plan(other, OTHERS, block=7)]
    rows = [mandate(own, word(1), GOLD, block=10), mandate(own, word(2), SILVER, block=11, status="failing")]
    rows += [mandate(own, word(3), GOLD, block=12, status="cancelled", cancelled_by=PAYER, ended_at=NOW + 9)]
    rows += [mandate(own, word(4), None, block=13, status="cancelled", opened_at=None, start=None)]
    rows += [mandate(other, word(5), OTHERS, block=14, subscriber=own), mandate(other, word(6), OTHERS, block=15)]
    await premises.write(position(20, time=NOW + DAY), *plans, *rows)
    return own


@pytest.mark.parametrize("path", ["plans", "mandates"])
@pytest.mark.parametrize("id", [word(6), OTHERS, word(99), "0x12", "nothing"])
async def test_what_is_between_others_does_not_exist(shop, merchant, path, id):
    answer = await merchant.get(f"/v1/{path}/{id}")
    assert (answer.status_code, answer.json()["code"]) == (404, f"{path[:-1]}_unknown")


@pytest.mark.parametrize("part", ["charges", "failures"])
async def test_records_of_others_mandates_do_not_exist(shop, premises, merchant, part):
    await premises.write(charge(premises.stranger.address, word(6), block=16))
    answer = await merchant.get(f"/v1/mandates/{word(6)}/{part}")
    assert (answer.status_code, answer.json()["code"]) == (404, "mandate_unknown")


async def test_mandates_of_another_chain_do_not_exist(premises, merchant):
    row = mandate(premises.merchant.address, word(1), GOLD)
    await premises.write(type(row)(**{**row.model_dump(), "chain_id": CHAIN + 1}))
    assert (await merchant.get(f"/v1/mandates/{word(1)}")).status_code == 404


FILTERS = [
    ("", [4, 3, 2, 1]),
    ("&role=subscriber", [5]),
    ("&status=failing", [2]),
    ("&status=cancelled", [4, 3]),
    (f"&plan={GOLD}", [3, 1]),
    (f"&plan={GOLD.upper().replace('X', 'x')}&status=open", [1]),
    (f"&subscriber={PAYER}&status=open", [1]),
    (f"&subscriber={DOLLAR}", []),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS)
async def test_filters_narrow_the_list_which_has_the_newest_first(shop, merchant, query, expected):
    assert await ids(merchant, "/v1/mandates", query) == expected


async def test_plans_are_listed_with_their_live_mandates(shop, merchant):
    assert await ids(merchant, "/v1/plans") == [0xA1, 0xA0]
    assert await ids(merchant, "/v1/plans", "&status=open") == [0xA0]
    read = (await merchant.get(f"/v1/plans/{GOLD}")).json()
    assert (read["live_mandates"], read["period_unit"], read["amount"]) == (1, "second", "10000000")
    assert read["payout"] == to_checksum_address(shop)


async def test_a_mandate_is_told_as_notices_tell_it_and_with_what_comes_next(shop, premises, merchant):
    read = (await merchant.get(f"/v1/mandates/{word(1)}")).json()
    added = {name: read.pop(name) for name in ("plan", "active", "next_charge")}
    followed = position(20, time=NOW + DAY)
    certainty = Certainty(followed.confirmed_number, followed.final_number)
    assert read == mandate_object(mandate(shop, word(1), GOLD, block=10), certainty)
    assert added["plan"]["id"] == GOLD
    assert added["active"] is True
    assert added["next_charge"] == {"at": "2027-02-14T08:00:00Z", "amount": "10000000"}


async def test_bounds_that_were_not_set_are_null(shop, merchant):
    read = (await merchant.get(f"/v1/mandates/{word(1)}")).json()
    assert [read[name] for name in ("end", "max_charges", "lifetime_cap", "price", "retry_at")] == [None] * 5


async def test_of_a_mandate_that_was_never_opened_there_is_no_plan(shop, merchant):
    read = (await merchant.get(f"/v1/mandates/{word(4)}")).json()
    assert (read["plan"], read["active"], read["next_charge"], read["plan_id"]) == (None, False, None, None)


ENTITLED = [
    ({}, True),
    ({"status": "cancelled"}, True),
    ({"status": "paused", "paused_at": NOW, "paused_until": NOW + 9 * DAY}, False),
    ({"status": "lapsed"}, False),
    ({"paid_until": NOW + DAY}, False),
    ({"paid_until": NOW + DAY + 1}, True),
    ({"start": NOW + DAY + 1}, False),
    ({"refunded_at": NOW + 5}, False),
    ({"status": "failing", "paid_until": NOW, "grace_until": NOW + DAY + 1}, True),
    ({"status": "failing", "paid_until": NOW, "grace_until": NOW + DAY}, False),
]


@pytest.mark.parametrize(("changes", "active"), ENTITLED)
async def test_who_is_entitled_is_said_by_the_chains_time(premises, merchant, changes, active):
    own = premises.merchant.address
    await premises.write(position(20, time=NOW + DAY), plan(own, GOLD), mandate(own, word(1), GOLD, **changes))
    assert (await merchant.get(f"/v1/mandates/{word(1)}")).json()["active"] is active


async def test_charges_and_failures_are_listed_newest_first(shop, premises, merchant):
    rows = [charge(shop, word(1), block=block, log_index=block % 2) for block in (16, 17, 18)]
    failed = [failure(shop, word(1), block=19), failure(shop, word(1), block=20, attempt=2)]
    await premises.write(*rows, *failed, charge(shop, word(2), block=16, log_index=9))
    first = (await merchant.get(f"/v1/mandates/{word(1)}/charges?limit=2")).json()
    rest = (await merchant.get(f"/v1/mandates/{word(1)}/charges?cursor={first['next_cursor']}")).json()
    assert [one["block_number"] for one in first["items"] + rest["items"]] == [18, 17, 16]
    assert rest["next_cursor"] is None
    assert {"amount": "10000000", "fee": "30000", "tip": "50000", "finished": False}.items() >= {
        name: first["items"][0].get(name, False) for name in ("amount", "fee", "tip", "finished")
    }.items()
    tried = (await merchant.get(f"/v1/mandates/{word(1)}/failures")).json()["items"]
    assert [(one["attempt"], one["reason"]) for one in tried] == [
        (2, "insufficient_balance"),
        (1, "insufficient_balance"),
    ]
    everything = (await merchant.get("/v1/subscriptions/charges")).json()["items"]
    assert [(one["block_number"], one["log_index"]) for one in everything] == [(18, 0), (17, 1), (16, 9), (16, 0)]


@pytest.mark.parametrize("path", ["mandates?cursor=x", "plans?cursor=1", "subscriptions/charges?cursor=-"])
async def test_a_cursor_of_ones_own_making_is_refused(shop, merchant, path):
    answer = await merchant.get(f"/v1/{path}")
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_malformed")


@pytest.mark.parametrize("query", ["status=dead", "role=keeper", "plan=0x12", "days=3"])
async def test_a_wrong_filter_is_refused_and_named(shop, merchant, query):
    answer = await merchant.get(f"/v1/mandates?{query}")
    assert (answer.status_code, answer.json()["param"]) == (422, query.partition("=")[0])
