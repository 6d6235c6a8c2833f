"""Payment sessions: what a merchant asks for, and what a customer needs to pay it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from backend.checkout.standing import Certainty, SessionStatus
from backend.web.shapes.fields import (
    Address,
    AddressIn,
    AmountIn,
    DescriptionIn,
    Hash,
    MetadataIn,
    Money,
    ReferenceIn,
    Strict,
    SuccessUrlIn,
    Time,
    TimeIn,
)
from backend.web.shapes.payments import Transaction


class SessionRequest(Strict):
    """What a merchant asks a customer for."""

    amount: AmountIn
    token: AddressIn
    payer: AddressIn | None = Field(default=None, description="Only this address may pay; left out: anyone.")
    reference: ReferenceIn | None = Field(
        default=None, description="Your own word for it, written on-chain for all to read: no personal data."
    )
    valid_until: TimeIn | None = Field(default=None, description="Left out: half an hour from now.")
    refund_until: TimeIn | None = Field(default=None, description="Left out: 180 days after `valid_until`.")
    description: DescriptionIn | None = Field(default=None, description="Shown to the customer.")
    success_url: SuccessUrlIn | None = Field(default=None, description="Where the customer goes after paying.")
    metadata: MetadataIn = Field(default_factory=dict, description="Kept with the session, told with its payment.")


class TokenObject(BaseModel):
    """A token accepted here; one whole token is 10^decimals smallest units."""

    object: Literal["token"] = "token"
    address: Address
    symbol: str
    name: str
    decimals: int
    native: bool
    standards: list[str]


class TokenList(BaseModel):
    """Every token accepted here, the chain's own coin first."""

    object: Literal["list"] = "list"
    items: list[TokenObject]


class Call(BaseModel):
    """A transaction for the payer's wallet to send. `value`: smallest units of the chain's own coin."""

    purpose: Literal["approve", "pay"]
    to: Address
    data: str
    value: Money


class Links(BaseModel):
    """ERC-681 links. `approve` is null for the chain's own coin. docs: which wallet reads which."""

    approve: str | None
    pay: str


class SessionObject(BaseModel):
    """A payment session. `signature` is the merchant's invoice signer's, under the EIP-712 digest `payment_id`."""

    object: Literal["payment_session"] = "payment_session"
    id: str
    status: SessionStatus
    certainty: Certainty | None
    payment_id: Hash
    chain_id: int
    gateway: Address
    merchant: Address
    payer: Address | None
    token: Address
    amount: Money
    amount_text: str
    max_fee_bps: int
    valid_until: Time
    refund_until: Time
    reference: Hash
    description: str | None
    success_url: str | None
    metadata: dict[str, str]
    created_at: Time
    transaction: Transaction | None
    checkout_url: str
    qr: str
    links: Links
    typed_data: dict[str, Any]
    signature: str
    calls: list[Call]


class SessionList(BaseModel):
    """Newest first. `next_cursor` leads to older ones; null at the end."""

    object: Literal["list"] = "list"
    items: list[SessionObject]
    next_cursor: str | None
