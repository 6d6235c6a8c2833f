"""The rows and records that events of MultiSig wallets make, columns as in `backend.tables.wallets`."""

from __future__ import annotations

from msgspec import Struct


class WalletRow(Struct, frozen=True):
    """A row of `wallets`."""

    chain_id: int
    wallet: str
    contract: str
    creator: str
    number: int
    threshold: int
    call_threshold: int
    delay: int
    created_at: int
    first_block: int
    first_log_index: int
    block_number: int
    epoch: int = 0

    @property
    def subject(self) -> str:
        return f"wallet:{self.wallet}"


class WalletOwnerRow(Struct, frozen=True):
    """A row of `wallet_owners`."""

    chain_id: int
    wallet: str
    owner: str
    status: str
    first_block: int
    first_log_index: int
    block_number: int

    @property
    def subject(self) -> str:
        return f"owner:{self.wallet}:{self.owner}"


class WalletLimitRow(Struct, frozen=True):
    """A row of `wallet_limits`. Amounts in smallest units of `token`."""

    chain_id: int
    wallet: str
    spender: str
    token: str
    amount: int
    window: int
    block_number: int
    spent: int = 0
    window_end: int = 0
    number: int = 0

    @property
    def subject(self) -> str:
        return f"limit:{self.wallet}:{self.spender}:{self.token}"


class ProposalRow(Struct, frozen=True):
    """A row of `proposals`."""

    chain_id: int
    proposal: str
    wallet: str
    status: str
    first_block: int
    first_log_index: int
    block_number: int
    kind: str | None = None
    lane: int | None = None
    nonce: int | None = None
    not_before: int | None = None
    deadline: int | None = None
    epoch: int | None = None
    content: str | None = None
    proposer: str | None = None
    ready_at: int | None = None
    vetoed_by: str | None = None
    proposed_at: int | None = None
    executed_at: int | None = None
    executed_transaction: str | None = None

    @property
    def subject(self) -> str:
        return f"proposal:{self.proposal}:{self.wallet}"


class ConfirmationRow(Struct, frozen=True):
    """A row of `confirmations`."""

    chain_id: int
    proposal: str
    wallet: str
    owner: str
    revoked: bool
    first_block: int
    first_log_index: int
    block_number: int

    @property
    def subject(self) -> str:
        return f"confirmation:{self.proposal}:{self.wallet}:{self.owner}"


class WalletPaymentRecord(Struct, frozen=True):
    """A row of `wallet_payments`. `amount` in smallest units of `token`."""

    chain_id: int
    block_number: int
    log_index: int
    wallet: str
    token: str
    to: str
    amount: int
    memo: str
    paid_at: int
    transaction_hash: str
    proposal: str | None = None
    lane: int | None = None
    nonce: int | None = None
    index: int | None = None
    count: int | None = None
    spender: str | None = None
    number: int | None = None
    spent: int | None = None
    window_end: int | None = None


class WalletCallRecord(Struct, frozen=True):
    """A row of `wallet_calls`."""

    chain_id: int
    block_number: int
    log_index: int
    wallet: str
    proposal: str
    to: str
    lane: int
    nonce: int
    index: int
    count: int
    value: int
    data: str
    called_at: int
    transaction_hash: str


class CoinReceiptRecord(Struct, frozen=True):
    """A row of `coin_receipts`."""

    chain_id: int
    block_number: int
    log_index: int
    wallet: str
    sender: str
    amount: int
    received_at: int
    transaction_hash: str
