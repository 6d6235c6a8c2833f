"""Plans and mandates for their subscribers, by id alone: of merchants with an account here."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.tables.merchants_own import Account
from backend.tables.subscriptions import Mandate, Plan
from backend.web.reading.mandates import LIVE, FoundMandate, WantedMandates, mandate_of_party, mandates_of_party

MOST = 100
"""So many mandates of one subscriber are looked at."""


@dataclass(frozen=True, slots=True)
class OfferedPlan:
    """A plan and the name of its merchant."""

    plan: Plan
    merchant: str


async def offered_plan(connection: AsyncConnection, *, chain_id: int, plan_id: str) -> OfferedPlan | None:
    """A plan, open or closed, or None when the chain shows none or its merchant has no account."""
    query = (
        select(*Plan.__table__.columns, col(Account.name).label("account_name"))  # type: ignore[attr-defined]
        .join(Account, col(Account.merchant) == col(Plan.merchant))
        .where(col(Plan.chain_id) == chain_id, col(Plan.plan_id) == plan_id)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    terms = {name: value for name, value in row._mapping.items() if name != "account_name"}
    return OfferedPlan(Plan(**terms), row.account_name)


async def subscribed(connection: AsyncConnection, *, chain_id: int, mandate_id: str) -> tuple[FoundMandate, str] | None:
    """A mandate with its plan, and its merchant's name; or None when the chain shows none or its merchant has no
    account."""
    query = (
        select(col(Mandate.merchant), col(Account.name))
        .join(Account, col(Account.merchant) == col(Mandate.merchant))
        .where(col(Mandate.chain_id) == chain_id, col(Mandate.mandate_id) == mandate_id)
    )
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    found = await mandate_of_party(connection, chain_id=chain_id, party=row[0], mandate_id=mandate_id)
    return None if found is None else (found, row[1])


async def beside(
    connection: AsyncConnection, subscriber: str, plan: Plan, but: str | None = None
) -> list[FoundMandate]:
    """The subscriber's live mandates that are paid out of the same allowance as one of this plan; all `but` one."""
    found = await mandates_of_party(
        connection,
        chain_id=plan.chain_id,
        party=subscriber,
        wanted=WantedMandates(role="subscriber"),
        before=None,
        limit=MOST,
    )
    same = (one for one in found if one.plan is not None and one.mandate.status in LIVE)
    shared = (one for one in same if one.plan and (one.plan.contract, one.plan.token) == (plan.contract, plan.token))
    return [one for one in shared if one.mandate.mandate_id != but]
