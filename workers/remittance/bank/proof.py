"""The balance proof: opening + moves = closing, and page after page. Pure; a file that fails it is refused whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from workers.errors import UserError
from workers.receivables.money import to_decimal
from workers.remittance.bank.statement import Balance, Statement

REMEDY = "nothing was imported: fetch the file again from the bank, whole and unchanged"


def prove(file: Path, statements: Sequence[Statement]) -> None:
    """Raise `UserError` with the line that breaks the proof, unless every balance follows from the lines before it."""
    complaints = [*_unbalanced(statements), *_torn(statements)]
    if complaints:
        raise UserError("\n".join([*(f"{file}:{place}: {what}" for place, what in sorted(complaints)), REMEDY]))


def _unbalanced(statements: Sequence[Statement]) -> Iterator[tuple[int, str]]:
    for statement in statements:
        if statement.opening is None or statement.closing is None:
            continue
        due = statement.opening.amount + statement.moves
        if due != statement.closing.amount:
            opening, moves = _said(statement, statement.opening.amount), _said(statement, statement.moves)
            closing, reached = _said(statement, statement.closing.amount), _said(statement, due)
            what = f"opening {opening} and moves of {moves} make {reached}, but the closing balance is {closing}"
            yield statement.closing.place, what


def _torn(statements: Sequence[Statement]) -> Iterator[tuple[int, str]]:
    """Pages of one statement follow each other; between two statements a day may be missing, which is no one's lie."""
    for before, after in pairwise(statements):
        same = (before.account, before.currency, before.number) == (after.account, after.currency, after.number)
        if before.goes_on and same and _amount(before.closing) != _amount(after.opening):
            place = after.opening.place if after.opening else 0
            yield place, "the page does not begin where the page before it ended"


def _amount(balance: Balance | None) -> int | None:
    return balance.amount if balance else None


def _said(statement: Statement, minor: int) -> str:
    return f"{to_decimal(minor, statement.currency)} {statement.currency}"
