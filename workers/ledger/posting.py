"""Double entry: the only way money is recorded. Append-only; a correction is a reversing entry.

Debits are positive. An item's open amount is moved here and nowhere else, so that it always equals its postings.
Must not decide what is posted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from workers.errors import InvariantViolation
from workers.ledger.schema import entries, open_items, postings
from workers.ledger.sql.bulk import insert_rows

RECEIVABLES = "receivables"
BANK = "bank"
IN_TRANSIT = "remittances_in_transit"
ON_ACCOUNT = "on_account_cash"
UNIDENTIFIED = "unidentified_cash"
DISCOUNTS = "discounts_allowed"
WRITE_OFFS = "write_offs"
FEES_AND_INTEREST = "fees_and_interest"
# What a settlement, or an offer for early payment, let off.
SETTLEMENTS = "settlement_discounts"
# What collection agencies earn, and what of it they have not been paid or kept yet.
AGENCY_COMMISSION = "agency_commission"
AGENCY_PAYABLE = "agency_payable"
# What was given up: charged to the allowance for bad debt, never to revenue.
ALLOWANCE = "allowance_for_bad_debt"
# What the system of record booked before us: the other side of every imported document.
SYSTEM_OF_RECORD = "system_of_record"

_POSTING_COLUMNS = ("entry_id", "line", "ledger_account", "debit_minor", "open_item_id", "payment_id")


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of an entry: a debit (positive) or credit (negative) in minor units."""

    ledger_account: str
    debit: int
    open_item_id: int | None = None
    payment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced set of postings of one currency, with who did it, by which rule, on what evidence."""

    entity: str
    currency: str
    kind: str
    actor: str
    rule: str
    evidence: str
    lines: tuple[Posting, ...]
    account_id: int | None = None
    policy_hash: str = ""
    dedupe_key: str | None = None
    reverses_id: int | None = None


def post(connection: Connection, entry: Entry, at: datetime, business_date: date) -> int:
    """Post one entry and move the open amounts of the items it names; returns the entry's id."""
    return post_all(connection, [entry], at, business_date)[0]


def post_all(
    connection: Connection,
    batch: Sequence[Entry],
    at: datetime,
    business_date: date,
    *,
    open_amounts_are_set: bool = False,
) -> list[int]:
    """Post entries in bulk; raises `InvariantViolation` when one does not balance. Returns their ids, in order.

    ``open_amounts_are_set``: the caller wrote the items with the open amounts that these entries give them.
    """
    if not batch:
        return []
    for entry in batch:
        _check_balance(entry)
    rows = [_entry_row(entry, at, business_date) for entry in batch]
    insertion = insert(entries).returning(entries.c.id, sort_by_parameter_order=True)
    ids = list(connection.execute(insertion, rows).scalars())
    lines = [
        (entry_id, number, line.ledger_account, line.debit, line.open_item_id, line.payment_id)
        for entry_id, entry in zip(ids, batch, strict=True)
        for number, line in enumerate(entry.lines, start=1)
    ]
    insert_rows(connection, postings, _POSTING_COLUMNS, lines)
    if not open_amounts_are_set:
        _move_open_amounts(connection, batch)
    return ids


def reverse(connection: Connection, entry_id: int, reversal: Entry, at: datetime, business_date: date) -> int:
    """Post the mirror image of an entry; ``reversal`` gives kind, actor, rule and evidence, its own lines are ignored.

    The database refuses a second reversal of the same entry.
    """
    original = connection.execute(select(postings).where(postings.c.entry_id == entry_id).order_by(postings.c.line))
    mirrored = tuple(
        Posting(row.ledger_account, -row.debit_minor, row.open_item_id, row.payment_id) for row in original
    )
    return post(connection, replace(reversal, lines=mirrored, reverses_id=entry_id), at, business_date)


def _check_balance(entry: Entry) -> None:
    total = sum(line.debit for line in entry.lines)
    if total or not entry.lines:
        raise InvariantViolation(f"entry {entry.kind} of {entry.evidence} is out of balance by {total}")


def _entry_row(entry: Entry, at: datetime, business_date: date) -> dict[str, object]:
    return {
        "entity": entry.entity,
        "account_id": entry.account_id,
        "currency": entry.currency,
        "booked_at": at,
        "business_date": business_date,
        "kind": entry.kind,
        "actor": entry.actor,
        "rule": entry.rule,
        "policy_hash": entry.policy_hash,
        "evidence": entry.evidence,
        "dedupe_key": entry.dedupe_key,
        "reverses_id": entry.reverses_id,
    }


def _move_open_amounts(connection: Connection, batch: Iterable[Entry]) -> None:
    """A credit to receivables lowers an item, a debit raises it; the table's constraint refuses what cannot be."""
    moves: dict[int, int] = defaultdict(int)
    for entry in batch:
        for line in entry.lines:
            if line.ledger_account == RECEIVABLES and line.open_item_id is not None:
                moves[line.open_item_id] += line.debit
    if moves:
        statement = (
            update(open_items)
            .where(open_items.c.id == bindparam("item"))
            .values(open_minor=open_items.c.open_minor + bindparam("move"))
        )
        connection.execute(statement, [{"item": item, "move": move} for item, move in sorted(moves.items())])
