"""The events of the Subscription alone, named as on chain. Amounts: smallest units of the token; times: unix time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from backend.events.any_contract import ContractEvent, Row


class Plan(NamedTuple):
    """What a merchant offers, as in the contract. `period_unit`: 0 seconds, 1 calendar months."""

    merchant: str
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


@dataclass(frozen=True, slots=True)
class OfMerchant(ContractEvent):
    """An event with a merchant's running number, which counts plans and mandates alike."""

    merchant: str
    number: int

    @property
    def counted(self) -> tuple[str, int] | None:
        return f"subscription:{self.merchant}", self.number

    @property
    def concerns(self) -> tuple[str, ...]:
        return (self.merchant,)


@dataclass(frozen=True, slots=True)
class PlanEvent(OfMerchant):
    """An event of one plan."""

    plan_id: str
    row: ClassVar[Row] = "plans"

    @property
    def subject(self) -> str:
        return f"plan:{self.plan_id}"


@dataclass(frozen=True, slots=True)
class PlanPublished(PlanEvent):
    plan: Plan


@dataclass(frozen=True, slots=True)
class PlanClosed(PlanEvent):
    """Nobody can subscribe any more; live mandates go on."""


@dataclass(frozen=True, slots=True)
class MandateEvent(OfMerchant):
    """An event of one mandate."""

    mandate_id: str
    subscriber: str
    row: ClassVar[Row] = "mandates"

    @property
    def subject(self) -> str:
        return f"mandate:{self.mandate_id}"


@dataclass(frozen=True, slots=True)
class Subscribed(MandateEvent):
    plan_id: str
    start: int
    end: int
    max_charges: int
    lifetime_cap: int
    salt: str
    fee_bps: int
    paid_until: int


@dataclass(frozen=True, slots=True)
class Charged(MandateEvent):
    """`period_total`: all charged in this period with it; `total`: all ever."""

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


@dataclass(frozen=True, slots=True)
class ChargeFailed(MandateEvent):
    """`reason`: 1 not enough tokens, 2 not enough allowance, 3 the token refused, 4 the subscriber is sanctioned."""

    token: str
    amount: int
    period: int
    attempt: int
    reason: int
    retry_at: int
    grace_until: int


@dataclass(frozen=True, slots=True)
class Lapsed(MandateEvent):
    """No charge succeeded within the grace."""


@dataclass(frozen=True, slots=True)
class Cancelled(MandateEvent):
    """A party ended it, perhaps before it was ever opened."""

    by: str
    paid_until: int


@dataclass(frozen=True, slots=True)
class Paused(MandateEvent):
    paused_until: int


@dataclass(frozen=True, slots=True)
class Resumed(MandateEvent):
    """`shift`: seconds by which the schedule is moved in all."""

    shift: int
    paid_until: int


@dataclass(frozen=True, slots=True)
class PriceProposed(MandateEvent):
    amount: int
    effective_at: int


@dataclass(frozen=True, slots=True)
class PriceAccepted(MandateEvent):
    amount: int
    effective_at: int


@dataclass(frozen=True, slots=True)
class PeriodRefunded(MandateEvent):
    token: str
    amount: int
    period: int


@dataclass(frozen=True, slots=True)
class MerchantFeeChanged(ContractEvent):
    """As the gateway's of this name, but of the fee for mandates to come."""

    merchant: str
    fee_bps: int
    row: ClassVar[Row] = "subscription_merchants"

    @property
    def subject(self) -> str:
        return f"fee:{self.merchant}:{self.log.address}"
