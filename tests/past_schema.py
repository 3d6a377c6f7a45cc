"""A database as an earlier revision left it. Must not be used for anything but the tests of later revisions."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

import workers.ledger.migrate as migration
from workers.ledger.unit_of_work import Ledger


def migrate_until(ledger: Ledger, revision: str) -> None:
    """Upgrade to that revision and no further."""
    config = Config()
    config.set_main_option("script_location", str(Path(migration.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    with ledger.rebuild() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
