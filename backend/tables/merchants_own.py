"""Rows that belong to merchants and cannot be had back from the chain. Times are unix seconds."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.tables.uint256 import Uint256


class Account(SQLModel, table=True):
    """A merchant with us. `merchant`: the address registered in the gateway; `sequence`: the last event's number."""

    __tablename__ = "accounts"

    id: str = Field(primary_key=True)
    name: str
    merchant: str = Field(unique=True)
    sequence: int = Field(default=0, sa_type=BigInteger)
    created_at: int = Field(sa_type=BigInteger)


class ApiKey(SQLModel, table=True):
    """A key's SHA-256; the key itself is shown once and stored nowhere."""

    __tablename__ = "api_keys"

    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="accounts.id", index=True)
    sha256: str = Field(unique=True)
    hint: str
    created_at: int = Field(sa_type=BigInteger)
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)


class PaymentSession(SQLModel, table=True):
    """What a merchant asks a customer for, and wants to remember with it: an invoice, signed, or a deal for whoever
    funds it. `payment_id`, `refund_until`, `signature`: of the invoice; `open_id` and what follows it: of the deal.
    `takes_deposits`: the invoice can be paid by a plain send; `refund_to`: where money then goes back, if known;
    `refunds_asked`: where its customers wanted it to go back, each another deposit address (zero: to the merchant)."""

    __tablename__ = "payment_sessions"
    __table_args__ = (
        UniqueConstraint("chain_id", "payment_id"),
        UniqueConstraint("chain_id", "open_id"),
        Index("ix_payment_sessions_account", "account_id", "created_at", "id"),
    )

    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="accounts.id")
    chain_id: int = Field(sa_type=BigInteger)
    payment_id: str | None = None
    merchant: str
    payer: str | None = None
    token: str
    amount: int = Field(sa_type=Uint256)
    max_fee_bps: int
    valid_until: int = Field(sa_type=BigInteger)
    refund_until: int | None = Field(default=None, sa_type=BigInteger)
    reference: str
    salt: str
    signature: str | None = None
    takes_deposits: bool = False
    refund_to: str | None = None
    refunds_asked: list[str] = Field(default_factory=list, sa_type=JSON)
    open_id: str | None = None
    arbiter: str | None = None
    arbiter_acceptance: str | None = None
    delivery_until: int | None = Field(default=None, sa_type=BigInteger)
    inspection_period: int | None = None
    dispute_period: int | None = None
    arbiter_fee_bps: int | None = None
    on_timeout_bps: int | None = None
    claim_code: bool = False
    description: str | None = None
    success_url: str | None = None
    # `metadata` is a reserved name on SQLModel classes.
    merchant_metadata: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    created_at: int = Field(sa_type=BigInteger)


class WebhookEndpoint(SQLModel, table=True):
    """Where a merchant wants notices sent, with the secret that signs them."""

    __tablename__ = "webhook_endpoints"

    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="accounts.id", index=True)
    url: str
    secret: str
    created_at: int = Field(sa_type=BigInteger)
    failing_since: int | None = Field(default=None, sa_type=BigInteger)
    disabled_at: int | None = Field(default=None, sa_type=BigInteger)
