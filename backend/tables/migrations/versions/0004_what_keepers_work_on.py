"""The keepers' errands and transactions, and the way to the deals whose time has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from backend.tables.uint256 import Uint256

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keeper_errands",
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=False),
        sa.Column("next_attempt_at", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("transaction_id", sa.String(), nullable=True),
        sa.Column("refusal", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("chain_id", "subject"),
    )
    op.create_index("ix_keeper_errands_transaction", "keeper_errands", ["transaction_id"], unique=False)
    op.create_table(
        "keeper_transactions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("chain_id", sa.BigInteger(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("nonce", sa.BigInteger(), nullable=False),
        sa.Column("open_nonce", sa.BigInteger(), nullable=True),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.Column("gas", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("included_block", sa.BigInteger(), nullable=True),
        sa.Column("included_hash", sa.String(), nullable=True),
        sa.Column("cost", Uint256(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("chain_id", "sender", "open_nonce"),
    )
    op.create_index(
        "ix_keeper_transactions_sender", "keeper_transactions", ["chain_id", "sender", "nonce"], unique=False
    )
    op.create_table(
        "keeper_signed",
        sa.Column("transaction_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("empty", sa.Boolean(), nullable=False),
        sa.Column("max_fee", Uint256(), nullable=False),
        sa.Column("priority_fee", Uint256(), nullable=False),
        sa.Column("signed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["transaction_id"], ["keeper_transactions.id"]),
        sa.PrimaryKeyConstraint("transaction_id", "version"),
        sa.UniqueConstraint("hash"),
    )
    op.create_index("ix_deals_due", "deals", ["chain_id", "status", "delivery_until"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_deals_due", table_name="deals")
    op.drop_table("keeper_signed")
    op.drop_index("ix_keeper_transactions_sender", table_name="keeper_transactions")
    op.drop_table("keeper_transactions")
    op.drop_index("ix_keeper_errands_transaction", table_name="keeper_errands")
    op.drop_table("keeper_errands")
