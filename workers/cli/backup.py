"""Commands that keep the ledger elsewhere and put it back. They need no policy files: these may be lost as well."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workers.cli.output import Json, print_record
from workers.cli.parts import opened_ledger


def register(app: typer.Typer) -> None:
    app.command()(backup)
    app.command()(restore)


def backup(file: Annotated[Path, typer.Argument(help="A new file.")], json: Json = False) -> None:
    """Write the whole ledger, as it is at one instant, to a new file; the robot may go on working."""
    from workers.ledger.operations.backup import back_up

    with opened_ledger() as ledger:
        back_up(ledger, file)
    print_record({"file": str(file), "bytes": file.stat().st_size}, json)


def restore(file: Annotated[Path, typer.Argument(help="What `backup` wrote.")], json: Json = False) -> None:
    """Fill the database in COLLECTBOT_DATABASE_URL from a back-up; it must be empty."""
    from workers.ledger.operations.backup import restore as put_back

    with opened_ledger() as ledger:
        put_back(file, ledger)
        print_record({"database": ledger.engine.url.render_as_string(hide_password=True), "restored": True}, json)
