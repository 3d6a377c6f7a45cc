"""What all looks share: words in two languages, figures and dates as a payer prints them, and a blank sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO

from reportlab.lib.pagesizes import A4, letter
from reportlab.pdfgen.canvas import Canvas

from workers.demo.advice import Announcement, Dressed, File, PaidLine
from workers.receivables.money import to_decimal

GREETING = {
    "en": "Hello,\n\nplease find our remittance advice attached.\n\nKind regards\n{payer}\nAccounts Payable\n",
    "de": "Guten Tag,\n\nanbei erhalten Sie unser Zahlungsavis.\n\nMit freundlichen Grüßen\n{payer}\nBuchhaltung\n",
}
SYMBOL = {"USD": "$", "EUR": "€"}


@dataclass(frozen=True, slots=True)
class Words:
    """How a payer of one language calls the things of an advice."""

    advice: str
    payee: str
    reference: str
    paid_on: str
    currency: str
    invoice: str
    issued_on: str
    gross: str
    discount: str
    deduction: str
    reason: str
    net: str
    total: str


WORDS = {
    "en": Words(
        "Remittance Advice", "Supplier", "Payment No.", "Payment Date", "Currency", "Invoice No.", "Invoice Date",
        "Gross Amount", "Discount", "Deduction", "Reason", "Net Paid", "Payment Total",
    ),
    "de": Words(
        "Zahlungsavis", "Lieferant", "Zahlungsavis-Nr.", "Zahldatum", "Währung", "Rechnungs-Nr.", "Rechnungsdatum",
        "Bruttobetrag", "Skonto", "Kürzung", "Grund", "Zahlbetrag", "Gesamtbetrag",
    ),
}  # fmt: skip


def money(minor: int, announcement: Announcement) -> str:
    """The amount in the payer's own notation: 1,234.50 or 1.234,50."""
    text = f"{to_decimal(minor, announcement.currency):,.2f}"
    return text.translate(str.maketrans(",.", ".,")) if announcement.language == "de" else text


def day(value: date, announcement: Announcement) -> str:
    """A date that nobody can misread: 14.03.2026, or 14-Mar-2026."""
    return value.strftime("%d.%m.%Y" if announcement.language == "de" else "%d-%b-%Y")


def columns_of(announcement: Announcement) -> list[tuple[str, Callable[[PaidLine], str]]]:
    """Title and content of the columns that this advice needs, from left to right."""
    words = WORDS[announcement.language]

    def printed(minor: int) -> str:
        return money(minor, announcement)

    columns: list[tuple[str, Callable[[PaidLine], str]]] = [
        (words.invoice, lambda line: line.number),
        (words.issued_on, lambda line: day(line.issued_on, announcement)),
        (words.gross, lambda line: printed(line.gross)),
    ]
    if announcement.takes_discount:
        columns.append((words.discount, lambda line: printed(line.discount)))
    if announcement.deducts:
        columns.append((words.deduction, lambda line: printed(line.deduction)))
        columns.append((words.reason, lambda line: line.reason))
    columns.append((words.net, lambda line: printed(line.net)))
    return columns


def edges_of(announcement: Announcement, left: float, width: float, before: int = 0) -> list[float]:
    """The left edges of the columns and the right edge of the last; reasons are long, so their column is twice as wide.

    ``before`` is the number of further columns to the left of these.
    """
    reason = WORDS[announcement.language].reason
    weights = [1] * before + [1 + (title == reason) for title, _ in columns_of(announcement)]
    return [left + width * sum(weights[:place]) / sum(weights) for place in range(len(weights) + 1)]


def sheet(draw: Callable[[Canvas, float, float], None], *, american: bool = False) -> bytes:
    """One drawn page as a PDF; the same drawing gives the same bytes. ``draw`` gets the canvas, width and height."""
    size = letter if american else A4
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    draw(canvas, *size)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def attached(announcement: Announcement, content: bytes) -> Dressed:
    """A short mail with the PDF."""
    name = f"{WORDS[announcement.language].advice.replace(' ', '_')}_{announcement.reference}.pdf"
    text = GREETING[announcement.language].format(payer=announcement.payer)
    return Dressed(text, files=(File(name, "application/pdf", content),))
