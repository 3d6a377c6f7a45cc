"""A watch list of accounts to stop, as a CSV file: read whole, refused whole with each wrong line, or obeyed whole.

Columns: customer_id, kind, and optionally entity and evidence.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.stopping import SetStop, Stopping, stop_with_case
from workers.ledger.book.listings import account_named
from workers.ledger.book.stops import stop_kind
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion

_NEEDED, _KNOWN = ("customer_id", "kind"), ("customer_id", "kind", "entity", "evidence")


@dataclass(frozen=True, slots=True)
class ListedStop:
    """One line of a watch list, with the number it has in the file."""

    line: int
    customer_id: str
    kind: str
    entity: str
    evidence: str


def read_watchlist(file: Path) -> list[ListedStop]:
    """The lines of a watch list; raises `UserError` when the file is none."""
    try:
        return _lines(file, csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{file} cannot be read: {error}") from error


def _lines(file: Path, reader: csv.DictReader[str]) -> list[ListedStop]:
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    reader.fieldnames = names
    if missing := [name for name in _NEEDED if name not in names]:
        raise UserError(f"{file}:1: the column {missing[0]} is missing; a watch list has {', '.join(_KNOWN)}")
    if unknown := [name for name in names if name not in _KNOWN]:
        raise UserError(f"{file}:1: unknown column {unknown[0]!r}; a watch list has {', '.join(_KNOWN)}")
    return [
        ListedStop(reader.line_num, *((row.get(name) or "").strip() for name in _KNOWN))
        for row in reader
        if any((cell or "").strip() for name, cell in row.items() if name is not None)
    ]


def stop_listed(
    connection: Connection, file: Path, listed: list[ListedStop], policy: PolicySet, occasion: Occasion
) -> list[SetStop]:
    """Stop every account of a list, in the caller's transaction; raises `UserError` with every wrong line."""
    if problems := list(_problems(connection, file, listed)):
        raise UserError("\n".join(problems))
    found = [(account_named(connection, one.customer_id, one.entity), one) for one in listed]
    return [
        stop_with_case(
            connection,
            Stopping(account_id, one.kind, one.evidence or f"{file.name}, line {one.line}"),
            policy,
            occasion,
        )
        for account_id, one in sorted(found, key=lambda pair: pair[0])
    ]


def _problems(connection: Connection, file: Path, listed: list[ListedStop]) -> Iterator[str]:
    for one in listed:
        try:
            stop_kind(one.kind)
            account_named(connection, one.customer_id, one.entity)
        except UserError as error:
            yield f"{file}:{one.line}: {error}"
