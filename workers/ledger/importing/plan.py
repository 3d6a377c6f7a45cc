"""From a report and the book to what an import would write, and the rows that do not fit. Must not write.

An item keeps its customer, kind and currency for ever: a row that says otherwise is another document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from workers.ledger.importing.book import CHANGEABLE, ItemChange, ItemKey, find_own_moves
from workers.ledger.importing.columns import Rejection
from workers.ledger.importing.difference import KnownItem, contradiction, open_after
from workers.ledger.importing.partners import AccountKey
from workers.ledger.importing.row import ReportedItem
from workers.receivables.reference import canonical


@dataclass(slots=True)
class Plan:
    """Rows that are new, items of the book that change, and items that only began or ceased to be in doubt."""

    added: list[ReportedItem] = field(default_factory=list)
    changes: list[ItemChange] = field(default_factory=list)
    doubts: list[ItemChange] = field(default_factory=list)


def find_misfits(
    reported: Sequence[ReportedItem], known: Mapping[ItemKey, Row[Any]], account_ids: Mapping[AccountKey, int]
) -> list[tuple[ReportedItem, Rejection]]:
    """Rows that name an item of the book but describe another document; ``account_ids`` are their customers'."""
    misfits = []
    for item in reported:
        row = known.get((item.entity, item.document_number))
        if row is None:
            continue
        if account_ids.get((item.entity, item.customer_id)) != row.account_id:
            other = f"{item.document_number} belongs to another customer in the book, not to {item.customer_id}"
            misfits.append((item, Rejection(item.line, "customer_id", 0, other)))
        elif rejection := _misfit(item, row):
            misfits.append((item, rejection))
    return misfits


def _misfit(item: ReportedItem, row: Row[Any]) -> Rejection | None:
    for column in ("document_type", "currency"):
        says, has = getattr(item, column), getattr(row, column)
        if says != has:
            message = f"{item.document_number} has {column} {has!r} in the book, not {says!r}"
            return Rejection(item.line, column, 0, message)
    return None


def make_plan(
    connection: Connection,
    reported: Sequence[ReportedItem],
    known: Mapping[ItemKey, Row[Any]],
    missing: Sequence[Row[Any]],
    today: date,
) -> Plan:
    """What the report changes; ``missing`` are items that a snapshot no longer lists."""
    plan = Plan()
    ours = find_own_moves(connection, [row.id for row in (*known.values(), *missing) if _is_waiting(row)])
    for item in reported:
        row = known.get((item.entity, item.document_number))
        if row is None:
            plan.added.append(item)
        else:
            _compare(plan, row, _values(row, item, ours.get(row.id, ()), today))
    for row in missing:
        _compare(plan, row, _closed_values(row, ours.get(row.id, ()), today))
    return plan


def _is_waiting(row: Row[Any]) -> bool:
    return bool(row.open_minor != row.reported_open_minor)


def _compare(plan: Plan, row: Row[Any], values: tuple[Any, ...]) -> None:
    change = ItemChange(row, values)
    different = {name for name, value in zip(CHANGEABLE, values, strict=True) if getattr(row, name) != value}
    if different - {"contradicted_since"}:
        plan.changes.append(change)
    elif different:
        plan.doubts.append(change)


def _values(row: Row[Any], item: ReportedItem, ours: Sequence[int], today: date) -> tuple[Any, ...]:
    open_minor = open_after(_known(row), item.original, item.open, ours)
    has_level = item.prior_level is not None
    return (
        item.po_number or row.po_number,
        canonical(item.po_number) if item.po_number else row.po_key,
        item.issue_date,
        item.due_date,
        item.original,
        open_minor,
        item.open,
        contradiction(open_minor, item.open, row.contradicted_since, today),
        item.discount_terms or row.discount_terms,
        item.prior_level if has_level else row.prior_level,
        item.prior_level_on if has_level else row.prior_level_on,
    )


def _closed_values(row: Row[Any], ours: Sequence[int], today: date) -> tuple[Any, ...]:
    open_minor = open_after(_known(row), row.original_minor, 0, ours)
    since = contradiction(open_minor, 0, row.contradicted_since, today)
    kept = {name: getattr(row, name) for name in CHANGEABLE}
    changed = kept | {"open_minor": open_minor, "reported_open_minor": 0, "contradicted_since": since}
    return tuple(changed[name] for name in CHANGEABLE)


def _known(row: Row[Any]) -> KnownItem:
    return KnownItem(row.original_minor, row.open_minor, row.reported_open_minor)
