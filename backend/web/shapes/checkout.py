"""What the checkout page knows of a session: everything needed to pay, nothing that belongs to the merchant alone."""

from __future__ import annotations

from pydantic import BaseModel, Field

from backend.checkout.standing import Certainty, SessionStatus
from backend.web.shapes.fields import Address, Hash, Money, Time
from backend.web.shapes.sessions import Call, Links, TokenObject


class MerchantNote(BaseModel):
    """Who is paid."""

    name: str
    address: Address


class AllowanceRead(BaseModel):
    """An `eth_call` that reads what the payer has already allowed the gateway to take."""

    to: Address
    data: str = Field(description="Replace {owner} by the payer's address: 24 zeros and its 40 digits, without 0x.")


class CheckoutState(BaseModel):
    """The session as its customer sees it. `confirmations`: blocks counted from the paying one, of
    `confirmations_needed`. `now`: the server's clock, for the countdown."""

    session_id: str
    payment_id: Hash
    status: SessionStatus
    certainty: Certainty | None
    confirmations: int
    confirmations_needed: int
    transaction_hash: Hash | None
    valid_until: Time
    now: Time
    network: str
    chain_id: int
    gateway: Address
    merchant: MerchantNote
    payer: Address | None = Field(description="Only this address may pay; null: anyone.")
    token: TokenObject
    amount: Money
    amount_text: str
    description: str | None
    success_url: str | None
    checkout_url: str
    qr: str
    links: Links
    calls: list[Call]
    allowance: AllowanceRead | None = Field(description="Null for the chain's own coin.")
