"""The files of a set, in the format of the development set: book/open_items.csv and truth/ID.json."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench.remittance.family import Family
from tests.bench.remittance.model import Case, Line, Payment

_COLUMNS = (
    "customer_id,customer_name,customer_email,customer_domain,parent_customer_id,document_type,document_number,"
    "po_number,issue_date,due_date,currency,amount,open_amount,discount_terms"
)


class Attachment(NamedTuple):
    """A file of a mail; ``role`` is "advice" or "extra"."""

    name: str
    content_type: str
    content: bytes
    role: str = "advice"


def decimal(minor: int) -> str:
    return f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def write_book(cases: Iterable[Case], path: Path) -> None:
    """All books of the cases as one; a repeated advice brings the same documents again."""
    rows = {(item.customer_id, item.number): row for case in cases for item, row in _book_rows(case)}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS.split(","))
        writer.writerows(row for _, row in sorted(rows.items()))


def _book_rows(case: Case) -> Iterable[tuple[Any, list[str]]]:
    customers = {customer.id: customer for customer in case.customers}
    for item in case.items:
        owner = customers[item.customer_id]
        yield (
            item,
            [
                owner.id,
                owner.name,
                owner.email,
                owner.domain,
                owner.parent_id,
                "credit_memo" if item.amount < 0 else "invoice",
                item.number,
                item.po_number,
                item.issued.isoformat(),
                item.due.isoformat(),
                item.currency,
                decimal(item.amount),
                decimal(item.open),
                str(item.terms or ""),
            ],
        )


def truth_of(case: Case, family: Family, attachments: tuple[Attachment, ...]) -> dict[str, Any]:
    """The truth file's content."""
    readable = case.genre == "advice" and case.delivery not in ("encrypted", "empty", "cut")
    payments = case.payments if readable else ()
    truth: dict[str, Any] = {
        "file": f"{case.id}.{attachments[0].name.rpartition('.')[2]}" if attachments else f"{case.id}.eml",
        "eml": f"{case.id}.eml",
        "layout": family.id,
        "renderer": family.format,
        "scenario": case.scenario,
        "payer_customer_id": case.payer.id if case.payer else None,
        "payment": _payment(payments[0])
        if payments
        else dict.fromkeys(("date", "amount", "currency", "method", "reference")),
        "lines": [_line(line, family) for payment in payments for line in payment.lines],
        "expected": _expected(case),
        "attachments": [
            {"file": _stored(case, n, a), "attachment_name": a.name, "role": a.role} for n, a in enumerate(attachments)
        ],
    }
    if len(payments) > 1:
        truth["payments"] = [_payment(payment) | {"line_count": len(payment.lines)} for payment in payments]
    if case.duplicate_of:
        truth["duplicate_of"] = f"{case.duplicate_of}.eml"
    return truth


def _stored(case: Case, number: int, attachment: Attachment) -> str:
    return f"{case.id}{f'.part{number + 1}' if number else ''}.{attachment.name.rpartition('.')[2]}"


def store(case: Case, attachments: tuple[Attachment, ...], folder: Path) -> None:
    """The attachments as files, to be looked at."""
    for number, attachment in enumerate(attachments):
        (folder / _stored(case, number, attachment)).write_bytes(attachment.content)


def _payment(payment: Payment) -> dict[str, Any]:
    return {
        "date": payment.paid_on.isoformat(),
        "amount": decimal(payment.amount),
        "currency": payment.currency,
        "method": payment.method,
        "reference": payment.reference,
    }


def _line(line: Line, family: Family) -> dict[str, Any]:
    return {
        "ref_as_printed": line.reference or line.text,
        "document_number": line.item.number if line.item else None,
        "gross": decimal(line.gross) if "gross" in family.shows else None,
        "discount": decimal(line.discount) if "discount" in family.shows else None,
        "deduction": decimal(line.deduction) if "deduction" in family.shows else None,
        "deduction_reason": line.reason or None,
        "net": decimal(line.net),
    }


def _expected(case: Case) -> dict[str, Any]:
    expected = case.expected
    return {
        "outcome": "exception" if expected.kind else "apply",
        "allocations": [
            {
                "document_number": a.number,
                "cash": decimal(a.cash),
                "discount": decimal(a.discount),
                "writeoff": decimal(a.writeoff),
            }
            for a in expected.allocations
        ],
        "exception_kind": expected.kind,
        "also_accepted_kinds": list(expected.also_kinds),
        "why": expected.why,
        "residuals": [
            {"document_number": r.number, "amount": decimal(r.amount), "reason": r.reason} for r in expected.residuals
        ],
    }
