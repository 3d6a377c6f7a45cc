"""The ledgers of the integration tests: migrated once, then copied or emptied for every test."""

from __future__ import annotations

from tests.integration.conftest import (
    file_ledger,
    ledger,
    migrated_database,
    migrated_file,
    postgres_ledger,
    sqlite_ledger,
    turns,
)

__all__ = ["file_ledger", "ledger", "migrated_database", "migrated_file", "postgres_ledger", "sqlite_ledger", "turns"]
