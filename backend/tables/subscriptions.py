"""Rows of the Subscription, told again from the chain as those of `mirrored`: plans, mandates, and what was charged.

`number` is the merchant's running number of the row's last event. `charges`, `charge_failures` and `period_refunds`
have one row for each event, never changed afterwards."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from backend.tables.uint256 import Uint256


class Plan(SQLModel, table=True):
    """What a merchant offers to everybody. `status`: open, closed. `period_unit`: 0 seconds, 1 calendar months."""

    __tablename__ = "plans"
    __table_args__ = (Index("ix_plans_merchant", "chain_id", "merchant", "first_block", "first_log_index"),)

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    plan_id: str = Field(primary_key=True)
    contract: str
    merchant: str
    number: int = Field(sa_type=BigInteger)
    status: str
    payout: str
    token: str
    amount: int = Field(sa_type=Uint256)
    first_amount: int = Field(sa_type=Uint256)
    period_unit: int
    period_count: int = Field(sa_type=BigInteger)
    trial: int = Field(sa_type=BigInteger)
    metered: bool
    tip: int = Field(sa_type=Uint256)
    max_fee_bps: int
    grace: int = Field(sa_type=BigInteger)
    retry_gap: int = Field(sa_type=BigInteger)
    price_notice: int = Field(sa_type=BigInteger)
    pause_limit: int = Field(sa_type=BigInteger)
    reference: str
    published_at: int = Field(sa_type=BigInteger)
    first_block: int = Field(sa_type=BigInteger)
    first_log_index: int
    block_number: int = Field(sa_type=BigInteger)


class Mandate(SQLModel, table=True):
    """One subscriber's word to one plan. Its terms are unknown if it was cancelled before it was ever opened.

    `status`: open, failing, paused, cancelled, lapsed, finished. `price`: the one accepted last, if any;
    `price_before`: the one in force until `price_from`, if it was not the plan's. `last_failure`: insufficient_balance,
    insufficient_allowance, token_refused, sanctioned. `refunded_at`: when the period that runs was paid back.
    `next_action_at`: when somebody could next do something about it without a party's word, if ever."""

    __tablename__ = "mandates"
    __table_args__ = (
        Index("ix_mandates_merchant", "chain_id", "merchant", "first_block", "first_log_index"),
        Index("ix_mandates_subscriber", "chain_id", "subscriber", "first_block", "first_log_index"),
        Index("ix_mandates_plan", "chain_id", "plan_id", "first_block", "first_log_index"),
        Index("ix_mandates_due", "chain_id", "next_action_at"),
    )

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    mandate_id: str = Field(primary_key=True)
    contract: str
    merchant: str
    subscriber: str
    number: int = Field(sa_type=BigInteger)
    status: str
    plan_id: str | None = None
    start: int | None = Field(default=None, sa_type=BigInteger)
    end: int | None = Field(default=None, sa_type=Uint256)
    max_charges: int | None = Field(default=None, sa_type=Uint256)
    lifetime_cap: int | None = Field(default=None, sa_type=Uint256)
    salt: str | None = None
    fee_bps: int | None = None
    paid_until: int = Field(default=0, sa_type=BigInteger)
    total: int = Field(default=0, sa_type=Uint256)
    charges: int = 0
    attempts: int = 0
    retry_at: int | None = Field(default=None, sa_type=BigInteger)
    grace_until: int | None = Field(default=None, sa_type=BigInteger)
    paused_at: int | None = Field(default=None, sa_type=BigInteger)
    paused_until: int | None = Field(default=None, sa_type=BigInteger)
    shift: int = Field(default=0, sa_type=BigInteger)
    price: int | None = Field(default=None, sa_type=Uint256)
    price_from: int | None = Field(default=None, sa_type=BigInteger)
    price_before: int | None = Field(default=None, sa_type=Uint256)
    proposed_price: int | None = Field(default=None, sa_type=Uint256)
    proposed_from: int | None = Field(default=None, sa_type=BigInteger)
    last_failure: str | None = None
    cancelled_by: str | None = None
    refunded_at: int | None = Field(default=None, sa_type=BigInteger)
    opened_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    next_action_at: int | None = Field(default=None, sa_type=BigInteger)
    first_block: int = Field(sa_type=BigInteger)
    first_log_index: int
    block_number: int = Field(sa_type=BigInteger)


class SubscriptionMerchant(SQLModel, table=True):
    """A merchant's own lower fee for its subscriptions, if it has one."""

    __tablename__ = "subscription_merchants"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    contract: str = Field(primary_key=True)
    merchant: str = Field(primary_key=True)
    fee_bps: int | None = None
    block_number: int = Field(sa_type=BigInteger)


class Charge(SQLModel, table=True):
    """A charge that went through. `period_total`: all charged in its period with it; `total`: all ever."""

    __tablename__ = "charges"
    __table_args__ = (
        Index("ix_charges_mandate", "chain_id", "mandate_id", "block_number", "log_index"),
        Index("ix_charges_merchant", "chain_id", "merchant", "block_number", "log_index"),
    )

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    block_number: int = Field(primary_key=True, sa_type=BigInteger)
    log_index: int = Field(primary_key=True)
    contract: str
    mandate_id: str
    merchant: str
    subscriber: str
    number: int = Field(sa_type=BigInteger)
    token: str
    amount: int = Field(sa_type=Uint256)
    fee: int = Field(sa_type=Uint256)
    tip: int = Field(sa_type=Uint256)
    sender: str
    period: int = Field(sa_type=BigInteger)
    period_total: int = Field(sa_type=Uint256)
    total: int = Field(sa_type=Uint256)
    paid_until: int = Field(sa_type=BigInteger)
    finished: bool
    charged_at: int = Field(sa_type=BigInteger)
    transaction_hash: str


class ChargeFailure(SQLModel, table=True):
    """A charge that was tried and did not go through. `reason`: as `Mandate.last_failure`."""

    __tablename__ = "charge_failures"
    __table_args__ = (Index("ix_charge_failures_mandate", "chain_id", "mandate_id", "block_number", "log_index"),)

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    block_number: int = Field(primary_key=True, sa_type=BigInteger)
    log_index: int = Field(primary_key=True)
    contract: str
    mandate_id: str
    merchant: str
    subscriber: str
    number: int = Field(sa_type=BigInteger)
    token: str
    amount: int = Field(sa_type=Uint256)
    period: int = Field(sa_type=BigInteger)
    attempt: int
    reason: str
    retry_at: int = Field(sa_type=BigInteger)
    grace_until: int = Field(sa_type=BigInteger)
    failed_at: int = Field(sa_type=BigInteger)
    transaction_hash: str


class PeriodRefund(SQLModel, table=True):
    """What a merchant paid back of a period that was running."""

    __tablename__ = "period_refunds"
    __table_args__ = (Index("ix_period_refunds_mandate", "chain_id", "mandate_id", "block_number", "log_index"),)

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    block_number: int = Field(primary_key=True, sa_type=BigInteger)
    log_index: int = Field(primary_key=True)
    contract: str
    mandate_id: str
    merchant: str
    subscriber: str
    number: int = Field(sa_type=BigInteger)
    token: str
    amount: int = Field(sa_type=Uint256)
    period: int = Field(sa_type=BigInteger)
    refunded_at: int = Field(sa_type=BigInteger)
    transaction_hash: str
