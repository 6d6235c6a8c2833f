"""Payment sessions: what a merchant asks for, and what a customer needs to pay it."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from backend.checkout.deal import LONGEST_PERIOD, WHOLE_BPS
from backend.checkout.deal_terms import DISPUTE_PERIOD, INSPECTION_PERIOD
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

Bps = Annotated[int, Field(strict=True, ge=0, le=WHOLE_BPS)]
Period = Annotated[int, Field(strict=True, ge=0, le=LONGEST_PERIOD)]
SignatureIn = Annotated[str, Field(pattern="^0x[0-9a-fA-F]{130}$"), AfterValidator(str.lower)]
Purpose = Literal[
    "approve", "pay", "fund", "release", "dispute", "reclaim", "resolve_by_timeout", "collect", "return_deposit"
]


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
    escrow: EscrowRequest | None = Field(default=None, description="Hold the money until delivery; not with `deposit`.")
    deposit: DepositRequest | None = Field(default=None, description="Take plain sends too; not with `escrow`.")


class EscrowRequest(Strict):
    """Ask that the Escrow holds the money until delivery, instead of a payment at once."""

    arbiter: AddressIn | None = Field(
        default=None, description="Who decides a dispute, and must accept before anybody can pay; left out: nobody."
    )
    delivery_period: Period | None = Field(
        default=None, description="Seconds for delivery, from `valid_until` on; left out: 14 days. Over: money back."
    )
    delivery_until: TimeIn | None = Field(default=None, description="The end of it instead, at most 1827 days away.")
    inspection_period: Period = Field(
        default=INSPECTION_PERIOD, description="Seconds from marked delivery in which the customer may dispute it."
    )
    dispute_period: Period = Field(
        default=DISPUTE_PERIOD, description="Seconds to settle or decide a dispute; after it `on_timeout_bps` applies."
    )
    arbiter_fee_bps: Bps = Field(default=0, description="At most what the arbiter keeps of what it decides about.")
    on_timeout_bps: Bps = Field(
        default=0, description="Your share of a dispute that nobody decides, in 1/10000; left out: all goes back."
    )
    claim_code: bool = Field(
        default=False, strict=True, description="The customer draws a code; who shows it to the Escrow has you paid."
    )


class DepositRequest(Strict):
    """Let the session also be paid by a plain send, from an exchange say."""

    refund_to: AddressIn | None = Field(
        default=None,
        description="Where money goes back that cannot pay it; left out: to you, as unmatched. A customer may choose "
        "another on the checkout page, which is another deposit address.",
    )


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
    """A transaction for a wallet to send. `value`: smallest units of the chain's own coin."""

    purpose: Purpose
    to: Address
    data: str
    value: Money


class Links(BaseModel):
    """ERC-681 links. `approve` is null for the chain's own coin. docs: which wallet reads which."""

    approve: str | None
    pay: str


class DealNote(BaseModel):
    """The deal that was made of a session's terms. `held`, `released`, `returned`: smallest units by now; fees are
    part of what was released."""

    deal_id: Hash
    depositor: Address
    claim_hash: Hash | None
    status: Literal["funded", "delivered", "disputed", "closed"]
    outcome: str | None
    held: Money
    released: Money
    returned: Money
    arbiter_fee: Money
    inspection_until: Time | None
    dispute_until: Time | None


class EscrowObject(BaseModel):
    """What the Escrow holds money by. `open_id`: the id of the terms with neither depositor nor claim hash.

    `arbiter_acceptance`: `none` without an arbiter, `awaited`, `signed` (handed in here), `accepted` or `declined`
    on-chain. `further_deals`: funded by others on the same terms after `deal`: return them."""

    contract: Address
    open_id: Hash
    arbiter: Address | None
    arbiter_acceptance: Literal["none", "awaited", "signed", "accepted", "declined"]
    delivery_until: Time
    inspection_period: int
    dispute_period: int
    arbiter_fee_bps: int
    on_timeout_bps: int
    claim_code: bool
    deal: DealNote | None
    further_deals: list[Hash]


class DepositObject(BaseModel):
    """Where a plain send pays. Exactly `amount` of the token pays the invoice; what cannot pay goes to `refund_to`.

    `qr`: what a QR code of it says, the same as `link` (ERC-681). `calls`: for anyone to send to the DepositAddresses
    contract, `collect` when the money is there, `return_deposit` when the session is over."""

    contract: Address
    refund_to: Address | None
    address: Address
    token: Address
    amount: Money
    amount_text: str
    valid_until: Time
    link: str
    qr: str
    calls: list[Call]


class CustomerDeposit(BaseModel):
    """A deposit address that a customer was shown."""

    refund_to: Address | None
    address: Address


class SessionDeposit(DepositObject):
    """`customers`: the addresses shown to customers who wanted money to go back elsewhere; watch them too. Their calls
    are those of POST /checkout/{id}/deposit."""

    customers: list[CustomerDeposit]


class AcceptanceRequest(Strict):
    """An arbiter's word that it takes its part."""

    signature: SignatureIn = Field(
        description="65 bytes of the arbiter's account over AcceptArbitration(open_id), as the session's "
        "`acceptance_typed_data` has it. An arbiter that is a contract accepts on-chain instead."
    )


class SessionObject(BaseModel):
    """A payment session. `signature` is the merchant's invoice signer's, under the EIP-712 digest `payment_id`.

    With `escrow` there is no invoice: `payment_id`, `refund_until`, `links`, `typed_data` and `signature` are null and
    `calls` empty; POST /checkout/{id}/funding makes a deal of it for a depositor."""

    object: Literal["payment_session"] = "payment_session"
    id: str
    status: SessionStatus
    certainty: Certainty | None
    payment_id: Hash | None
    chain_id: int
    gateway: Address
    merchant: Address
    payer: Address | None
    token: Address
    amount: Money
    amount_text: str
    max_fee_bps: int
    valid_until: Time
    refund_until: Time | None
    reference: Hash
    description: str | None
    success_url: str | None
    metadata: dict[str, str]
    created_at: Time
    transaction: Transaction | None
    checkout_url: str
    qr: str
    links: Links | None
    typed_data: dict[str, Any] | None
    signature: str | None
    calls: list[Call]
    escrow: EscrowObject | None
    acceptance_typed_data: dict[str, Any] | None = Field(
        description="What the arbiter signs to take its part; null without one."
    )
    deposit: SessionDeposit | None


class SessionList(BaseModel):
    """Newest first. `next_cursor` leads to older ones; null at the end."""

    object: Literal["list"] = "list"
    items: list[SessionObject]
    next_cursor: str | None
