"""Alembic's entry: works on the connection that `backend.tables.session` hands over, inside its transaction."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

from backend.tables import keeping, merchants_own, mirrored, observed, outbox, subscriptions, wallets

# Importing the modules is what fills the metadata.
ROWS = (keeping, merchants_own, mirrored, observed, outbox, subscriptions, wallets)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,
    render_as_batch=False,
)
with context.begin_transaction():
    context.run_migrations()
