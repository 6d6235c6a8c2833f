"""Plans, mandates and wallets: every table that mirrors the Subscription and the MultiSig wallets."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from backend.tables.uint256 import Uint256

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_charge_failures_mandate": ("charge_failures", "mandate_id block_number log_index"),
    "ix_charges_mandate": ("charges", "mandate_id block_number log_index"),
    "ix_charges_merchant": ("charges", "merchant block_number log_index"),
    "ix_coin_receipts_wallet": ("coin_receipts", "wallet block_number log_index"),
    "ix_mandates_due": ("mandates", "next_action_at"),
    "ix_mandates_merchant": ("mandates", "merchant first_block first_log_index"),
    "ix_mandates_plan": ("mandates", "plan_id first_block first_log_index"),
    "ix_mandates_subscriber": ("mandates", "subscriber first_block first_log_index"),
    "ix_period_refunds_mandate": ("period_refunds", "mandate_id block_number log_index"),
    "ix_plans_merchant": ("plans", "merchant first_block first_log_index"),
    "ix_proposals_wallet": ("proposals", "wallet first_block first_log_index"),
    "ix_wallet_calls_wallet": ("wallet_calls", "wallet block_number log_index"),
    "ix_wallet_owners_owner": ("wallet_owners", "owner first_block first_log_index"),
    "ix_wallet_payments_wallet": ("wallet_payments", "wallet block_number log_index"),
    "ix_wallets_creator": ("wallets", "creator first_block first_log_index"),
}


def _place_of_its_event() -> list[sa.Column[Any]]:
    numbers = [sa.Column(name, sa.BigInteger(), nullable=False) for name in "chain_id block_number".split()]
    transaction_hash = sa.Column("transaction_hash", sa.String(), nullable=False)
    return [*numbers, sa.Column("log_index", sa.Integer(), nullable=False), transaction_hash]


def _whose_mandate() -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in "contract mandate_id merchant subscriber".split()]


def _first_and_last_event() -> list[sa.Column[int]]:
    numbers = [sa.Column(name, sa.BigInteger(), nullable=False) for name in "chain_id first_block block_number".split()]
    return [*numbers, sa.Column("first_log_index", sa.Integer(), nullable=False)]


def upgrade() -> None:
    op.create_table(
        "charge_failures",
        *_place_of_its_event(),
        *_whose_mandate(),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("amount", Uint256(), nullable=False),
        sa.Column("period", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("retry_at", sa.BigInteger(), nullable=False),
        sa.Column("grace_until", sa.BigInteger(), nullable=False),
        sa.Column("failed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "block_number", "log_index"),
    )
    op.create_table(
        "charges",
        *_place_of_its_event(),
        *_whose_mandate(),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("amount", Uint256(), nullable=False),
        sa.Column("fee", Uint256(), nullable=False),
        sa.Column("tip", Uint256(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("period", sa.BigInteger(), nullable=False),
        sa.Column("period_total", Uint256(), nullable=False),
        sa.Column("total", Uint256(), nullable=False),
        sa.Column("paid_until", sa.BigInteger(), nullable=False),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("charged_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "block_number", "log_index"),
    )
    op.create_table(
        "coin_receipts",
        *_place_of_its_event(),
        sa.Column("wallet", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("amount", Uint256(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "block_number", "log_index"),
    )
    op.create_table(
        "confirmations",
        sa.Column("wallet", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        *_first_and_last_event(),
        sa.PrimaryKeyConstraint("chain_id", "proposal", "wallet", "owner"),
    )
    op.create_table(
        "further_subjects",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.Column("log_index", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "subject", "block_number", "log_index"),
    )
    op.create_table(
        "mandates",
        sa.Column("mandate_id", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("merchant", sa.String(), nullable=False),
        sa.Column("subscriber", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("plan_id", sa.String(), nullable=True),
        sa.Column("start", sa.BigInteger(), nullable=True),
        sa.Column("end", Uint256(), nullable=True),
        sa.Column("max_charges", Uint256(), nullable=True),
        sa.Column("lifetime_cap", Uint256(), nullable=True),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("fee_bps", sa.Integer(), nullable=True),
        sa.Column("paid_until", sa.BigInteger(), nullable=False),
        sa.Column("total", Uint256(), nullable=False),
        sa.Column("charges", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("retry_at", sa.BigInteger(), nullable=True),
        sa.Column("grace_until", sa.BigInteger(), nullable=True),
        sa.Column("paused_at", sa.BigInteger(), nullable=True),
        sa.Column("paused_until", sa.BigInteger(), nullable=True),
        sa.Column("shift", sa.BigInteger(), nullable=False),
        sa.Column("price", Uint256(), nullable=True),
        sa.Column("price_from", sa.BigInteger(), nullable=True),
        sa.Column("price_before", Uint256(), nullable=True),
        sa.Column("proposed_price", Uint256(), nullable=True),
        sa.Column("proposed_from", sa.BigInteger(), nullable=True),
        sa.Column("last_failure", sa.String(), nullable=True),
        sa.Column("cancelled_by", sa.String(), nullable=True),
        sa.Column("refunded_at", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("next_action_at", sa.BigInteger(), nullable=True),
        *_first_and_last_event(),
        sa.PrimaryKeyConstraint("chain_id", "mandate_id"),
    )
    op.create_table(
        "period_refunds",
        *_place_of_its_event(),
        *_whose_mandate(),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("amount", Uint256(), nullable=False),
        sa.Column("period", sa.BigInteger(), nullable=False),
        sa.Column("refunded_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "block_number", "log_index"),
    )
    op.create_table(
        "plans",
        sa.Column("plan_id", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("merchant", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("payout", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("amount", Uint256(), nullable=False),
        sa.Column("first_amount", Uint256(), nullable=False),
        sa.Column("period_unit", sa.Integer(), nullable=False),
        sa.Column("period_count", sa.BigInteger(), nullable=False),
        sa.Column("trial", sa.BigInteger(), nullable=False),
        sa.Column("metered", sa.Boolean(), nullable=False),
        sa.Column("tip", Uint256(), nullable=False),
        sa.Column("max_fee_bps", sa.Integer(), nullable=False),
        sa.Column("grace", sa.BigInteger(), nullable=False),
        sa.Column("retry_gap", sa.BigInteger(), nullable=False),
        sa.Column("price_notice", sa.BigInteger(), nullable=False),
        sa.Column("pause_limit", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        *_first_and_last_event(),
        sa.PrimaryKeyConstraint("chain_id", "plan_id"),
    )
    op.create_table(
        "proposals",
        sa.Column("wallet", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("lane", Uint256(), nullable=True),
        sa.Column("nonce", Uint256(), nullable=True),
        sa.Column("not_before", Uint256(), nullable=True),
        sa.Column("deadline", Uint256(), nullable=True),
        sa.Column("epoch", sa.BigInteger(), nullable=True),
        sa.Column("content", sa.String(), nullable=True),
        sa.Column("proposer", sa.String(), nullable=True),
        sa.Column("ready_at", sa.BigInteger(), nullable=True),
        sa.Column("vetoed_by", sa.String(), nullable=True),
        sa.Column("proposed_at", sa.BigInteger(), nullable=True),
        sa.Column("executed_at", sa.BigInteger(), nullable=True),
        sa.Column("executed_transaction", sa.String(), nullable=True),
        *_first_and_last_event(),
        sa.PrimaryKeyConstraint("chain_id", "proposal", "wallet"),
    )
    op.create_table(
        "subscription_merchants",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("merchant", sa.String(), nullable=False),
        sa.Column("fee_bps", sa.Integer(), nullable=True),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "contract", "merchant"),
    )
    op.create_table(
        "wallet_calls",
        *_place_of_its_event(),
        sa.Column("wallet", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("lane", Uint256(), nullable=False),
        sa.Column("nonce", Uint256(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("value", Uint256(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("called_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "block_number", "log_index"),
    )
    op.create_table(
        "wallet_limits",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("wallet", sa.String(), nullable=False),
        sa.Column("spender", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("amount", Uint256(), nullable=False),
        sa.Column("window", Uint256(), nullable=False),
        sa.Column("spent", Uint256(), nullable=False),
        sa.Column("window_end", Uint256(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "wallet", "spender", "token"),
    )
    op.create_table(
        "wallet_owners",
        sa.Column("wallet", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        *_first_and_last_event(),
        sa.PrimaryKeyConstraint("chain_id", "wallet", "owner"),
    )
    op.create_table(
        "wallet_payments",
        *_place_of_its_event(),
        sa.Column("wallet", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("amount", Uint256(), nullable=False),
        sa.Column("memo", sa.String(), nullable=False),
        sa.Column("proposal", sa.String(), nullable=True),
        sa.Column("lane", Uint256(), nullable=True),
        sa.Column("nonce", Uint256(), nullable=True),
        sa.Column("index", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("spender", sa.String(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("spent", Uint256(), nullable=True),
        sa.Column("window_end", Uint256(), nullable=True),
        sa.Column("paid_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "block_number", "log_index"),
    )
    op.create_table(
        "wallets",
        sa.Column("wallet", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("creator", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("threshold", sa.Integer(), nullable=False),
        sa.Column("call_threshold", sa.Integer(), nullable=False),
        sa.Column("delay", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        *_first_and_last_event(),
        sa.PrimaryKeyConstraint("chain_id", "wallet"),
    )
    for name, (table, columns) in INDEXES.items():
        op.create_index(name, table, ["chain_id", *columns.split()], unique=False)


def downgrade() -> None:
    tables = (
        "charge_failures charges coin_receipts confirmations further_subjects mandates period_refunds"
        " plans proposals subscription_merchants wallet_calls wallet_limits wallet_owners wallet_payments wallets"
    )
    for table in tables.split():
        op.drop_table(table)
