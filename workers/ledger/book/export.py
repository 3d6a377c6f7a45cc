"""Our own postings for the system of record: CSV lines with stable ids, replayable from any cursor.

What the system of record told us itself is not told back to it. Must not change anything.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import TextIO

from sqlalchemy import func, select, text

from workers.ledger.importing.book import KIND
from workers.ledger.schema import accounts, entries, open_items, payments, postings
from workers.ledger.unit_of_work import Ledger
from workers.receivables.money import to_decimal


@dataclass(frozen=True, slots=True)
class ExportedPosting:
    """One line of an entry. ``cursor`` is the entry's id: pass the last one seen to get what came after it.

    ``id`` never changes and never returns; ``amount`` is a debit where positive. ``reverses`` is the entry taken back.
    """

    cursor: int
    id: str
    entity: str
    customer_id: str
    system: str
    document_number: str
    ledger_account: str
    amount: Decimal
    currency: str
    business_date: date
    kind: str
    payment_id: str
    payment_reference: str
    rule: str
    actor: str
    evidence: str
    reverses: str


def export_postings(ledger: Ledger, since: int) -> Iterator[ExportedPosting]:
    """Our postings of all entries after the cursor, in order; 0 starts at the beginning."""
    until = _settled_through(ledger)
    joined = postings.join(entries, entries.c.id == postings.c.entry_id)
    joined = joined.outerjoin(open_items, open_items.c.id == postings.c.open_item_id)
    joined = joined.outerjoin(payments, payments.c.id == postings.c.payment_id)
    joined = joined.outerjoin(accounts, accounts.c.id == entries.c.account_id)
    columns = (entries, postings.c.line, postings.c.ledger_account, postings.c.debit_minor, postings.c.payment_id)
    named = (accounts.c.customer_id, open_items.c.system, open_items.c.document_number, payments.c.payer_reference)
    ours = (entries.c.kind != KIND) & (entries.c.id > since) & (entries.c.id <= until)
    query = select(*columns, *named).select_from(joined).where(ours).order_by(entries.c.id, postings.c.line)
    with ledger.read() as connection:
        for row in connection.execution_options(yield_per=1000).execute(query):
            yield ExportedPosting(
                cursor=row.id,
                id=f"{row.id}.{row.line}",
                entity=row.entity,
                customer_id=row.customer_id or "",
                system=row.system or "",
                document_number=row.document_number or "",
                ledger_account=row.ledger_account,
                amount=to_decimal(row.debit_minor, row.currency),
                currency=row.currency,
                business_date=row.business_date,
                kind=row.kind,
                payment_id=_text(row.payment_id),
                payment_reference=row.payer_reference or "",
                rule=row.rule,
                actor=row.actor,
                evidence=row.evidence,
                reverses=_text(row.reverses_id),
            )


def write_csv(lines: Iterable[ExportedPosting], target: TextIO) -> int:
    """Write a header and the lines; returns the cursor to start from next time, 0 when there were none."""
    writer = csv.writer(target)
    writer.writerow(field.name for field in fields(ExportedPosting))
    cursor = 0
    for line in lines:
        writer.writerow(astuple(line))
        cursor = line.cursor
    return cursor


def _settled_through(ledger: Ledger) -> int:
    """The newest entry before which none can appear any more.

    PostgreSQL gives ids before transactions commit: entry 8 may appear after entry 9 was exported, and would be missed
    for ever. The lock waits for those that write now; SQLite has one writer at a time.
    """
    with ledger.write() as connection:
        if not ledger.is_sqlite:
            connection.execute(text("LOCK TABLE entries IN SHARE MODE"))
        return int(connection.scalar(select(func.coalesce(func.max(entries.c.id), 0))) or 0)


def _text(number: int | None) -> str:
    return "" if number is None else str(number)
