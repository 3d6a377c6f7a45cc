"""Bring a database to the newest schema. Safe to run twice, and by two processes at once."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text

from workers.ledger.unit_of_work import Ledger

_LOCK_TIMEOUT = "SET LOCAL lock_timeout = '30s'"
# Any constant serves, as long as every Collectbot takes the same one.
_ADVISORY_LOCK = "SELECT pg_advisory_xact_lock(4027031)"


def migrate(ledger: Ledger) -> None:
    """Upgrade to head in one transaction: after a failure the database is as it was."""
    with ledger.rebuild() as connection:
        if not ledger.is_sqlite:
            connection.execute(text(_LOCK_TIMEOUT))
            connection.execute(text(_ADVISORY_LOCK))
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
