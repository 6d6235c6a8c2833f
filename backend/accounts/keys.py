"""API keys: shown once, stored as SHA-256, found by that hash, revoked by a time.

A key carries 256 random bits, so a plain hash is enough (no one can try 2**256 keys, unlike passwords), and looking
it up by its hash leaks nothing through time: who measures the comparison learns about a hash, not about a key."""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.accounts.identifiers import new_id, random_text
from backend.tables.merchants_own import Account, ApiKey

# 43 letters of 62 carry 256.03 bits.
SECRET_LENGTH = 43
PATTERN = re.compile(rf"cf_(live|test)_[0-9A-Za-z]{{{SECRET_LENGTH}}}")


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key: `text` goes to the merchant and nowhere else; `hint` is what may be shown later."""

    id: str
    text: str
    sha256: str
    hint: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the account that owns the presented key. `merchant`: lower-case address."""

    account_id: str
    name: str
    merchant: str


def digest(text: str) -> str:
    """SHA-256 of a key, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def draw_key(*, test: bool) -> IssuedKey:
    """A new key with 256 random bits; `test` keys are those of networks without real money."""
    text = f"cf_{'test' if test else 'live'}_{random_text(SECRET_LENGTH)}"
    return IssuedKey(new_id("key"), text, digest(text), f"{text[:8]}…{text[-4:]}")


async def issue_key(connection: AsyncConnection, account_id: str, *, test: bool, now: int) -> IssuedKey:
    """Draws a key for the account and stores its hash in the caller's transaction."""
    key = draw_key(test=test)
    row = ApiKey(id=key.id, account_id=account_id, sha256=key.sha256, hint=key.hint, created_at=now)
    await connection.execute(insert(ApiKey), row.model_dump())
    return key


async def revoke_key(connection: AsyncConnection, key_id: str, *, now: int) -> bool:
    """Ends a key from now on; false when there is no such key or it has ended before."""
    ended = await connection.execute(
        update(ApiKey).where(col(ApiKey.id) == key_id, col(ApiKey.revoked_at).is_(None)).values(revoked_at=now)
    )
    return ended.rowcount == 1


async def find_caller(connection: AsyncConnection, presented: str) -> Caller | None:
    """The account of a presented key, or None when it is malformed, unknown or revoked."""
    if not PATTERN.fullmatch(presented):
        return None
    wanted = digest(presented)
    query = (
        select(col(ApiKey.sha256), col(Account.id), col(Account.name), col(Account.merchant))
        .join(Account, col(Account.id) == col(ApiKey.account_id))
        .where(col(ApiKey.sha256) == wanted, col(ApiKey.revoked_at).is_(None))
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None or not hmac.compare_digest(row[0], wanted):
        return None
    return Caller(row[1], row[2], row[3])
