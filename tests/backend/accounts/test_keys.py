"""API keys: shown once, stored as a hash, ended at will."""

from dataclasses import asdict

import pytest
from sqlalchemy import select, text

from backend.accounts import keys
from backend.accounts.keys import draw_key, find_caller, issue_key, revoke_key
from backend.accounts.opening import AccountError, open_account, require_account
from backend.tables.merchants_own import ApiKey
from backend.tables.session import connected, open_engine, upgrade

MERCHANT = "0x" + "a1" * 20


@pytest.fixture
async def connection(database_url):
    await upgrade(database_url)
    engine = open_engine(database_url)
    async with connected(engine) as opened:
        yield opened
    await engine.dispose()


@pytest.fixture
async def opened(connection):
    return await open_account(connection, name="Shop", merchant=MERCHANT, test=True, now=5)


async def test_a_merchant_address_has_one_account(connection, opened):
    with pytest.raises(AccountError, match=f"has the account {opened[0].id}"):
        await open_account(connection, name="Again", merchant=MERCHANT, test=True, now=5)


async def test_an_account_that_is_not_there_is_named(connection):
    with pytest.raises(AccountError, match="There is no account acct_x"):
        await require_account(connection, "acct_x")


WRONG = [
    lambda key: "",
    lambda key: key[:-1],
    lambda key: key + "0",
    lambda key: key.swapcase(),
    lambda key: key.replace("cf_test_", "cf_live_"),
    lambda key: key + "\n",
    lambda key: " " + key,
    lambda key: "cf_test_" + "0" * 43,
    lambda key: "é" * 51,
]


@pytest.mark.parametrize("bend", WRONG)
async def test_anything_but_the_key_finds_nobody(connection, opened, bend):
    assert await find_caller(connection, bend(opened[1].text)) is None


async def test_the_stored_hash_is_not_a_key(connection, opened):
    assert await find_caller(connection, opened[1].sha256) is None


async def test_a_row_whose_hash_is_not_the_keys_finds_nobody(connection, opened, monkeypatch):
    # Were the database to compare loosely (a collation), the comparison in constant time still decides.
    monkeypatch.setattr(keys.hmac, "compare_digest", lambda *_: False)

    assert await find_caller(connection, opened[1].text) is None


async def test_a_revoked_key_finds_nobody_and_the_others_still_work(connection, opened):
    account, first = opened
    second = await issue_key(connection, account.id, test=True, now=6)

    assert await revoke_key(connection, first.id, now=7)
    assert not await revoke_key(connection, first.id, now=8)
    assert await find_caller(connection, first.text) is None
    assert (await find_caller(connection, second.text)).account_id == account.id


async def test_the_key_itself_is_stored_nowhere(connection, opened):
    key = opened[1]
    tables = (await connection.execute(select(ApiKey.__table__))).mappings().one()

    assert key.text not in str(dict(tables)) and key.text[8:-4] not in str(dict(tables))
    assert await connection.execute(text("select 1"))


def test_keys_carry_256_bits_and_say_what_they_are_for():
    drawn = [draw_key(test=test) for test in (True, False) for _ in range(500)]

    assert len({key.text for key in drawn}) == len({key.id for key in drawn}) == 1000
    assert {key.text[:8] for key in drawn} == {"cf_test_", "cf_live_"}
    assert all(62 ** len(key.text[8:]) > 2**256 for key in drawn)
    assert all(keys.PATTERN.fullmatch(key.text) and len(asdict(key)["sha256"]) == 64 for key in drawn)


async def test_a_key_finds_its_account(connection, opened):
    account, key = opened

    caller = await find_caller(connection, key.text)

    assert (caller.account_id, caller.name, caller.merchant) == (account.id, "Shop", MERCHANT)
