"""The rows and records that events of the Subscription make, columns as in `backend.tables.subscriptions`."""

from __future__ import annotations

from msgspec import Struct


class PlanRow(Struct, frozen=True):
    """A row of `plans`. Amounts in smallest units of `token`, times in unix seconds."""

    chain_id: int
    plan_id: str
    contract: str
    merchant: str
    number: int
    status: str
    payout: str
    token: str
    amount: int
    first_amount: int
    period_unit: int
    period_count: int
    trial: int
    metered: bool
    tip: int
    max_fee_bps: int
    grace: int
    retry_gap: int
    price_notice: int
    pause_limit: int
    reference: str
    published_at: int
    first_block: int
    first_log_index: int
    block_number: int

    @property
    def subject(self) -> str:
        return f"plan:{self.plan_id}"


class MandateRow(Struct, frozen=True):
    """A row of `mandates`. Amounts in smallest units of the plan's token, times in unix seconds."""

    chain_id: int
    mandate_id: str
    contract: str
    merchant: str
    subscriber: str
    number: int
    status: str
    first_block: int
    first_log_index: int
    block_number: int
    plan_id: str | None = None
    start: int | None = None
    end: int | None = None
    max_charges: int | None = None
    lifetime_cap: int | None = None
    salt: str | None = None
    fee_bps: int | None = None
    paid_until: int = 0
    total: int = 0
    charges: int = 0
    attempts: int = 0
    retry_at: int | None = None
    grace_until: int | None = None
    paused_at: int | None = None
    paused_until: int | None = None
    shift: int = 0
    price: int | None = None
    price_from: int | None = None
    price_before: int | None = None
    proposed_price: int | None = None
    proposed_from: int | None = None
    last_failure: str | None = None
    cancelled_by: str | None = None
    refunded_at: int | None = None
    opened_at: int | None = None
    ended_at: int | None = None
    next_action_at: int | None = None

    @property
    def subject(self) -> str:
        return f"mandate:{self.mandate_id}"


class SubscriptionMerchantRow(Struct, frozen=True):
    """A row of `subscription_merchants`."""

    chain_id: int
    contract: str
    merchant: str
    block_number: int
    fee_bps: int | None = None

    @property
    def subject(self) -> str:
        return f"fee:{self.merchant}:{self.contract}"


class ChargeRecord(Struct, frozen=True):
    """A row of `charges`."""

    chain_id: int
    block_number: int
    log_index: int
    contract: str
    mandate_id: str
    merchant: str
    subscriber: str
    number: int
    token: str
    amount: int
    fee: int
    tip: int
    sender: str
    period: int
    period_total: int
    total: int
    paid_until: int
    finished: bool
    charged_at: int
    transaction_hash: str


class ChargeFailureRecord(Struct, frozen=True):
    """A row of `charge_failures`."""

    chain_id: int
    block_number: int
    log_index: int
    contract: str
    mandate_id: str
    merchant: str
    subscriber: str
    number: int
    token: str
    amount: int
    period: int
    attempt: int
    reason: str
    retry_at: int
    grace_until: int
    failed_at: int
    transaction_hash: str


class PeriodRefundRecord(Struct, frozen=True):
    """A row of `period_refunds`."""

    chain_id: int
    block_number: int
    log_index: int
    contract: str
    mandate_id: str
    merchant: str
    subscriber: str
    number: int
    token: str
    amount: int
    period: int
    refunded_at: int
    transaction_hash: str
