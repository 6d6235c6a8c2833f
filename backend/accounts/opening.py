"""A new merchant with us: an account for an on-chain address, and its first API key."""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.accounts.identifiers import new_id
from backend.accounts.keys import IssuedKey, issue_key
from backend.tables.merchants_own import Account


class AccountError(Exception):
    """An account cannot be opened or found; the message is one sentence with the remedy."""


async def open_account(
    connection: AsyncConnection, *, name: str, merchant: str, test: bool, now: int
) -> tuple[Account, IssuedKey]:
    """Stores an account for a lower-case address and issues its first key. Raises AccountError when it has one."""
    taken = select(col(Account.id)).where(col(Account.merchant) == merchant)
    held = (await connection.execute(taken)).scalar_one_or_none()
    if held is not None:
        raise AccountError(f"{merchant} has the account {held}: issue another key with `account key {held}`.")
    account = Account(id=new_id("acct"), name=name, merchant=merchant, created_at=now)
    await connection.execute(insert(Account), account.model_dump())
    return account, await issue_key(connection, account.id, test=test, now=now)


async def require_account(connection: AsyncConnection, account_id: str) -> None:
    """Raises AccountError when there is no such account."""
    found = await connection.execute(select(col(Account.id)).where(col(Account.id) == account_id))
    if found.one_or_none() is None:
        raise AccountError(f"There is no account {account_id}: open one with `account create`.")
