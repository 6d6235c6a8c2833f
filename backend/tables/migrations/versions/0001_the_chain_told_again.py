"""Every table that mirrors the chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from backend.tables.uint256 import Uint256

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approved_splits",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("merchant", sa.String(), nullable=False),
        sa.Column("splits_hash", sa.String(), nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "merchant", "splits_hash"),
    )
    op.create_table(
        "blocks",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("parent_hash", sa.String(), nullable=False),
        sa.Column("timestamp", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "number"),
    )
    op.create_table(
        "chain_events",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.Column("log_index", sa.Integer(), nullable=False),
        sa.Column("block_hash", sa.String(), nullable=False),
        sa.Column("block_timestamp", sa.BigInteger(), nullable=False),
        sa.Column("transaction_hash", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("counter", sa.String(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("party", sa.String(), nullable=True),
        sa.Column("topics", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "block_number", "log_index"),
    )
    op.create_index("ix_chain_events_number", "chain_events", ["chain_id", "counter", "number"], unique=False)
    op.create_index("ix_chain_events_subject", "chain_events", ["chain_id", "subject"], unique=False)
    op.create_table(
        "contracts",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("fee_bps", sa.Integer(), nullable=True),
        sa.Column("fee_receiver", sa.String(), nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("admin", sa.String(), nullable=True),
        sa.Column("pending_admin", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("chain_id", "contract"),
    )
    op.create_table(
        "credits",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("balance", Uint256(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "receiver", "token", "contract"),
    )
    op.create_table(
        "deals",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("deal_id", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("first_block", sa.BigInteger(), nullable=False),
        sa.Column("first_log_index", sa.Integer(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.Column("beneficiary", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("open_id", sa.String(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("depositor", sa.String(), nullable=True),
        sa.Column("arbiter", sa.String(), nullable=True),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("amount", Uint256(), nullable=True),
        sa.Column("max_fee_bps", Uint256(), nullable=True),
        sa.Column("delivery_until", sa.BigInteger(), nullable=True),
        sa.Column("inspection_period", sa.BigInteger(), nullable=True),
        sa.Column("claim_hash", sa.String(), nullable=True),
        sa.Column("arbiter_fee_bps", sa.Integer(), nullable=True),
        sa.Column("dispute_period", sa.BigInteger(), nullable=True),
        sa.Column("on_timeout_bps", sa.Integer(), nullable=True),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("fee_bps", sa.Integer(), nullable=True),
        sa.Column("held", Uint256(), nullable=False),
        sa.Column("released", Uint256(), nullable=False),
        sa.Column("returned", Uint256(), nullable=False),
        sa.Column("fees", Uint256(), nullable=False),
        sa.Column("arbiter_fee", Uint256(), nullable=False),
        sa.Column("proof", sa.String(), nullable=True),
        sa.Column("inspection_until", sa.BigInteger(), nullable=True),
        sa.Column("disputed_by", sa.String(), nullable=True),
        sa.Column("dispute_until", sa.BigInteger(), nullable=True),
        sa.Column("funded_at", sa.BigInteger(), nullable=True),
        sa.Column("funded_block", sa.BigInteger(), nullable=True),
        sa.Column("funded_block_hash", sa.String(), nullable=True),
        sa.Column("funded_transaction", sa.String(), nullable=True),
        sa.Column("funded_log_index", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("chain_id", "deal_id"),
    )
    op.create_index(
        "ix_deals_beneficiary", "deals", ["chain_id", "beneficiary", "first_block", "first_log_index"], unique=False
    )
    op.create_index(
        "ix_deals_depositor", "deals", ["chain_id", "depositor", "first_block", "first_log_index"], unique=False
    )
    op.create_index("ix_deals_open_id", "deals", ["chain_id", "open_id"], unique=False)
    op.create_table(
        "deposits",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("deposit", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("merchant", sa.String(), nullable=False),
        sa.Column("refund_to", sa.String(), nullable=True),
        sa.Column("collected", Uint256(), nullable=False),
        sa.Column("returned", Uint256(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("first_block", sa.BigInteger(), nullable=False),
        sa.Column("first_log_index", sa.Integer(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "deposit", "token"),
    )
    op.create_index(
        "ix_deposits_merchant", "deposits", ["chain_id", "merchant", "first_block", "first_log_index"], unique=False
    )
    op.create_index("ix_deposits_payment", "deposits", ["chain_id", "payment_id"], unique=False)
    op.create_table(
        "kept_fees",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("collected", Uint256(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "contract", "token"),
    )
    op.create_table(
        "merchants",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("merchant", sa.String(), nullable=False),
        sa.Column("payout", sa.String(), nullable=True),
        sa.Column("invoice_signer", sa.String(), nullable=True),
        sa.Column("proposed_payout", sa.String(), nullable=True),
        sa.Column("payout_effective_at", sa.BigInteger(), nullable=True),
        sa.Column("fee_bps", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("chain_id", "merchant"),
    )
    op.create_table(
        "node_observations",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("network", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("head_number", sa.BigInteger(), nullable=True),
        sa.Column("head_timestamp", sa.BigInteger(), nullable=True),
        sa.Column("observed_at", sa.BigInteger(), nullable=False),
        sa.Column("problem", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("chain_id"),
    )
    op.create_table(
        "payment_splits",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("merchant", sa.String(), nullable=False),
        sa.Column("receiver", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("amount", Uint256(), nullable=False),
        sa.Column("transaction_hash", sa.String(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.Column("log_index", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "payment_id", "number"),
    )
    op.create_index(
        "ix_payment_splits_receiver",
        "payment_splits",
        ["chain_id", "receiver", "block_number", "log_index"],
        unique=False,
    )
    op.create_table(
        "payments",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("payment_id", sa.String(), nullable=False),
        sa.Column("merchant", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("first_block", sa.BigInteger(), nullable=False),
        sa.Column("first_log_index", sa.Integer(), nullable=False),
        sa.Column("payer", sa.String(), nullable=True),
        sa.Column("token", sa.String(), nullable=True),
        sa.Column("amount", Uint256(), nullable=True),
        sa.Column("fee", Uint256(), nullable=True),
        sa.Column("refunded", Uint256(), nullable=False),
        sa.Column("payout", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=True),
        sa.Column("max_fee_bps", Uint256(), nullable=True),
        sa.Column("valid_until", Uint256(), nullable=True),
        sa.Column("refund_until", Uint256(), nullable=True),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.Column("paid_block", sa.BigInteger(), nullable=True),
        sa.Column("paid_block_hash", sa.String(), nullable=True),
        sa.Column("paid_transaction", sa.String(), nullable=True),
        sa.Column("paid_log_index", sa.Integer(), nullable=True),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "payment_id"),
    )
    op.create_index(
        "ix_payments_merchant", "payments", ["chain_id", "merchant", "first_block", "first_log_index"], unique=False
    )
    op.create_table(
        "positions",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.Column("block_hash", sa.String(), nullable=False),
        sa.Column("block_timestamp", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_number", sa.BigInteger(), nullable=False),
        sa.Column("final_number", sa.BigInteger(), nullable=False),
        sa.Column("contracts", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id"),
    )
    op.create_table(
        "spent_signatures",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("signer", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("block_number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chain_id", "digest", "signer", "contract"),
    )


def downgrade() -> None:
    op.drop_table("spent_signatures")
    op.drop_table("positions")
    op.drop_index("ix_payments_merchant", table_name="payments")
    op.drop_table("payments")
    op.drop_index("ix_payment_splits_receiver", table_name="payment_splits")
    op.drop_table("payment_splits")
    op.drop_table("node_observations")
    op.drop_table("merchants")
    op.drop_table("kept_fees")
    op.drop_index("ix_deposits_payment", table_name="deposits")
    op.drop_index("ix_deposits_merchant", table_name="deposits")
    op.drop_table("deposits")
    op.drop_index("ix_deals_open_id", table_name="deals")
    op.drop_index("ix_deals_depositor", table_name="deals")
    op.drop_index("ix_deals_beneficiary", table_name="deals")
    op.drop_table("deals")
    op.drop_table("credits")
    op.drop_table("contracts")
    op.drop_index("ix_chain_events_subject", table_name="chain_events")
    op.drop_index("ix_chain_events_number", table_name="chain_events")
    op.drop_table("chain_events")
    op.drop_table("blocks")
    op.drop_table("approved_splits")
