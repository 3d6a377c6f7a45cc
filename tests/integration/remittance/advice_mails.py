"""Mails with advices and the book they are judged against, for integration tests of cash application."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage

from tests.bench.csv_book import CsvBook
from tests.integration.remittance.advice_pages import Column, Look, draw
from workers.policy.cash_application import CashApplicationPolicy
from workers.receivables.open_item import OpenItem
from workers.remittance.decision import ExceptionCase
from workers.remittance.readers.pool import InProcessReaders
from workers.remittance.run import Judgement, judge, read_mail

POLICY = CashApplicationPolicy(authserv_id="mx.us.example", own_domain="us.example")
PAYER, DOMAIN = "Falkenberg Anlagenbau GmbH", "falkenberg.example"
REFERENCE, PAID_ON = "TR-558812", "13/11/2026"
COLUMNS = (
    Column("Invoice", "ref", 50),
    Column("Date", "date", 170),
    Column("Details", "text", 260),
    Column("Amount paid", "net", 540, "right"),
)


def book_of(*numbers_and_amounts: tuple[str, int], currency: str = "EUR", terms: str = "") -> CsvBook:
    """A book of one customer; amounts are in cents."""
    return CsvBook.of(
        {
            "customer_id": "C1", "customer_name": PAYER, "customer_domain": DOMAIN, "parent_customer_id": "",
            "document_type": "invoice" if cents >= 0 else "credit_memo", "document_number": number,
            "po_number": f"PO-{place:05}", "issue_date": "2026-10-20", "due_date": "2026-11-19", "currency": currency,
            "amount": f"{cents / 100:.2f}", "open_amount": f"{cents / 100:.2f}", "discount_terms": terms,
        }
        for place, (number, cents) in enumerate(numbers_and_amounts, 1)
    )  # fmt: skip


BOOK = book_of(("INV-2026-000101", 125_000), ("INV-2026-000108", 48_250), ("INV-2026-000115", 9_999))


def english(cents: int) -> str:
    return f"{cents / 100:,.2f}"


def row_of(item: OpenItem) -> dict[str, str]:
    return {"ref": item.document_number, "date": "20/10/2026", "net": english(item.open)}


def heads_of(total: int, *, currency: str = "EUR", reference: str = REFERENCE, title: str = "Remittance Advice"):  # type: ignore[no-untyped-def]
    """The head of a page: payer, title, the payment's own facts."""
    return (
        (50, 810, PAYER),
        (50, 720, title),
        (50, 700, f"Payment reference: {reference}"),
        (50, 688, f"Payment date: {PAID_ON}"),
        (50, 676, f"Payment amount: {currency} {english(total)}"),
    )


def advice_pdf(items: Sequence[OpenItem], *, extra: Sequence[dict[str, str]] = (), total: int | None = None) -> bytes:
    """A plain advice over ``items``; ``extra`` rows count only if ``total`` says so."""
    stated = sum(item.open for item in items) if total is None else total
    rows = [*(row_of(item) for item in items), *extra]
    return draw(Look(COLUMNS, heads=heads_of(stated)), rows, {"ref": "Total", "net": english(stated)})


def mail_with(
    *files: tuple[str, bytes],
    text: str = "see attachment",
    html: str = "",
    sender: str = f"ap@{DOMAIN}",
    dmarc: str = "pass",
    subject: str = "Payment",
) -> bytes:
    """A raw mail as our server stored it."""
    message = EmailMessage()
    message["Authentication-Results"] = f"mx.us.example; dmarc={dmarc} header.from=x"
    message["From"], message["To"], message["Subject"] = sender, "ar@us.example", subject
    message["Date"] = "Fri, 13 Nov 2026 10:00:00 +0000"
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return bytes(message)


def judge_mail(raw: bytes, book: CsvBook = BOOK) -> Judgement:
    return judge(read_mail(raw, "test.eml", InProcessReaders()), book, POLICY)


def kind_of_decision(judgement: Judgement) -> str:
    """``apply`` or the exception kind."""
    decision = judgement.decision
    return decision.kind if isinstance(decision, ExceptionCase) else "apply"


def posted(judgement: Judgement) -> dict[str, int]:
    """Cash by document over all payments."""
    return {a.document_number: a.cash for per in judgement.decision.allocations for a in per}
