"""Takes one open-items file into the book: all of it in one transaction, or nothing.

Must not open cases: contradictions are returned, and the caller brings them to the queue.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, insert, select, text

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.book.episodes import go_on_with_episodes
from workers.ledger.importing.book import (
    add_items,
    change_items,
    find_items,
    find_reported_open,
    find_reported_owners,
    refresh_statistics,
)
from workers.ledger.importing.bookkeeping import ImportedFile, book_plan, journal_customers
from workers.ledger.importing.partners import AccountKey, lock_accounts, open_accounts, store_customers
from workers.ledger.importing.plan import Plan, find_misfits, make_plan
from workers.ledger.importing.report import Progress, Report, read_report
from workers.ledger.importing.result import Contradiction, ImportOptions, ImportResult
from workers.ledger.operations.feeds import mark_received
from workers.ledger.schema import imports, open_items
from workers.ledger.sql.batches import in_batches
from workers.ledger.unit_of_work import Ledger
from workers.receivables.charge import OUR_SYSTEM
from workers.receivables.occasion import Occasion

FEED = "open_items"
# So many new items change how the database should look for one.
_MANY = 1000
# Any constant serves, as long as every import takes the same one.
_ADVISORY_LOCK = "SELECT pg_advisory_xact_lock(4027032)"


def _tell_nobody(_done: int, _total: int) -> None:
    """The default for callers that show no progress."""


def import_open_items(
    ledger: Ledger, file: Path, options: ImportOptions, occasion: Occasion, on_progress: Progress = _tell_nobody
) -> ImportResult:
    """Apply the difference between this report and the last one; the same file twice changes nothing.

    Bad rows refuse the whole file unless ``skip_bad_rows``; a snapshot must always be whole, because a row that cannot
    be read would look like an item that is gone. Raises `UserError` when the file cannot be read at all.
    Each row counts twice in the progress: once read, once written.
    """
    if options.system == OUR_SYSTEM:
        raise UserError(f"--system {OUR_SYSTEM} is the name of our own charges: name the system that wrote the file")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise UserError(f"{file}: cannot be read: {error.strerror}") from error
    report = read_report(file, content, options.default_entity, options.entities, on_progress)
    if _is_refused(report, options):
        return ImportResult(report.rows, rejected=tuple(report.rejected), refused=True)
    with ledger.write() as connection:
        if not ledger.is_sqlite:
            connection.execute(text(_ADVISORY_LOCK))
        result = _Import(connection, file, content, options, occasion).take_in(report)
    on_progress(report.rows * 2, report.rows * 2)
    return result


def _is_refused(report: Report, options: ImportOptions) -> bool:
    tolerant = options.skip_bad_rows and not options.snapshot and not report.broken_header
    return bool(report.rejected) and not tolerant


@dataclass(frozen=True, slots=True)
class _Import:
    """One file being taken in, inside one transaction."""

    connection: Connection
    file: Path
    content: bytes
    options: ImportOptions
    occasion: Occasion

    def take_in(self, report: Report) -> ImportResult:
        existing = lock_accounts(self.connection, self._concerned(report))
        known = find_items(self.connection, self.options.system, report.items)
        report.reject(find_misfits(report.items, known, existing))
        if _is_refused(report, self.options):
            return ImportResult(report.rows, rejected=tuple(report.rejected), refused=True)
        missing = self._find_missing(report, {row.id for row in known.values()})
        plan = make_plan(self.connection, report.items, known, missing, self.occasion.business_date)
        self._write(report, plan, existing)
        closed = sum(1 for change in plan.changes if change.row.open_minor and not change.open_minor)
        return ImportResult(
            rows=report.rows,
            added=len(plan.added),
            changed=len(plan.changes) - closed,
            closed=closed,
            rejected=tuple(report.rejected),
            contradictions=self._find_contradictions(),
        )

    def _concerned(self, report: Report) -> list[str]:
        """The customers whose accounts must not move meanwhile; a snapshot speaks about those it leaves out as well."""
        named = dict.fromkeys(report.customers)
        if self.options.snapshot:
            entities = sorted({item.entity for item in report.items})
            named |= dict.fromkeys(find_reported_owners(self.connection, self.options.system, entities))
        return list(named)

    def _find_missing(self, report: Report, listed: set[int]) -> list[Row[Any]]:
        """Items that a snapshot closes; raises `UserError` when there are more of them than anybody allowed."""
        if not self.options.snapshot:
            return []
        still_open = find_reported_open(self.connection, self.options.system, sorted({i.entity for i in report.items}))
        missing = [row for row in still_open if row.id not in listed]
        bound = max(self.options.allow_closing, len(still_open) * self.options.close_at_most_percent // 100)
        if len(missing) > bound:
            raise UserError(
                f"{self.file}: this snapshot would close {len(missing)} of {len(still_open)} open items: "
                f"pass --allow-closing {len(missing)} if that is right"
            )
        return missing

    def _write(self, report: Report, plan: Plan, existing: Mapping[AccountKey, int]) -> None:
        imported = self._record_file(report, plan), self.occasion
        customers = {item.customer_id for item in report.items}
        named = {key: customer for key, customer in report.customers.items() if key in customers}
        changed = store_customers(self.connection, named, self.options.party_unless_told)
        keys = dict.fromkeys((item.entity, item.customer_id) for item in plan.added)
        account_ids = {**existing, **open_accounts(self.connection, [key for key in keys if key not in existing])}
        item_ids = add_items(self.connection, self.options.system, plan.added, account_ids)
        change_items(self.connection, [*plan.changes, *plan.doubts])
        touched = book_plan(self.connection, plan, account_ids, item_ids, imported)
        opened_again = [c.row.id for c in plan.changes if c.open_minor and not c.row.open_minor]
        go_on_with_episodes(self.connection, opened_again, self.occasion)
        fields = self._fields_by_account(changed.fields, existing)
        journal_customers(self.connection, fields, imported)
        self._supersede(
            sorted((touched | set(fields)) & set(existing.values()) | {c.row.account_id for c in plan.changes})
        )
        mark_received(self.connection, FEED, self.occasion.at)
        if len(plan.added) >= _MANY:
            refresh_statistics(self.connection)

    def _record_file(self, report: Report, plan: Plan) -> ImportedFile:
        digest = hashlib.sha256(self.content).hexdigest()
        values = {
            "kind": FEED,
            "system": self.options.system,
            "file_name": self.file.name,
            "digest": digest,
            "rows": report.rows,
            "imported_at": self.occasion.at,
        }
        import_id = int(self.connection.execute(insert(imports).values(values).returning(imports.c.id)).scalar_one())
        data = {"import": import_id, "digest": digest, "rows": report.rows, "rejected": len(report.rejected)}
        counts = {"added": len(plan.added), "changed": len(plan.changes)}
        source = f"open_items:{self.options.system}"
        journal.record(self.connection, "open_items.file_read", data | counts, self.occasion, source=source)
        return ImportedFile(import_id, self.options.system, digest)

    def _fields_by_account(
        self, changed: Mapping[str, Sequence[str]], existing: Mapping[AccountKey, int]
    ) -> dict[int, list[str]]:
        fields: dict[int, list[str]] = defaultdict(list)
        for (_, customer_id), account in existing.items():
            if customer_id in changed:
                fields[account].extend(changed[customer_id])
        return fields

    def _supersede(self, account_ids: Sequence[int]) -> None:
        for batch in in_batches(account_ids):
            supersede(self.connection, batch, "open_items_imported")

    def _find_contradictions(self) -> tuple[Contradiction, ...]:
        """All items of this system in doubt for too long, whether or not this file names them."""
        query = select(open_items).where(
            open_items.c.system == self.options.system, open_items.c.contradicted_since.is_not(None)
        )
        today, patience = self.occasion.business_date, self.options.ack_days
        return tuple(
            Contradiction(
                item_id=row.id,
                account_id=row.account_id,
                entity=row.entity,
                document_number=row.document_number,
                currency=row.currency,
                open_minor=row.open_minor,
                reported_open_minor=row.reported_open_minor,
                since=row.contradicted_since,
            )
            for row in self.connection.execute(query.order_by(open_items.c.id))
            if (today - row.contradicted_since).days > patience
        )
