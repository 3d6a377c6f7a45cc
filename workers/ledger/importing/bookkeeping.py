"""The postings and journal of an import: a balanced entry per account and currency, a chain link per account.

The other side of every imported amount is the system of record. Must not decide amounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from workers.ledger import journal
from workers.ledger.importing.book import KIND, ItemKey
from workers.ledger.importing.partners import AccountKey
from workers.ledger.importing.plan import Plan
from workers.ledger.posting import RECEIVABLES, SYSTEM_OF_RECORD, Entry, Posting, post_all
from workers.receivables.occasion import Occasion

RULE = "difference_between_reports"


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """The import that entries and journal point to as their evidence."""

    id: int
    system: str
    digest: str


@dataclass(slots=True)
class _AccountNews:
    """What one import changed at one account; ids and amounts only."""

    added: list[int] = field(default_factory=list)
    changed: list[list[int]] = field(default_factory=list)
    moves: dict[str, list[Posting]] = field(default_factory=lambda: defaultdict(list))


def book_plan(
    connection: Connection,
    plan: Plan,
    accounts: Mapping[AccountKey, int],
    item_ids: Mapping[ItemKey, int],
    imported: tuple[ImportedFile, Occasion],
) -> set[int]:
    """Post and journal a plan whose items are written already; returns the accounts it touched."""
    news: dict[int, _AccountNews] = defaultdict(_AccountNews)
    entity_of: dict[int, str] = {}
    for item in plan.added:
        item_id = item_ids[item.entity, item.document_number]
        account = accounts[item.entity, item.customer_id]
        entity_of[account] = item.entity
        news[account].added.append(item_id)
        _move(news[account], item.currency, item_id, item.open)
    for change in plan.changes:
        row, account = change.row, change.row.account_id
        entity_of[account] = row.entity
        news[account].changed.append([row.id, row.open_minor, change.open_minor])
        _move(news[account], row.currency, row.id, change.open_minor - row.open_minor)
    _post(connection, news, entity_of, imported)
    _journal(connection, news, imported)
    return set(news)


def journal_customers(
    connection: Connection, changed: Mapping[int, list[str]], imported: tuple[ImportedFile, Occasion]
) -> None:
    """Say in the chains of these accounts which fields of their customer or its contacts changed."""
    file, occasion = imported
    entries = [
        _entry("customer.reported", account, {"import": file.id, "fields": sorted(fields)}, occasion)
        for account, fields in sorted(changed.items())
    ]
    journal.append(connection, entries)


def _move(news: _AccountNews, currency: str, item_id: int, amount: int) -> None:
    if amount:
        news.moves[currency].append(Posting(RECEIVABLES, amount, open_item_id=item_id))


def _post(
    connection: Connection,
    news: Mapping[int, _AccountNews],
    entity_of: Mapping[int, str],
    imported: tuple[ImportedFile, Occasion],
) -> None:
    file, occasion = imported
    batch = [
        Entry(
            entity=entity_of[account],
            currency=currency,
            kind=KIND,
            actor=occasion.actor,
            rule=RULE,
            evidence=f"import {file.id}",
            lines=(*lines, *_other_side(lines)),
            account_id=account,
            policy_hash=occasion.policy_hash,
        )
        for account, found in sorted(news.items())
        for currency, lines in sorted(found.moves.items())
    ]
    post_all(connection, batch, occasion.at, occasion.business_date, open_amounts_are_set=True)


def _other_side(lines: list[Posting]) -> list[Posting]:
    total = sum(line.debit for line in lines)
    return [Posting(SYSTEM_OF_RECORD, -total)] if total else []


def _journal(connection: Connection, news: Mapping[int, _AccountNews], imported: tuple[ImportedFile, Occasion]) -> None:
    file, occasion = imported
    entries = [
        _entry(KIND, account, {"import": file.id, "added": found.added, "changed": found.changed}, occasion)
        for account, found in sorted(news.items())
    ]
    journal.append(connection, entries)


def _entry(kind: str, account: int, data: dict[str, Any], occasion: Occasion) -> journal.JournalEntry:
    return journal.JournalEntry(
        kind=kind,
        actor=occasion.actor,
        at=occasion.at,
        business_date=occasion.business_date,
        data=data,
        account_id=account,
        policy_hash=occasion.policy_hash,
    )
