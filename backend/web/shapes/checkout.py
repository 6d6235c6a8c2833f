"""What the checkout page knows of a session: everything needed to pay, nothing that belongs to the merchant alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from backend.checkout.standing import Certainty, SessionStatus
from backend.web.shapes.fields import Address, AddressIn, Hash, Money, Strict, Time
from backend.web.shapes.sessions import Call, EscrowObject, Links, TokenObject

WordIn = Annotated[str, Field(pattern="^0x[0-9a-fA-F]{64}$"), AfterValidator(str.lower)]


class MerchantNote(BaseModel):
    """Who is paid."""

    name: str
    address: Address


class AllowanceRead(BaseModel):
    """An `eth_call` that reads what the payer has already allowed the gateway (or the Escrow) to take."""

    to: Address
    data: str = Field(description="Replace {owner} by the payer's address: 24 zeros and its 40 digits, without 0x.")


class DealCall(Call):
    """A call on the funded deal, for its depositor (`anyone`: or for anyone else), sent from `opens_at` on and before
    `closes_at`."""

    anyone: bool
    opens_at: Time | None
    closes_at: Time | None


class DepositOffer(BaseModel):
    """That the session takes plain sends; `refund_to`: where the merchant wants money to go back, if it said so."""

    refund_to: Address | None


class FundingRequest(Strict):
    """Who brings the money."""

    depositor: AddressIn
    claim_hash: WordIn | None = Field(
        default=None, description="SHA-256 of the customer's claim code, if the session asks for one."
    )


class DealTerms(BaseModel):
    """A deal as the Escrow takes it, field for field."""

    depositor: Address
    beneficiary: Address
    arbiter: Address
    token: Address
    amount: Money
    max_fee_bps: Money
    delivery_until: Money = Field(description="Unix seconds.")
    inspection_period: Money
    claim_hash: Hash
    arbiter_fee_bps: Money
    dispute_period: Money
    on_timeout_bps: Money
    salt: Hash


class FundingObject(BaseModel):
    """The deal for this depositor: computed, not stored. `typed_data`: what to sign for `fund_by_signature`."""

    object: Literal["funding"] = "funding"
    deal_id: Hash
    deal: DealTerms
    typed_data: dict[str, Any]
    calls: list[Call]


class DepositAsked(Strict):
    """Where money should go back."""

    refund_to: AddressIn | None = Field(
        default=None, description="Left out: to the merchant, as unmatched. Whoever knows it can collect."
    )


class CheckoutState(BaseModel):
    """The session as its customer sees it. `confirmations`: blocks counted from the paying one, of
    `confirmations_needed`. `now`: the server's clock, for the countdown. With `escrow`, `calls` is empty: the calls
    to fund are those of POST /checkout/{id}/funding."""

    session_id: str
    payment_id: Hash | None
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
    links: Links | None
    calls: list[Call]
    allowance: AllowanceRead | None = Field(description="Null for the chain's own coin.")
    escrow: EscrowObject | None
    deal_calls: list[DealCall]
    deposit: DepositOffer | None
