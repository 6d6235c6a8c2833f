"""Rows that are the chain's, told again. Delete them, follow the chain again, and the same rows come back.

Addresses and hashes are lower-case hex text with `0x`; amounts are smallest units; times are unix seconds.
`number` is a running number which a contract keeps: a hole in it is a hidden log. `block_number` is that of the event
that made the row what it is: how certain the row is follows from it and the chain's position.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from backend.tables.uint256 import Uint256


class Block(SQLModel, table=True):
    """A block the mirror has followed, kept so that a reorg finds the common ancestor."""

    __tablename__ = "blocks"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    hash: str
    parent_hash: str
    timestamp: int = Field(sa_type=BigInteger)


class Position(SQLModel, table=True):
    """How far a chain is followed. Moves in the same transaction as the rows it stands for. `contracts`: the addresses
    whose events the rows have up to there, sorted, with commas."""

    __tablename__ = "positions"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    block_number: int = Field(sa_type=BigInteger)
    block_hash: str
    block_timestamp: int = Field(sa_type=BigInteger)
    confirmed_number: int = Field(sa_type=BigInteger)
    final_number: int = Field(sa_type=BigInteger)
    contracts: str = ""


class ChainEvent(SQLModel, table=True):
    """Every decoded event in order: what folds replay. `subject` is the key of the one row that the event touches.

    `number` counts within `counter`, `step` within `subject`, both from 1 without a hole. `party`: whom it concerns (a
    merchant, a deal's beneficiary, a credit's receiver), if anybody is told of such events."""

    __tablename__ = "chain_events"
    __table_args__ = (
        Index("ix_chain_events_subject", "chain_id", "subject"),
        Index("ix_chain_events_number", "chain_id", "counter", "number"),
    )

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    block_number: int = Field(primary_key=True, sa_type=BigInteger)
    log_index: int = Field(primary_key=True)
    block_hash: str
    block_timestamp: int = Field(sa_type=BigInteger)
    transaction_hash: str
    contract: str
    name: str
    subject: str
    counter: str | None = None
    number: int | None = Field(default=None, sa_type=BigInteger)
    step: int | None = None
    party: str | None = None
    topics: str
    data: str


class FurtherSubject(SQLModel, table=True):
    """A row that a stored event touches besides that of its own `subject`."""

    __tablename__ = "further_subjects"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    subject: str = Field(primary_key=True)
    block_number: int = Field(primary_key=True, sa_type=BigInteger)
    log_index: int = Field(primary_key=True)


class Payment(SQLModel, table=True):
    """One payment id: requested on-chain, paid, refunded or cancelled.

    `status`: requested, paid, partially_refunded, refunded, cancelled."""

    __tablename__ = "payments"
    __table_args__ = (Index("ix_payments_merchant", "chain_id", "merchant", "first_block", "first_log_index"),)

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    payment_id: str = Field(primary_key=True)
    merchant: str
    status: str
    first_block: int = Field(sa_type=BigInteger)
    first_log_index: int
    payer: str | None = None
    token: str | None = None
    amount: int | None = Field(default=None, sa_type=Uint256)
    fee: int | None = Field(default=None, sa_type=Uint256)
    refunded: int = Field(default=0, sa_type=Uint256)
    payout: str | None = None
    reference: str | None = None
    max_fee_bps: int | None = Field(default=None, sa_type=Uint256)
    valid_until: int | None = Field(default=None, sa_type=Uint256)
    refund_until: int | None = Field(default=None, sa_type=Uint256)
    paid_at: int | None = Field(default=None, sa_type=BigInteger)
    paid_block: int | None = Field(default=None, sa_type=BigInteger)
    paid_block_hash: str | None = None
    paid_transaction: str | None = None
    paid_log_index: int | None = None
    block_number: int = Field(sa_type=BigInteger)
    number: int = Field(sa_type=BigInteger)


class PaymentSplit(SQLModel, table=True):
    """One share of a payment, sent on to its receiver; `number` is of the merchant's own count."""

    __tablename__ = "payment_splits"
    __table_args__ = (Index("ix_payment_splits_receiver", "chain_id", "receiver", "block_number", "log_index"),)

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    payment_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True, sa_type=BigInteger)
    merchant: str
    receiver: str
    token: str
    amount: int = Field(sa_type=Uint256)
    transaction_hash: str
    block_number: int = Field(sa_type=BigInteger)
    log_index: int


class Merchant(SQLModel, table=True):
    """A merchant as registered in the gateway. A proposed payout counts from `payout_effective_at` on."""

    __tablename__ = "merchants"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    merchant: str = Field(primary_key=True)
    payout: str | None = None
    invoice_signer: str | None = None
    proposed_payout: str | None = None
    payout_effective_at: int | None = Field(default=None, sa_type=BigInteger)
    fee_bps: int | None = None


class ApprovedSplits(SQLModel, table=True):
    """Whether a merchant's invoice signer may issue invoices with the shares behind a hash."""

    __tablename__ = "approved_splits"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    merchant: str = Field(primary_key=True)
    splits_hash: str = Field(primary_key=True)
    approved: bool
    block_number: int = Field(sa_type=BigInteger)


