"""The CSV files an agency gets: the claim itself, and later what changed about it. Only what collecting needs.

Personal data is kept to one contact; nothing of our notes, disputes or correspondence is in a file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from workers.escalation.facts import Candidate, CandidateItem
from workers.receivables.money import to_decimal
from workers.receivables.placement import PlacedItem, Placement

# A cell that begins like this is a formula to a spreadsheet.
_FORMULA = ("=", "@", "+", "-", "\t", "\r")

_CLAIM = (
    "record", "placement", "date", "creditor", "creditor_reference", "debtor_name", "country", "language", "email",
    "phone", "currency", "document_number", "issue_date", "due_date", "original_amount", "open_amount",
    "final_notice_on",
)  # fmt: skip
_CHANGE = (
    "record", "placement", "date", "creditor_reference", "currency", "document_number", "paid_to_creditor",
    "open_amount", "reason",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlacementFile:
    """A file's name and its text."""

    name: str
    text: str


def claim_file(
    placement_id: int, creditor: str, candidate: Candidate, items: Sequence[CandidateItem], on: date
) -> PlacementFile:
    """The file that hands a claim over: a row per invoice."""
    customer, contact, currency = candidate.customer, candidate.contact, candidate.currency
    rows = [
        (
            "placement", placement_id, on, creditor, customer.id, customer.name, customer.country, customer.language,
            contact.email if contact and contact.email_valid else "",
            contact.phone if contact and contact.phone_valid else "",
            currency, item.document_number, item.issue_date, item.due_date, to_decimal(item.original, currency),
            to_decimal(item.open, currency), item.final_notice_on,
        )
        for item in items
    ]  # fmt: skip
    return PlacementFile(f"placement-{placement_id}.csv", _csv(_CLAIM, rows))


def change_file(
    record: str, placement: Placement, items: Sequence[PlacedItem], on: date, reason: str = ""
) -> PlacementFile:
    """A file about a claim the agency has: ``direct_payment``, ``paid_in_full`` or ``recall``."""
    currency = placement.currency
    rows = [
        (
            record, placement.id, on, placement.customer_id, currency, item.document_number,
            to_decimal(item.told - item.open, currency), to_decimal(item.open, currency), reason,
        )
        for item in items
    ]  # fmt: skip
    return PlacementFile(f"{record.replace('_', '-')}-{placement.id}.csv", _csv(_CHANGE, rows))


def _csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    """Text of our customers cannot become a formula; figures, dates and telephone numbers stay as they are."""
    if value is None:
        return ""
    text = str(value)
    harmless = not isinstance(value, str) or text[1:].isdigit()
    return f"'{text}" if text.startswith(_FORMULA) and not harmless else text
