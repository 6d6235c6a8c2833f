"""The rows that folds make: one struct per mirrored table, columns as in `backend.tables.mirrored`; those of
subscriptions and wallets have files of their own.

Structs of msgspec rather than dataclasses: folds replace rows at backfill speed. `subject` is that of the events which
touch the row."""

from __future__ import annotations

from msgspec import Struct

from backend.projections.subscription_rows import (
    ChargeFailureRecord,
    ChargeRecord,
    MandateRow,
    PeriodRefundRecord,
    PlanRow,
    SubscriptionMerchantRow,
)
from backend.projections.wallet_rows import (
    CoinReceiptRecord,
    ConfirmationRow,
    ProposalRow,
    WalletCallRecord,
    WalletLimitRow,
    WalletOwnerRow,
    WalletPaymentRecord,
    WalletRow,
)


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


class SplitRow(Struct, frozen=True):
    """A row of `payment_splits`."""

    chain_id: int
    payment_id: str
    number: int
    merchant: str
    receiver: str
    token: str
    amount: int
    transaction_hash: str
    block_number: int
    log_index: int

    @property
    def subject(self) -> str:
        return f"split:{self.payment_id}:{self.number}"


class ApprovedSplitsRow(Struct, frozen=True):
    """A row of `approved_splits`."""

    chain_id: int
    merchant: str
    splits_hash: str
    approved: bool
    block_number: int

    @property
    def subject(self) -> str:
        return f"approved:{self.merchant}:{self.splits_hash}"


class DepositRow(Struct, frozen=True):
    """A row of `deposits`. Amounts in smallest units of `token`."""

    chain_id: int
    deposit: str
    token: str
    contract: str
    payment_id: str
    merchant: str
    number: int
    first_block: int
    first_log_index: int
    block_number: int
    refund_to: str | None = None
    collected: int = 0
    returned: int = 0

    @property
    def subject(self) -> str:
        return f"deposit:{self.deposit}:{self.token}"


class DealRow(Struct, frozen=True):
    """A row of `deals`. Amounts in smallest units of `token`, times in unix seconds, periods in seconds."""

    chain_id: int
    deal_id: str
    contract: str
    status: str
    first_block: int
    first_log_index: int
    block_number: int
    beneficiary: str
    step: int = 0
    outcome: str | None = None
    open_id: str | None = None
    number: int | None = None
    depositor: str | None = None
    arbiter: str | None = None
    token: str | None = None
    amount: int | None = None
    max_fee_bps: int | None = None
    delivery_until: int | None = None
    inspection_period: int | None = None
    claim_hash: str | None = None
    arbiter_fee_bps: int | None = None
    dispute_period: int | None = None
    on_timeout_bps: int | None = None
    salt: str | None = None
    fee_bps: int | None = None
    held: int = 0
    released: int = 0
    returned: int = 0
    fees: int = 0
    arbiter_fee: int = 0
    proof: str | None = None
    inspection_until: int | None = None
    disputed_by: str | None = None
    dispute_until: int | None = None
    funded_at: int | None = None
    funded_block: int | None = None
    funded_block_hash: str | None = None
    funded_transaction: str | None = None
    funded_log_index: int | None = None

    @property
    def subject(self) -> str:
        return f"deal:{self.deal_id}"


class CreditRow(Struct, frozen=True):
    """A row of `credits`. `balance` in smallest units of `token`."""

    chain_id: int
    receiver: str
    token: str
    contract: str
    balance: int
    number: int
    block_number: int

    @property
    def subject(self) -> str:
        return f"credit:{self.receiver}:{self.token}:{self.contract}"


class KeptFeesRow(Struct, frozen=True):
    """A row of `kept_fees`. `collected` in smallest units of `token`."""

    chain_id: int
    contract: str
    token: str
    collected: int
    number: int
    block_number: int

    @property
    def subject(self) -> str:
        return f"fees:{self.contract}:{self.token}"


class SpentSignatureRow(Struct, frozen=True):
    """A row of `spent_signatures`."""

    chain_id: int
    digest: str
    signer: str
    contract: str
    block_number: int

    @property
    def subject(self) -> str:
        return f"spent:{self.digest}:{self.signer}:{self.contract}"


class ContractRow(Struct, frozen=True):
    """A row of `contracts`."""

    chain_id: int
    contract: str
    fee_bps: int | None = None
    fee_receiver: str | None = None
    paused: bool = False
    admin: str | None = None
    pending_admin: str | None = None

    @property
    def subject(self) -> str:
        return f"contract:{self.contract}"


AnyRow = (
    PaymentRow
    | SplitRow
    | MerchantRow
    | ApprovedSplitsRow
    | DepositRow
    | DealRow
    | CreditRow
    | KeptFeesRow
    | SpentSignatureRow
    | ContractRow
    | PlanRow
    | MandateRow
    | SubscriptionMerchantRow
    | WalletRow
    | WalletOwnerRow
    | WalletLimitRow
    | ProposalRow
    | ConfirmationRow
)
AnyRecord = (
    ChargeRecord | ChargeFailureRecord | PeriodRefundRecord | WalletPaymentRecord | WalletCallRecord | CoinReceiptRecord
)
