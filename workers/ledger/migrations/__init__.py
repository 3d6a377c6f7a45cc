"""Alembic migrations of the ledger, run by `collectbot migrate`."""
