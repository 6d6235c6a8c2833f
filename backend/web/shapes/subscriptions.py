"""Plans, mandates and charges of the Subscription as the API and the notices tell them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from backend.checkout.standing import Certainty
from backend.web.shapes.fields import AddressText, Hash, MoneyText, TimeText

MandateStatus = Literal["open", "failing", "paused", "cancelled", "lapsed", "finished"]
Failure = Literal["insufficient_balance", "insufficient_allowance", "token_refused", "sanctioned"]
PlanStatus = Literal["open", "closed"]


class PlanObject(BaseModel):
    """What a merchant offers to everybody; a mandate copies it, and nothing of it can change."""

    object: Literal["plan"] = "plan"
    id: Hash
    chain_id: int
    contract: AddressText
    status: PlanStatus
    certainty: Certainty
    merchant: AddressText
    payout: AddressText
    token: AddressText
    amount: MoneyText = Field(description="Of each period; of a metered plan the most of one period.")
    first_amount: MoneyText = Field(description="Of the first charge.")
    period_unit: Literal["second", "month"]
    period_count: int
    trial: int = Field(description="Seconds from a mandate's start to its first period.")
    metered: bool
    tip: MoneyText = Field(description="Of each charge, to whoever sends it, out of your share.")
    max_fee_bps: int
    grace: int = Field(description="Seconds in which a failed charge is tried again.")
    retry_gap: int = Field(description="Seconds between two tries.")
    price_notice: int = Field(description="Seconds before a higher price can apply.")
    pause_limit: int = Field(description="Seconds that a mandate may be paused in all.")
    reference: Hash
    published_at: TimeText
    number: int


class FoundPlanObject(PlanObject):
    """A plan, and how many mandates of it can still be charged."""

    live_mandates: int


class PlanList(BaseModel):
    """Newest first. `next_cursor` leads to older ones; null at the end."""

    object: Literal["list"] = "list"
    items: list[FoundPlanObject]
    next_cursor: str | None


class MandateObject(BaseModel):
    """One subscriber's word to one plan. A bound or a time that is null: there is none. Terms are null of a mandate
    that was cancelled before it was ever opened."""

    object: Literal["mandate"] = "mandate"
    id: Hash
    chain_id: int
    contract: AddressText
    status: MandateStatus
    certainty: Certainty
    merchant: AddressText
    subscriber: AddressText
    plan_id: Hash | None
    start: TimeText | None
    end: TimeText | None
    max_charges: str | None
    lifetime_cap: MoneyText | None
    salt: Hash | None
    fee_bps: int | None = Field(description="The protocol's fee, fixed when it was opened.")
    paid_until: TimeText | None
    total: MoneyText = Field(description="Charged in all.")
    charges: int
    attempts: int = Field(description="Failed in a row.")
    last_failure: Failure | None
    retry_at: TimeText | None
    grace_until: TimeText | None = Field(description="It lapses from then on unless a charge goes through.")
    paused_at: TimeText | None
    paused_until: TimeText | None
    shift: int = Field(description="Seconds by which pauses have moved its periods.")
    price: MoneyText | None = Field(description="The price accepted last; null: the plan's.")
    price_from: TimeText | None = Field(description="Periods that begin from then on cost it.")
    price_before: MoneyText | None
    proposed_price: MoneyText | None = Field(description="Awaits the subscriber's word.")
    proposed_from: TimeText | None
    cancelled_by: AddressText | None
    refunded_at: TimeText | None = Field(description="When the running period was paid back.")
    opened_at: TimeText | None
    ended_at: TimeText | None
    number: int


class NextCharge(BaseModel):
    """The next charge by the terms, if nothing changes."""

    at: TimeText
    amount: MoneyText


class FoundMandateObject(MandateObject):
    """A mandate with its plan and what comes next."""

    plan: PlanObject | None
    active: bool = Field(
        description="Whether the subscriber is entitled at the time up to which the chain was followed."
    )
    next_charge: NextCharge | None


class MandateList(BaseModel):
    """Newest first. `next_cursor` leads to older ones; null at the end."""

    object: Literal["list"] = "list"
    items: list[FoundMandateObject]
    next_cursor: str | None


class ChargeObject(BaseModel):
    """One charge that went through. amount = fee + tip + what arrived at the payout."""

    object: Literal["charge"] = "charge"
    chain_id: int
    mandate_id: Hash
    certainty: Certainty
    merchant: AddressText
    subscriber: AddressText
    token: AddressText
    amount: MoneyText
    fee: MoneyText
    tip: MoneyText
    sender: AddressText = Field(description="Who sent the charge, and got the tip.")
    period: int
    period_total: MoneyText = Field(description="Charged in this period, this charge among it.")
    total: MoneyText = Field(description="Charged of this mandate in all, this charge among it.")
    paid_until: TimeText | None
    number: int
    charged_at: TimeText
    transaction_hash: Hash
    block_number: int
    log_index: int


class ChargeList(BaseModel):
    """Newest first. `next_cursor` leads to older ones; null at the end."""

    object: Literal["list"] = "list"
    items: list[ChargeObject]
    next_cursor: str | None


class ChargeFailureObject(BaseModel):
    """One charge that was tried and did not go through: a fact on the chain."""

    object: Literal["charge_failure"] = "charge_failure"
    chain_id: int
    mandate_id: Hash
    certainty: Certainty
    merchant: AddressText
    subscriber: AddressText
    token: AddressText
    amount: MoneyText
    period: int
    attempt: int
    reason: Failure
    retry_at: TimeText | None
    grace_until: TimeText | None
    number: int
    failed_at: TimeText
    transaction_hash: Hash
    block_number: int
    log_index: int


class ChargeFailureList(BaseModel):
    """Newest first. `next_cursor` leads to older ones; null at the end."""

    object: Literal["list"] = "list"
    items: list[ChargeFailureObject]
    next_cursor: str | None


class ExpectedDay(BaseModel):
    """What is due on one day (UTC)."""

    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2027-01-31"])
    amount: MoneyText
    charges: int


class ExpectedToken(BaseModel):
    """What is due in one token, before fee and tips."""

    token: AddressText
    amount: MoneyText
    at_risk: MoneyText = Field(description="The part of mandates whose last charge failed.")
    charges: int
    days: list[ExpectedDay]


class ForecastObject(BaseModel):
    """Revenue to come by the terms of all live mandates, if every charge goes through as soon as it is due."""

    object: Literal["forecast"] = "forecast"
    from_: TimeText = Field(serialization_alias="from", validation_alias="from")
    until: TimeText
    tokens: list[ExpectedToken]
    metered_mandates: int = Field(description="Live ones whose charges nobody can know before.")


class ChurnObject(BaseModel):
    """Subscribers who came and went. `churn`: (cancelled + lapsed) / live_before, four digits; null without any."""

    object: Literal["churn"] = "churn"
    from_: TimeText = Field(serialization_alias="from", validation_alias="from")
    until: TimeText
    plan_id: Hash | None
    live_before: int
    opened: int
    cancelled_by_subscriber: int
    cancelled_by_merchant: int
    lapsed: int
    finished: int
    live: int
    churn: str | None = Field(examples=["0.0250"])
