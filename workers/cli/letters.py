"""Commands on letters: what the mail house says became of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workers.cli.output import Json, print_record
from workers.cli.parts import By, occasion_of, opened_robot

letters = typer.Typer(help="Letters that went to the printer.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    app.add_typer(letters, name="letters")


@letters.command()
def posted(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV: letter_id, reference and, optionally, posted_on.")],
    by: By,
    json: Json = False,
) -> None:
    """Take in the proof of post of a mail house: all of the file, or, where a line is wrong, nothing."""
    from workers.outbox.proof_of_post import read_proofs, record_proofs

    proofs = read_proofs(file)
    with opened_robot() as robot, robot.ledger.write() as connection:
        counts = record_proofs(connection, file, proofs, occasion_of(robot, by))
    print_record(counts, json)
