"""Alembic's entry point: runs the revisions on the connection that `workers.ledger.migrate` hands over."""

from __future__ import annotations

from alembic import context

from workers.ledger.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
