"""Notices may speak of anything that has events, not of payments alone."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_notices_payment", table_name="notices")
    op.execute("alter table notices rename column payment_id to subject")
    op.execute("update notices set subject = 'payment:' || subject")
    op.create_index("ix_notices_subject", "notices", ["chain_id", "subject"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_notices_subject", table_name="notices")
    op.execute("delete from deliveries where notice_id in (select id from notices where subject not like 'payment:%')")
    op.execute("delete from notices where subject not like 'payment:%'")
    op.execute("update notices set subject = substr(subject, 9)")
    op.execute("alter table notices rename column subject to payment_id")
    op.create_index("ix_notices_payment", "notices", ["chain_id", "payment_id"], unique=False)
