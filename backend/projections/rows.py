"""The rows that folds make: one struct per mirrored table, columns as in `backend.tables.mirrored`.

Structs of msgspec rather than dataclasses: folds replace rows at backfill speed. `subject` is that of the events which
touch the row."""

from __future__ import annotations

from msgspec import Struct


class PaymentRow(Struct, frozen=True):
    """A row of `payments`. Amounts in smallest units of `token`, times in unix seconds."""

    chain_id: int
    payment_id: str
    merchant: str
    status: str
    first_block: int
    first_log_index: int
    block_number: int
    number: int
    payer: str | None = None
    token: str | None = None
    amount: int | None = None
    fee: int | None = None
    refunded: int = 0
    payout: str | None = None
    reference: str | None = None
    max_fee_bps: int | None = None
    valid_until: int | None = None
    refund_until: int | None = None
    paid_at: int | None = None
    paid_block: int | None = None
    paid_block_hash: str | None = None
    paid_transaction: str | None = None
    paid_log_index: int | None = None

    @property
    def subject(self) -> str:
        return f"payment:{self.payment_id}"


class MerchantRow(Struct, frozen=True):
    """A row of `merchants`."""

    chain_id: int
    merchant: str
    payout: str | None = None
    invoice_signer: str | None = None
    proposed_payout: str | None = None
    payout_effective_at: int | None = None
    fee_bps: int | None = None

    @property
    def subject(self) -> str:
        return f"merchant:{self.merchant}"


class CreditRow(Struct, frozen=True):
    """A row of `credits`. `balance` in smallest units of `token`."""

    chain_id: int
    receiver: str
    token: str
    balance: int

    @property
    def subject(self) -> str:
        return f"credit:{self.receiver}:{self.token}"


class GatewayRow(Struct, frozen=True):
    """A row of `gateways`."""

    chain_id: int
    contract: str
    fee_bps: int | None = None
    fee_receiver: str | None = None
    paused: bool = False
    admin: str | None = None
    pending_admin: str | None = None

    @property
    def subject(self) -> str:
        return f"gateway:{self.contract}"


AnyRow = PaymentRow | MerchantRow | CreditRow | GatewayRow
