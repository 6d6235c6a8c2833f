"""What the pages for subscribers know of a plan or a mandate: enough to subscribe and to end it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from backend.web.shapes.checkout import AllowanceRead, MerchantNote
from backend.web.shapes.fields import Address, AddressIn, Hash, Money, MoneyText, Strict, TimeText
from backend.web.shapes.sessions import TokenObject
from backend.web.shapes.subscriptions import Failure, FoundMandateObject

SubscriberPurpose = Literal["approve", "subscribe", "cancel", "pause", "resume", "accept_price"]


class SubscriberCall(BaseModel):
    """A transaction for the subscriber's wallet to send. `value`: always 0, a plan is never priced in the coin."""

    purpose: SubscriberPurpose
    to: Address
    data: str
    value: Money = 0


class TermsQuery(Strict):
    """Who subscribes, and for how long at most."""

    subscriber: AddressIn
    max_charges: int = Field(default=0, ge=0, le=1_000, description="After so many charges it ends; 0: when cancelled.")


class SubscribingTerms(BaseModel):
    """A mandate that this subscriber can open: computed, not stored, and another one each time it is asked for.
    `allowance`: what `approve` lets the contract take, which is one for all mandates in a token: `for_others` of it is
    for the subscriber's other live ones; `due_now` is charged at once."""

    object: Literal["subscribing_terms"] = "subscribing_terms"
    mandate_id: Hash
    plan_id: Hash
    subscriber: Address
    contract: Address
    max_charges: int
    charges_allowed: int
    allowance: Money
    for_others: Money
    due_now: Money
    typed_data: dict[str, Any] = Field(description="What to sign for `subscribe_by_signature`.")
    calls: list[SubscriberCall]


class PastCharge(BaseModel):
    """A charge that went through (`reason` null), or failed."""

    at: TimeText
    amount: MoneyText
    reason: Failure | None
    transaction_hash: Hash


class SubscriptionState(BaseModel):
    """A mandate as its subscriber sees it. `history`: the last charges and failures, newest first. `calls`: what the
    subscriber can send by now. `now`: the time up to which the chain was followed."""

    object: Literal["subscription_state"] = "subscription_state"
    now: TimeText
    network: str
    merchant: MerchantNote
    token: TokenObject
    subscriber: Address
    mandate: FoundMandateObject
    history: list[PastCharge]
    allowance: AllowanceRead
    calls: list[SubscriberCall]
