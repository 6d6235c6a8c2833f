"""The events of the PaymentGateway, named as on chain. Amounts: smallest units of the token. Times: unix seconds.

Every event touches exactly one row: `row` names its table, `subject` is its key as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from backend.chain.block import Log

Row = Literal["payments", "merchants", "credits", "gateways"]


@dataclass(frozen=True, slots=True)
class GatewayEvent:
    """An event with the log it was read from."""

    log: Log
    row: ClassVar[Row] = "gateways"

    @property
    def subject(self) -> str:
        return f"gateway:{self.log.address}"


@dataclass(frozen=True, slots=True)
class MerchantEvent(GatewayEvent):
    """An event of a merchant's own terms."""

    merchant: str
    row: ClassVar[Row] = "merchants"

    @property
    def subject(self) -> str:
        return f"merchant:{self.merchant}"


@dataclass(frozen=True, slots=True)
class PaymentEvent(GatewayEvent):
    """An event of one payment. `number`: the merchant's running number, without holes from 1 on."""

    payment_id: str
    merchant: str
    number: int
    row: ClassVar[Row] = "payments"

    @property
    def subject(self) -> str:
        return f"payment:{self.payment_id}"


@dataclass(frozen=True, slots=True)
class CreditEvent(GatewayEvent):
    """An event of what the gateway holds for one receiver in one token."""

    receiver: str
    token: str
    row: ClassVar[Row] = "credits"

    @property
    def subject(self) -> str:
        return f"credit:{self.receiver}:{self.token}"


@dataclass(frozen=True, slots=True)
class MerchantRegistered(MerchantEvent):
    payout: str
    invoice_signer: str


@dataclass(frozen=True, slots=True)
class InvoiceSignerChanged(MerchantEvent):
    invoice_signer: str


@dataclass(frozen=True, slots=True)
class PayoutChangeProposed(MerchantEvent):
    payout: str
    effective_at: int


@dataclass(frozen=True, slots=True)
class PayoutChangeCancelled(MerchantEvent):
    payout: str


@dataclass(frozen=True, slots=True)
class MerchantFeeChanged(MerchantEvent):
    fee_bps: int


@dataclass(frozen=True, slots=True)
class PaymentRequested(PaymentEvent):
    payer: str
    token: str
    amount: int
    max_fee_bps: int
    valid_until: int
    refund_until: int
    splits_hash: str
    reference: str
    salt: str


@dataclass(frozen=True, slots=True)
class PaymentCompleted(PaymentEvent):
    payer: str
    token: str
    amount: int
    fee: int
    payout: str
    reference: str


@dataclass(frozen=True, slots=True)
class PaymentCancelled(PaymentEvent):
    """The merchant took the invoice back before anyone paid it."""


@dataclass(frozen=True, slots=True)
class PaymentRefunded(PaymentEvent):
    """`amount` went back now, `refunded` in all."""

    payer: str
    token: str
    amount: int
    refunded: int


@dataclass(frozen=True, slots=True)
class CreditIncreased(CreditEvent):
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class CreditWithdrawn(CreditEvent):
    to: str
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class FeeChanged(GatewayEvent):
    fee_bps: int


@dataclass(frozen=True, slots=True)
class FeeReceiverChanged(GatewayEvent):
    fee_receiver: str


@dataclass(frozen=True, slots=True)
class PausedChanged(GatewayEvent):
    paused: bool


@dataclass(frozen=True, slots=True)
class AdminTransferStarted(GatewayEvent):
    admin: str
    pending_admin: str


@dataclass(frozen=True, slots=True)
class AdminTransferred(GatewayEvent):
    previous_admin: str
    admin: str


EVENTS: tuple[type[GatewayEvent], ...] = (
    MerchantRegistered,
    InvoiceSignerChanged,
    PayoutChangeProposed,
    PayoutChangeCancelled,
    MerchantFeeChanged,
    PaymentRequested,
    PaymentCompleted,
    PaymentCancelled,
    PaymentRefunded,
    CreditIncreased,
    CreditWithdrawn,
    FeeChanged,
    FeeReceiverChanged,
    PausedChanged,
    AdminTransferStarted,
    AdminTransferred,
)
