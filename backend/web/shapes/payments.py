"""Payments as the API and the notices tell them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from backend.checkout.standing import Certainty
from backend.web.shapes.fields import AddressText, Hash, MoneyText, TimeText

PaymentStatus = Literal["requested", "paid", "partially_refunded", "refunded", "cancelled"]


class Transaction(BaseModel):
    """Where on the chain it happened."""

    hash: Hash
    block_number: int
    block_hash: Hash
    log_index: int


class SessionNote(BaseModel):
    """The session that asked for a payment, and what the merchant wanted to remember with it."""

    id: str
    metadata: dict[str, str]


class ShareNote(BaseModel):
    """What one receiver got out of a payment that was split."""

    receiver: AddressText
    amount: MoneyText


class DepositNote(BaseModel):
    """The deposit address from which a payment was collected."""

    address: AddressText
    refund_to: AddressText | None = Field(description="Where money above the amount goes; null: to the merchant.")


class PaymentObject(BaseModel):
    """One payment. `certainty`: how certain the present status is; `net`: amount less fee, `splits` among it."""

    object: Literal["payment"] = "payment"
    id: Hash
    chain_id: int
    status: PaymentStatus
    certainty: Certainty
    merchant: AddressText
    payer: AddressText | None
    token: AddressText | None
    amount: MoneyText | None
    fee: MoneyText | None
    net: MoneyText | None
    refunded: MoneyText
    reference: Hash | None
    number: int
    paid_at: TimeText | None
    transaction: Transaction | None
    splits: list[ShareNote] = Field(description="Shares sent on to other receivers, out of `net`.")
    deposit: DepositNote | None = Field(description="Null unless it was paid by a plain send.")
    session: SessionNote | None


class PaymentList(BaseModel):
    """Newest first. `next_cursor` leads to older ones; null at the end."""

    object: Literal["list"] = "list"
    items: list[PaymentObject]
    next_cursor: str | None
