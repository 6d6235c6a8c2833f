"""What became of money at deposit addresses."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from backend.checkout.standing import Certainty
from backend.web.shapes.fields import AddressText, Hash, MoneyText
from backend.web.shapes.payments import SessionNote


class DepositSums(BaseModel):
    """One token at one deposit address. `collected` paid the invoice, `returned` went away again."""

    object: Literal["deposit"] = "deposit"
    chain_id: int
    contract: AddressText
    address: AddressText
    token: AddressText
    payment_id: Hash
    merchant: AddressText
    refund_to: AddressText | None = Field(description="Null: the merchant, or not known before a collection.")
    collected: MoneyText
    returned: MoneyText
    number: int
    certainty: Certainty
    session: SessionNote | None = Field(description="Your session of this invoice. Null: somebody else invented it.")


class DepositList(BaseModel):
    """Newest first. `next_cursor` leads to older ones; null at the end."""

    object: Literal["list"] = "list"
    items: list[DepositSums]
    next_cursor: str | None
