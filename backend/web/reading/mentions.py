"""Rows of the chain beside the session of the asking account that led to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Row, Select, and_, select
from sqlmodel import SQLModel, col

from backend.tables.merchants_own import PaymentSession

Mirrored = TypeVar("Mirrored", bound=SQLModel)


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A session, and what the merchant wanted to remember with it."""

    id: str
    metadata: dict[str, str]


def beside_session(table: type[SQLModel], account_id: str, *, id: Any, session_id: Any) -> Select[Any]:
    """Every row of `table`, beside the account's session whose `session_id` is the row's `id`, if there is one.

    Another account's session is not told."""
    columns = table.__table__.columns  # type: ignore[attr-defined]
    same = and_(
        col(PaymentSession.chain_id) == columns.chain_id,
        col(session_id) == col(id),
        col(PaymentSession.account_id) == account_id,
    )
    noted: tuple[Any, ...] = (
        col(PaymentSession.id).label("ps_id"),
        col(PaymentSession.merchant_metadata).label("ps_metadata"),
    )
    return select(*columns, *noted).select_from(table).outerjoin(PaymentSession, same)


def apart(row: Row[Any], table: type[Mirrored]) -> tuple[Mirrored, Mentioned | None]:
    """What such a query found: the row, and the session."""
    fields = dict(row._mapping)
    session_id, metadata = fields.pop("ps_id"), fields.pop("ps_metadata")
    return table(**fields), (None if session_id is None else Mentioned(session_id, metadata or {}))