class Deposit(SQLModel, table=True):
    """What became of one token at a deposit address: `collected` paid its invoice, `returned` went away again.

    `refund_to`: known from the collection; None before it, and for an address whose leftovers are the merchant's."""

    __tablename__ = "deposits"
    __table_args__ = (
        Index("ix_deposits_payment", "chain_id", "payment_id"),
        Index("ix_deposits_merchant", "chain_id", "merchant", "first_block", "first_log_index"),
    )

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    deposit: str = Field(primary_key=True)
    token: str = Field(primary_key=True)
    contract: str
    payment_id: str
    merchant: str
    refund_to: str | None = None
    collected: int = Field(default=0, sa_type=Uint256)
    returned: int = Field(default=0, sa_type=Uint256)
    number: int = Field(sa_type=BigInteger)
    first_block: int = Field(sa_type=BigInteger)
    first_log_index: int
    block_number: int = Field(sa_type=BigInteger)


class Deal(SQLModel, table=True):
    """One deal of the Escrow. Its terms are known from its funding on; before, an arbiter may have taken its part.

    `status`: accepted, declined, funded, delivered, disputed, closed. `outcome` of a closed one: released, returned,
    mixed, settled, ruled, timed_out. `open_id`: the id of the same terms with neither depositor nor claim hash, by
    which an offer to anybody finds the deal made of it. amount = held + released + returned + arbiter_fee; `fees` are
    part of what was released. `step`: of the deal's last event, 0 before its funding."""

    __tablename__ = "deals"
    __table_args__ = (
        Index("ix_deals_beneficiary", "chain_id", "beneficiary", "first_block", "first_log_index"),
        Index("ix_deals_depositor", "chain_id", "depositor", "first_block", "first_log_index"),
        Index("ix_deals_open_id", "chain_id", "open_id"),
        Index("ix_deals_due", "chain_id", "status", "delivery_until"),
    )

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    deal_id: str = Field(primary_key=True)
    contract: str
    status: str
    first_block: int = Field(sa_type=BigInteger)
    first_log_index: int
    block_number: int = Field(sa_type=BigInteger)
    beneficiary: str
    step: int = 0
    outcome: str | None = None
    open_id: str | None = None
    number: int | None = Field(default=None, sa_type=BigInteger)
    depositor: str | None = None
    arbiter: str | None = None
    token: str | None = None
    amount: int | None = Field(default=None, sa_type=Uint256)
    max_fee_bps: int | None = Field(default=None, sa_type=Uint256)
    delivery_until: int | None = Field(default=None, sa_type=BigInteger)
    inspection_period: int | None = Field(default=None, sa_type=BigInteger)
    claim_hash: str | None = None
    arbiter_fee_bps: int | None = None
    dispute_period: int | None = Field(default=None, sa_type=BigInteger)
    on_timeout_bps: int | None = None
    salt: str | None = None
    fee_bps: int | None = None
    held: int = Field(default=0, sa_type=Uint256)
    released: int = Field(default=0, sa_type=Uint256)
    returned: int = Field(default=0, sa_type=Uint256)
    fees: int = Field(default=0, sa_type=Uint256)
    arbiter_fee: int = Field(default=0, sa_type=Uint256)
    proof: str | None = None
    inspection_until: int | None = Field(default=None, sa_type=BigInteger)
    disputed_by: str | None = None
    dispute_until: int | None = Field(default=None, sa_type=BigInteger)
    funded_at: int | None = Field(default=None, sa_type=BigInteger)
    funded_block: int | None = Field(default=None, sa_type=BigInteger)
    funded_block_hash: str | None = None
    funded_transaction: str | None = None
    funded_log_index: int | None = None


class Credit(SQLModel, table=True):
    """What a contract owes to a receiver whom a payout could not reach."""

    __tablename__ = "credits"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    receiver: str = Field(primary_key=True)
    token: str = Field(primary_key=True)
    contract: str = Field(primary_key=True)
    balance: int = Field(sa_type=Uint256)
    number: int = Field(sa_type=BigInteger)
    block_number: int = Field(sa_type=BigInteger)


class KeptFees(SQLModel, table=True):
    """Fees that a contract kept and then sent to its fee receiver, in all. What it still keeps: the deals' `fees` in
    this token less this."""

    __tablename__ = "kept_fees"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    contract: str = Field(primary_key=True)
    token: str = Field(primary_key=True)
    collected: int = Field(sa_type=Uint256)
    number: int = Field(sa_type=BigInteger)
    block_number: int = Field(sa_type=BigInteger)


class SpentSignature(SQLModel, table=True):
    """A signed word of `signer`, by its EIP-712 digest, that counts no more: used, or revoked before."""

    __tablename__ = "spent_signatures"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    digest: str = Field(primary_key=True)
    signer: str = Field(primary_key=True)
    contract: str = Field(primary_key=True)
    block_number: int = Field(sa_type=BigInteger)


class Contract(SQLModel, table=True):
    """A contract's own terms."""

    __tablename__ = "contracts"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    contract: str = Field(primary_key=True)
    fee_bps: int | None = None
    fee_receiver: str | None = None
    paused: bool = False
    admin: str | None = None
    pending_admin: str | None = None
