"""A merchant as the gateway knows it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from backend.web.shapes.fields import AddressText, Hash, TimeText


class MerchantObject(BaseModel):
    """The account's own row in the gateway's registry."""

    object: Literal["merchant"] = "merchant"
    address: AddressText
    chain_id: int
    gateway: AddressText
    registered: bool
    payout: AddressText | None = Field(description="Where money goes now.")
    proposed_payout: AddressText | None = Field(description="Where it will go, unless the change is cancelled.")
    payout_effective_at: TimeText | None = Field(description="From which second on.")
    invoice_signer: AddressText | None = Field(description="Whose signature under your invoices the gateway takes.")
    account_invoice_signer: AddressText = Field(description="The key that signs your sessions here.")
    fee_bps: int | None = Field(description="What a payment costs now, in 1/10,000; null before anything was followed.")
    own_fee_bps: int | None = Field(description="A fee given to you alone; null: everybody's.")
    number: int = Field(description="Your running number in the gateway: of your last payment event.")
    approved_splits: list[Hash] = Field(description="Hashes of shares that the invoice signer may use.")
