"""Rows that are the chain's, told again. Delete them, follow the chain again, and the same rows come back.

Addresses and hashes are lower-case hex text with `0x`; amounts are smallest units; times are unix seconds.
`number` is the running number which the contract keeps for each merchant: a hole in it is a hidden log.
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
    """How far a chain is followed. Moves in the same transaction as the rows it stands for."""

    __tablename__ = "positions"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    block_number: int = Field(sa_type=BigInteger)
    block_hash: str
    block_timestamp: int = Field(sa_type=BigInteger)
    confirmed_number: int = Field(sa_type=BigInteger)
    final_number: int = Field(sa_type=BigInteger)


class ChainEvent(SQLModel, table=True):
    """Every decoded event in order: what folds replay. `subject` is the key of the one row that the event touches."""

    __tablename__ = "chain_events"
    __table_args__ = (
        Index("ix_chain_events_subject", "chain_id", "subject"),
        Index("ix_chain_events_number", "chain_id", "merchant", "number"),
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
    merchant: str | None = None
    number: int | None = Field(default=None, sa_type=BigInteger)
    topics: str
    data: str


class Payment(SQLModel, table=True):
    """One payment id: requested on-chain, paid, refunded or cancelled.

    `status`: requested, paid, partially_refunded, refunded, cancelled. How certain it is follows from `block_number`
    (of the event that made the status what it is) and the chain's position."""

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


class Credit(SQLModel, table=True):
    """What the gateway holds for a receiver whose payout failed."""

    __tablename__ = "credits"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    receiver: str = Field(primary_key=True)
    token: str = Field(primary_key=True)
    balance: int = Field(sa_type=Uint256)


class Gateway(SQLModel, table=True):
    """The gateway's own terms."""

    __tablename__ = "gateways"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    contract: str = Field(primary_key=True)
    fee_bps: int | None = None
    fee_receiver: str | None = None
    paused: bool = False
    admin: str | None = None
    pending_admin: str | None = None
