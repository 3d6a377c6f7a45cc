"""A file of limits (CSV): read whole, refused whole with each wrong line, or asked for whole.

Columns: customer_id, currency, limit, terms, reason, and optionally review_on and entity.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from workers.credit.limits import TermsWanted, want_terms
from workers.errors import UserError
from workers.ledger.book.listings import account_named
from workers.policy.policy_set import PolicySet
from workers.receivables.money import to_minor
from workers.receivables.occasion import Occasion

_NEEDED = ("customer_id", "currency", "limit", "terms", "reason")
_KNOWN = (*_NEEDED, "review_on", "entity")


@dataclass(frozen=True, slots=True)
class ListedLimit:
    """One line of a file, with the number it has there."""

    line: int
    cells: Mapping[str, str]


def read_limits(file: Path) -> list[ListedLimit]:
    """The lines of a file; raises `UserError` when it is no such file."""
    try:
        return _lines(file, csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{file} cannot be read: {error}") from error


def _lines(file: Path, reader: csv.DictReader[str]) -> list[ListedLimit]:
    reader.fieldnames = names = [name.strip().lower() for name in reader.fieldnames or ()]
    if missing := [name for name in _NEEDED if name not in names]:
        raise UserError(f"{file}:1: the column {missing[0]} is missing; a file of limits has {', '.join(_KNOWN)}")
    if unknown := [name for name in names if name not in _KNOWN]:
        raise UserError(f"{file}:1: unknown column {unknown[0]!r}; a file of limits has {', '.join(_KNOWN)}")
    return [
        ListedLimit(reader.line_num, {name: (row.get(name) or "").strip() for name in _KNOWN})
        for row in reader
        if any((cell or "").strip() for name, cell in row.items() if name is not None)
    ]


def want_listed(
    connection: Connection, file: Path, listed: Sequence[ListedLimit], policy: PolicySet, occasion: Occasion
) -> list[int]:
    """Ask for every line, in the caller's transaction; returns the cases that wait. Raises with every wrong line."""
    waiting, problems = [], []
    for one in listed:
        try:
            case_id = want_terms(connection, _wanted(connection, one.cells), policy, occasion)
        except (UserError, ValueError) as error:
            problems.append(f"{file}:{one.line}: {error}")
        else:
            waiting += [case_id] if case_id is not None else []
    if problems:
        raise UserError("\n".join(problems))
    return waiting


def _wanted(connection: Connection, cells: Mapping[str, str]) -> TermsWanted:
    limit = None if cells["limit"] == "none" else to_minor(cells["limit"], cells["currency"])
    account_id = account_named(connection, cells["customer_id"], cells["entity"])
    on = date.fromisoformat(cells["review_on"]) if cells["review_on"] else None
    return TermsWanted(account_id, cells["currency"], limit, cells["terms"], cells["reason"], on)
