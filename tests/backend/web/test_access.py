"""Nobody without a valid key reads or writes anything of a merchant's."""

import re

from backend.accounts.keys import revoke_key
from backend.tables.merchants_own import ApiKey
from backend.tables.session import connected
from tests.backend.web.premises import NOW


def keyed(premises) -> list[tuple[str, str]]:
    paths = premises.app.openapi()["paths"]
    return [
        (method.upper(), re.sub(r"\{\w+\}", "x", path))
        for path, methods in paths.items()
        if path.startswith("/v1/")
        for method in methods
    ]


HEADERS = [
    ({}, "key_missing"),
    ({"authorization": ""}, "key_missing"),
    ({"authorization": "Basic dXNlcjpwYXNz"}, "key_missing"),
    ({"authorization": "Bearer"}, "key_missing"),
    ({"authorization": "Bearer cf_test_short"}, "key_unknown"),
    ({"authorization": "Bearer cf_test_" + "0" * 43}, "key_unknown"),
    ({"authorization": "Bearer " + "x" * 5000}, "key_unknown"),
]


async def test_every_route_of_v1_wants_a_valid_key(premises, customer):
    asked = keyed(premises)
    for headers, code in HEADERS:
        for method, path in asked:
            answer = await customer.request(method, path, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (401, code), (method, path, headers)
    assert len(asked) == 31


async def test_a_revoked_key_opens_nothing_from_the_next_request_on(premises, merchant):
    assert (await merchant.get("/v1/tokens")).status_code == 200
    async with connected(premises.engine) as connection:
        rows = (await connection.execute(ApiKey.__table__.select())).all()
        own = next(row.id for row in rows if row.account_id == premises.merchant.account_id)
        assert await revoke_key(connection, own, now=NOW)

    assert (await merchant.get("/v1/tokens")).json()["code"] == "key_unknown"


async def test_tokens_are_listed_with_the_coin_first(merchant):
    listed = (await merchant.get("/v1/tokens")).json()["items"]

    assert [(t["symbol"], t["decimals"], t["native"]) for t in listed] == [("ETH", 18, True), ("TUSD", 6, False)]
    assert listed[0]["address"] == "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE"
