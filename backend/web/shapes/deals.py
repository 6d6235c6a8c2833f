"""Deals of the Escrow as the API and the notices tell them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field, WithJsonSchema

from backend.checkout.standing import Certainty
from backend.web.deal_windows import By, Verb
from backend.web.shapes.fields import AddressText, Hash, MoneyText, TimeText
from backend.web.shapes.payments import SessionNote, Transaction

DealStatus = Literal["accepted", "declined", "funded", "delivered", "disputed", "closed"]
BPS_SCHEMA = WithJsonSchema({"type": "string", "pattern": "^[0-9]{1,78}$", "examples": ["100"]})
Outcome = Literal["released", "returned", "mixed", "settled", "ruled", "timed_out"]


class DealObject(BaseModel):
    """One deal. amount = held + released + returned + arbiter_fee; `fees` went out of `released`. Terms are null until
    it is funded."""

    object: Literal["deal"] = "deal"
    id: Hash
    chain_id: int
    escrow: AddressText
    status: DealStatus
    outcome: Outcome | None = Field(description="How a closed deal ended.")
    certainty: Certainty
    depositor: AddressText | None
    beneficiary: AddressText
    arbiter: AddressText | None
    token: AddressText | None
    amount: MoneyText | None
    max_fee_bps: Annotated[str, BPS_SCHEMA] | None = Field(description="Any number that fits the contract: as text.")
    delivery_until: TimeText | None
    inspection_period: int | None = Field(description="Seconds.")
    claim_hash: Hash | None = Field(description="SHA-256 of the claim code; null: there is none.")
    arbiter_fee_bps: int | None
    dispute_period: int | None = Field(description="Seconds.")
    on_timeout_bps: int | None = Field(description="The beneficiary's share if nobody rules in time.")
    salt: Hash | None
    fee_bps: int | None = Field(description="The protocol's fee, fixed at funding.")
    held: MoneyText
    released: MoneyText
    returned: MoneyText
    fees: MoneyText
    arbiter_fee: MoneyText
    proof: Hash | None = Field(description="What the beneficiary gave with the delivery.")
    inspection_until: TimeText | None
    disputed_by: AddressText | None
    dispute_until: TimeText | None
    number: int | None = Field(description="The Escrow's running number of funded deals.")
    step: int = Field(description="The deal's own running number of its last event.")
    funded_at: TimeText | None
    transaction: Transaction | None = Field(description="Of the funding.")
    session: SessionNote | None = Field(
        description="Your session with these very terms. Null: somebody else chose them; do not deliver on it."
    )


class DealWindow(BaseModel):
    """A verb of the Escrow that is or will be open without another one before it."""

    verb: Verb
    by: By
    opens_at: TimeText | None = Field(description="From this second on; null: already.")
    closes_at: TimeText | None = Field(description="Strictly before this second; null: without an end.")
    open: bool = Field(description="Whether it is open by the time the chain has been followed to.")


class FoundDealObject(DealObject):
    """A deal, and what can be done with it."""

    windows: list[DealWindow]


class DealList(BaseModel):
    """Newest first. `next_cursor` leads to older ones; null at the end."""

    object: Literal["list"] = "list"
    items: list[FoundDealObject]
    next_cursor: str | None
