"""What contracts owe to a receiver whom a payout could not reach."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from backend.checkout.standing import Certainty
from backend.web.shapes.fields import AddressText, MoneyText


class CreditObject(BaseModel):
    """What one contract owes to one receiver in one token. `withdraw_credit` of `contract` fetches it."""

    object: Literal["credit"] = "credit"
    chain_id: int
    contract: AddressText
    receiver: AddressText
    token: AddressText
    balance: MoneyText
    number: int
    certainty: Certainty


class CreditList(BaseModel):
    """In order of receiver, token and contract. `next_cursor` leads to the ones behind; null at the end."""

    object: Literal["list"] = "list"
    items: list[CreditObject]
    next_cursor: str | None
