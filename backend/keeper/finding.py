"""What the tables say is due, and which of it is free to be worked on: the longest due of each kind first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from backend.checkout.subscribing import PLAN_NAMES
from backend.keeper.charges import charge_errand
from backend.keeper.deals import deal_errand
from backend.keeper.deposits import Waiting, waiting_of
from backend.keeper.errand import Errand
from backend.keeper.leases import free
from backend.keeper.mandate import mandate_of
from backend.keeper.terms import Terms
from backend.tables.keeping import KeeperErrand
from backend.tables.merchants_own import Account, PaymentSession
from backend.tables.mirrored import Deal, Payment
from backend.tables.subscriptions import Mandate, Plan

MONTHS_DIFFER = 3 * 86_400
"""By how much two months of the calendar differ at most: a pause moves the schedule, and the chain knows the day."""
LATE_SECONDS = 7 * 86_400
"""How long after a session's end its addresses are looked at: whoever sends later can still have it back alone."""


class Due:
    """Queries of one keeper. `chain_time`: the head's; `now`: the leases' clock; both unix seconds."""

    def __init__(self, connection: AsyncConnection, terms: Terms, holder: str, chain_time: int, now: int) -> None:
        self._connection = connection
        self._terms = terms
        self._holder = holder
        self._chain_time = chain_time
        self._now = now

    async def deals(self, limit: int) -> list[Errand]:
        """Deals of the Escrow whose time has come."""
        over = or_(
            and_(col(Deal.status) == "funded", col(Deal.delivery_until) <= self._chain_time),
            and_(col(Deal.status) == "delivered", col(Deal.inspection_until) <= self._chain_time),
            and_(col(Deal.status) == "disputed", col(Deal.dispute_until) <= self._chain_time),
        )
        query = (
            select(_table(Deal))
            .where(
                col(Deal.chain_id) == self._terms.chain_id,
                col(Deal.contract) == self._terms.contracts.escrow,
                over,
                self._is_free("deal:", col(Deal.deal_id)),
                *self._served(col(Deal.beneficiary)),
            )
            .order_by(col(Deal.first_block), col(Deal.first_log_index))
            .limit(limit)
        )
        rows = (await self._connection.execute(query)).mappings().all()
        found = [deal_errand(Deal(**row), self._chain_time) for row in rows]
        return [errand for errand in found if errand is not None]

    async def charges(self, limit: int) -> list[Errand]:
        """Mandates that can be charged, and those that lapse. A metered one is charged by its merchant alone."""
        lapses = and_(col(Mandate.status) == "failing", col(Mandate.grace_until) <= self._chain_time)
        moved_by = col(Mandate.paused_until) - col(Mandate.paused_at) - MONTHS_DIFFER
        paused = and_(col(Mandate.status) == "paused", col(Mandate.paid_until) + moved_by > self._chain_time)
        of_plan = and_(col(Plan.chain_id) == col(Mandate.chain_id), col(Plan.plan_id) == col(Mandate.plan_id))
        plan = [_table(Plan).c[name].label(f"plan_{name}") for name in PLAN_NAMES]
        query = (
            select(_table(Mandate), *plan)
            .join(Plan, of_plan)
            .where(
                col(Mandate.chain_id) == self._terms.chain_id,
                col(Mandate.contract) == self._terms.contracts.subscription,
                col(Mandate.next_action_at) <= self._chain_time,
                or_(~col(Plan.metered), lapses),
                or_(col(Mandate.status) != "paused", ~paused),
                self._is_free("mandate:", col(Mandate.mandate_id)),
                *self._served(col(Mandate.merchant)),
            )
            .order_by(col(Mandate.next_action_at), col(Mandate.mandate_id))
            .limit(limit)
        )
        rows = (await self._connection.execute(query)).mappings().all()
        return [charge_errand(row["contract"], mandate_of(dict(row))) for row in rows]

    async def deposits(self, limit: int, after: str) -> list[tuple[str, Waiting]]:
        """Sessions whose deposit addresses are worth a look, by their id, beginning after one of them."""
        deposits, session = self._terms.contracts.deposits, PaymentSession
        assert deposits is not None
        paid = and_(col(Payment.chain_id) == col(session.chain_id), col(Payment.payment_id) == col(session.payment_id))
        query = (
            select(_table(PaymentSession), col(Payment.status).label("payment_status"))
            .join(Payment, paid, isouter=True)
            .where(
                col(session.chain_id) == self._terms.chain_id,
                col(session.takes_deposits),
                col(session.valid_until) > self._chain_time - LATE_SECONDS,
                col(session.id) > after,
                self._is_free("deposit:", col(session.payment_id)),
            )
            .order_by(col(session.id))
            .limit(limit)
        )
        rows = (await self._connection.execute(query)).mappings().all()
        return [(row["id"], _waiting(dict(row), deposits)) for row in rows]

    def _is_free(self, prefix: str, key: Any) -> ColumnElement[bool]:
        subject = literal(prefix) + key
        known = exists().where(col(KeeperErrand.chain_id) == self._terms.chain_id, col(KeeperErrand.subject) == subject)
        return or_(~known, known.where(free(self._holder, self._now)))

    def _served(self, merchant: Any) -> list[ColumnElement[bool]]:
        return [merchant.in_(select(col(Account.merchant)))] if self._terms.only_accounts else []


def _waiting(row: dict[str, Any], deposits: str) -> Waiting:
    status = row.pop("payment_status")
    return waiting_of(PaymentSession(**row), status, deposits)


def _table(model: Any) -> Any:
    return model.__table__
