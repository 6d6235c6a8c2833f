"""Notices to merchants and their deliveries. Written in the transaction of the fold; never deleted by a reorg."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel


class Notice(SQLModel, table=True):
    """One thing a merchant is told. `id` follows from chain, block hash, log index and type, so that telling it
    again after a crash is the same notice; `subject`: that of the event it speaks of; `sequence` has no gaps within
    an account; `body` is the JSON sent."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("account_id", "sequence"),
        Index("ix_notices_subject", "chain_id", "subject"),
    )

    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="accounts.id")
    sequence: int = Field(sa_type=BigInteger)
    type: str
    chain_id: int = Field(sa_type=BigInteger)
    subject: str
    block_number: int = Field(sa_type=BigInteger)
    block_hash: str
    log_index: int
    body: str
    created_at: int = Field(sa_type=BigInteger)


class Delivery(SQLModel, table=True):
    """A notice on its way to one endpoint. `state`: pending, delivered, failed."""

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "notice_id"),
        Index("ix_deliveries_due", "state", "next_attempt_at"),
    )

    id: str = Field(primary_key=True)
    endpoint_id: str = Field(foreign_key="webhook_endpoints.id")
    notice_id: str = Field(foreign_key="notices.id")
    state: str = "pending"
    attempts: int = 0
    next_attempt_at: int = Field(sa_type=BigInteger)
    delivered_at: int | None = Field(default=None, sa_type=BigInteger)
    last_status: int | None = None
    last_error: str | None = None
