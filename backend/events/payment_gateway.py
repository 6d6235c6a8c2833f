"""The events of the PaymentGateway alone, named as on chain. Amounts: smallest units of the token; times: unix time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from backend.events.any_contract import ContractEvent, Row


@dataclass(frozen=True, slots=True)
class MerchantEvent(ContractEvent):
    """An event of a merchant's own terms."""

    merchant: str
    row: ClassVar[Row] = "merchants"

    @property
    def subject(self) -> str:
        return f"merchant:{self.merchant}"


@dataclass(frozen=True, slots=True)
class PaymentEvent(ContractEvent):
    """An event of one payment. `number`: the merchant's running number."""

    payment_id: str
    merchant: str
    number: int
    row: ClassVar[Row] = "payments"

    @property
    def subject(self) -> str:
        return f"payment:{self.payment_id}"

    @property
    def counted(self) -> tuple[str, int] | None:
        return f"merchant:{self.merchant}", self.number

    @property
    def concerns(self) -> tuple[str, ...]:
        return (self.merchant,)


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
class SplitsApproved(ContractEvent):
    """The merchant's invoice signer may issue invoices with these shares, or no more."""

    merchant: str
    splits_hash: str
    approved: bool
    row: ClassVar[Row] = "approved_splits"

    @property
    def subject(self) -> str:
        return f"approved:{self.merchant}:{self.splits_hash}"


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
class SplitPaid(ContractEvent):
    """A share of a payment went on to its receiver; it has a number of its own among the merchant's payment events."""

    payment_id: str
    merchant: str
    receiver: str
    number: int
    token: str
    amount: int
    row: ClassVar[Row] = "payment_splits"

    @property
    def subject(self) -> str:
        return f"split:{self.payment_id}:{self.number}"

    @property
    def counted(self) -> tuple[str, int] | None:
        return f"merchant:{self.merchant}", self.number
