"""The company's system of record: it exports new invoices and corrections as open-items files, day by day."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from workers.demo.company import Company, Firm, Invoice
from workers.receivables.money import to_decimal

_HEADER = (
    "customer_id", "customer_name", "customer_email", "customer_domain", "customer_phone", "language", "country",
    "timezone", "segment", "contact_role", "document_type", "document_number", "po_number", "issue_date", "due_date",
    "currency", "amount", "open_amount", "discount_terms",
)  # fmt: skip


class SystemOfRecord:
    """Knows every invoice and every credit given on one; it hears of payments elsewhere, as most of them do late."""

    def __init__(self, company: Company) -> None:
        self._firms: Mapping[str, Firm] = {firm.id: firm for firm in company.firms}
        self._invoices: Mapping[str, Invoice] = {invoice.number: invoice for invoice in company.invoices}
        self._waiting = list(company.invoices)
        self._credited: dict[str, int] = {}
        self._corrected: list[str] = []

    def credit(self, number: str, amount: int) -> None:
        """A person gave a credit on an invoice; the next export shows it."""
        self._credited[number] = self._credited.get(number, 0) + amount
        self._corrected.append(number)

    def issue(self, day: date) -> list[Invoice]:
        """The invoices that go out until ``day`` and are new."""
        fresh = [invoice for invoice in self._waiting if invoice.issued_on <= day]
        self._waiting = self._waiting[len(fresh) :]
        return fresh

    def export(self, folder: Path, day: date, fresh: Iterable[Invoice]) -> Path:
        """The open-items file of a day: what is new, and what was corrected."""
        corrected = [self._invoices[number] for number in dict.fromkeys(self._corrected)]
        self._corrected.clear()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"open-items-{day}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_HEADER)
            writer.writerows(self._row(invoice) for invoice in (*fresh, *corrected))
        return path

    def _row(self, invoice: Invoice) -> tuple[str, ...]:
        firm = self._firms[invoice.customer_id]
        still_open = invoice.amount - self._credited.get(invoice.number, 0)
        return (
            firm.id, firm.name, firm.known_email, firm.domain, firm.phone, firm.language, firm.country, firm.timezone,
            firm.segment, "ap_clerk", "invoice", invoice.number, invoice.po_number, invoice.issued_on.isoformat(),
            invoice.due_on.isoformat(), invoice.currency, str(to_decimal(invoice.amount, invoice.currency)),
            str(to_decimal(still_open, invoice.currency)), invoice.discount_terms,
        )  # fmt: skip
