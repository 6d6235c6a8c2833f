"""Rows of the keepers: who works on what is due, and every transaction they signed, written down before it was sent.

Times are unix seconds of the keepers' clocks, unlike what the mirror writes. Nothing here is the chain's truth."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from backend.tables.uint256 import Uint256


class KeeperErrand(SQLModel, table=True):
    """One thing that a keeper works on, or will not try again before `next_attempt_at`. `subject`: the fact on the
    chain, of which there is never a second errand; `holder`: the keeper's address, whose until `leased_until`;
    `transaction_id`: what is on its way for it; `refusal`: why the last attempt came to nothing."""

    __tablename__ = "keeper_errands"
    __table_args__ = (Index("ix_keeper_errands_transaction", "transaction_id"),)

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    subject: str = Field(primary_key=True)
    holder: str | None = None
    leased_until: int = Field(default=0, sa_type=BigInteger)
    next_attempt_at: int = Field(default=0, sa_type=BigInteger)
    failures: int = 0
    transaction_id: str | None = None
    refusal: str | None = None


class KeeperTransaction(SQLModel, table=True):
    """One nonce of one keeper. `state`: waiting, included, over. `outcome` once in a block: done, reverted, withdrawn
    (an empty one took its nonce); or displaced, by a transaction that no keeper here signed.

    `open_nonce`: the nonce until it is over, so that no two open ones can have the same."""

    __tablename__ = "keeper_transactions"
    __table_args__ = (
        UniqueConstraint("chain_id", "sender", "open_nonce"),
        Index("ix_keeper_transactions_sender", "chain_id", "sender", "nonce"),
    )

    id: str = Field(primary_key=True)
    chain_id: int = Field(sa_type=BigInteger)
    sender: str
    nonce: int = Field(sa_type=BigInteger)
    open_nonce: int | None = Field(default=None, sa_type=BigInteger)
    verb: str
    to: str
    data: str
    gas: int = Field(sa_type=BigInteger)
    state: str = "waiting"
    outcome: str | None = None
    created_at: int = Field(sa_type=BigInteger)
    included_block: int | None = Field(default=None, sa_type=BigInteger)
    included_hash: str | None = None
    cost: int | None = Field(default=None, sa_type=Uint256)


class KeeperSigned(SQLModel, table=True):
    """One signed version of a transaction: the first, or one that replaces the version before it at a higher price.
    `hash`: the transaction's; `raw`: what is sent, and sent again as it is; `empty`: it only takes the nonce;
    fees: wei per gas."""

    __tablename__ = "keeper_signed"

    transaction_id: str = Field(primary_key=True, foreign_key="keeper_transactions.id")
    version: int = Field(primary_key=True)
    hash: str = Field(unique=True)
    raw: str
    empty: bool = False
    max_fee: int = Field(sa_type=Uint256)
    priority_fee: int = Field(sa_type=Uint256)
    signed_at: int = Field(sa_type=BigInteger)
