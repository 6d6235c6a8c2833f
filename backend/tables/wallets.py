"""Rows of the MultiSig wallets that the factory made, told again from the chain as those of `mirrored`.

`wallet` is the contract whose events a row is made of. `wallet_payments`, `wallet_calls` and `coin_receipts` have one
row for each event, never changed afterwards."""

from __future__ import annotations

from sqlalchemy import BigInteger, Index
from sqlmodel import Field, SQLModel

from backend.tables.uint256 import Uint256


class Wallet(SQLModel, table=True):
    """A wallet and its terms. `contract`: the factory that made it in block `first_block`, as its `number`th."""

    __tablename__ = "wallets"
    __table_args__ = (Index("ix_wallets_creator", "chain_id", "creator", "first_block", "first_log_index"),)

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    wallet: str = Field(primary_key=True)
    contract: str
    creator: str
    number: int = Field(sa_type=BigInteger)
    threshold: int
    call_threshold: int
    delay: int = Field(sa_type=BigInteger)
    epoch: int = Field(default=0, sa_type=BigInteger)
    created_at: int = Field(sa_type=BigInteger)
    first_block: int = Field(sa_type=BigInteger)
    first_log_index: int
    block_number: int = Field(sa_type=BigInteger)


class WalletOwner(SQLModel, table=True):
    """Somebody's part in a wallet. `status`: accepted (would be an owner if added), owner, removed."""

    __tablename__ = "wallet_owners"
    __table_args__ = (Index("ix_wallet_owners_owner", "chain_id", "owner", "first_block", "first_log_index"),)

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    wallet: str = Field(primary_key=True)
    owner: str = Field(primary_key=True)
    status: str
    first_block: int = Field(sa_type=BigInteger)
    first_log_index: int
    block_number: int = Field(sa_type=BigInteger)


class WalletLimit(SQLModel, table=True):
    """What a spender may send of a token in each window. `spent` as of the last event, in the window that ends at
    `window_end`. `number`: of the spender's last payment in this token. Amount zero: nothing."""

    __tablename__ = "wallet_limits"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    wallet: str = Field(primary_key=True)
    spender: str = Field(primary_key=True)
    token: str = Field(primary_key=True)
    amount: int = Field(sa_type=Uint256)
    window: int = Field(sa_type=Uint256)
    spent: int = Field(default=0, sa_type=Uint256)
    window_end: int = Field(default=0, sa_type=Uint256)
    number: int = Field(default=0, sa_type=BigInteger)
    block_number: int = Field(sa_type=BigInteger)


class Proposal(SQLModel, table=True):
    """What a wallet may do or did, by its hash. One that only went from hand to hand is seen when it is executed.

    `kind`: payments, calls, configuration; unknown of one that was executed unseen and empty. `status`: proposed,
    scheduled, vetoed, executed. `content`: the payments, calls or configuration as JSON text, if it was proposed."""

    __tablename__ = "proposals"
    __table_args__ = (Index("ix_proposals_wallet", "chain_id", "wallet", "first_block", "first_log_index"),)

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    proposal: str = Field(primary_key=True)
    wallet: str = Field(primary_key=True)
    kind: str | None = None
    status: str
    lane: int | None = Field(default=None, sa_type=Uint256)
    nonce: int | None = Field(default=None, sa_type=Uint256)
    not_before: int | None = Field(default=None, sa_type=Uint256)
    deadline: int | None = Field(default=None, sa_type=Uint256)
    epoch: int | None = Field(default=None, sa_type=BigInteger)
    content: str | None = None
    proposer: str | None = None
    ready_at: int | None = Field(default=None, sa_type=BigInteger)
    vetoed_by: str | None = None
    proposed_at: int | None = Field(default=None, sa_type=BigInteger)
    executed_at: int | None = Field(default=None, sa_type=BigInteger)
    executed_transaction: str | None = None
    first_block: int = Field(sa_type=BigInteger)
    first_log_index: int
    block_number: int = Field(sa_type=BigInteger)


class Confirmation(SQLModel, table=True):
    """An owner's word on chain to a hash, or its having been taken back."""

    __tablename__ = "confirmations"

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    proposal: str = Field(primary_key=True)
    wallet: str = Field(primary_key=True)
    owner: str = Field(primary_key=True)
    revoked: bool
    first_block: int = Field(sa_type=BigInteger)
    first_log_index: int
    block_number: int = Field(sa_type=BigInteger)


class WalletPayment(SQLModel, table=True):
    """Money that left a wallet: by an executed proposal (`lane`, `nonce`, and which of `count` payments), or by a
    spender within its limit (`spender`, `number`, and what it has `spent` until `window_end`)."""

    __tablename__ = "wallet_payments"
    __table_args__ = (Index("ix_wallet_payments_wallet", "chain_id", "wallet", "block_number", "log_index"),)

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    block_number: int = Field(primary_key=True, sa_type=BigInteger)
    log_index: int = Field(primary_key=True)
    wallet: str
    token: str
    to: str
    amount: int = Field(sa_type=Uint256)
    memo: str
    proposal: str | None = None
    lane: int | None = Field(default=None, sa_type=Uint256)
    nonce: int | None = Field(default=None, sa_type=Uint256)
    index: int | None = None
    count: int | None = None
    spender: str | None = None
    number: int | None = Field(default=None, sa_type=BigInteger)
    spent: int | None = Field(default=None, sa_type=Uint256)
    window_end: int | None = Field(default=None, sa_type=Uint256)
    paid_at: int = Field(sa_type=BigInteger)
    transaction_hash: str


class WalletCall(SQLModel, table=True):
    """A call that a wallet made by an executed proposal. `data`: 0x hex."""

    __tablename__ = "wallet_calls"
    __table_args__ = (Index("ix_wallet_calls_wallet", "chain_id", "wallet", "block_number", "log_index"),)

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    block_number: int = Field(primary_key=True, sa_type=BigInteger)
    log_index: int = Field(primary_key=True)
    wallet: str
    proposal: str
    to: str
    lane: int = Field(sa_type=Uint256)
    nonce: int = Field(sa_type=Uint256)
    index: int
    count: int
    value: int = Field(sa_type=Uint256)
    data: str
    called_at: int = Field(sa_type=BigInteger)
    transaction_hash: str


class CoinReceipt(SQLModel, table=True):
    """Native coin that came to a wallet by a plain send."""

    __tablename__ = "coin_receipts"
    __table_args__ = (Index("ix_coin_receipts_wallet", "chain_id", "wallet", "block_number", "log_index"),)

    chain_id: int = Field(primary_key=True, sa_type=BigInteger)
    block_number: int = Field(primary_key=True, sa_type=BigInteger)
    log_index: int = Field(primary_key=True)
    wallet: str
    sender: str
    amount: int = Field(sa_type=Uint256)
    received_at: int = Field(sa_type=BigInteger)
    transaction_hash: str
