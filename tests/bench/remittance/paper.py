"""A case as one family writes it: amounts, days, words and table cells in the payer's manner."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from random import Random

from tests.bench.remittance.family import Family
from tests.bench.remittance.formats import write_day
from tests.bench.remittance.model import Case, Line, Payment
from tests.bench.remittance.sheet import Align, Grid, Row, Rules
from tests.bench.remittance.words import WORDS, Words

_TEXTS = {
    "en": ("Goods as ordered", "September deliveries", "Spare parts, branch North", "Service contract"),
    "de": ("Warenlieferung", "Lieferung KW 38", "Ersatzteile Werk Nord", "Wartung laut Vertrag"),
    "fr": ("Livraison marchandises", "Pièces détachées", "Livraison semaine 38", "Contrat d'entretien"),
    "es": ("Suministro de material", "Entrega de septiembre", "Recambios", "Contrato de mantenimiento"),
    "nl": ("Levering goederen", "Levering week 38", "Onderdelen", "Onderhoudscontract"),
    "it": ("Fornitura merce", "Consegna settembre", "Ricambi", "Contratto di manutenzione"),
}
_KINDS = {
    "en": ("INV", "CRN"),
    "de": ("RE", "GS"),
    "fr": ("FA", "AV"),
    "es": ("FAC", "ABO"),
    "nl": ("FA", "CN"),
    "it": ("FT", "NC"),
}
_RIGHT = {"gross", "discount", "deduction", "withholding", "cut", "net", "debit", "credit", "running"}


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` says what stands in it (see ``Paper.cell``); ``wrap`` breaks its text after so many characters."""

    key: str
    width: float = 10
    title: str | None = None
    wrap: int = 0
    align: Align | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """``payments`` are those of this document (a mail may have several documents)."""

    case: Case
    family: Family
    payments: tuple[Payment, ...]
    rng: Random
    part: int = 1
    parts: int = 1

    @property
    def words(self) -> Words:
        return WORDS[self.family.language]

    @property
    def payment(self) -> Payment:
        return self.payments[0]

    def money(self, minor: int) -> str:
        return self.family.numbers.write(minor)

    def plain(self, minor: int) -> str:
        """The amount without the decoration that only table cells carry (asterisks, a currency)."""
        return replace(self.family.numbers, before="", after="").write(minor)

    def day(self, payment: Payment) -> str:
        return write_day(payment.paid_on, self.family.days, self.family.language)

    def heading(self, column: Column) -> str:
        if column.title is not None:
            return column.title
        title = self.family.headings.get(column.key) or self.words.headings.get(column.key, "")
        return "\n".join(textwrap.wrap(title, column.wrap, break_long_words=False)) if column.wrap and title else title

    def grid(
        self, columns: Sequence[Column], rows: Iterable[Row], *, rules: Rules = "head", has_head: bool = True
    ) -> Grid:
        """A table of these columns around rows already made (see ``rows``)."""
        head = tuple(self.heading(column) for column in columns) if has_head else ()
        aligns = tuple(column.align or ("right" if column.key in _RIGHT else "left") for column in columns)
        return Grid(head, tuple(rows), aligns, tuple(column.width for column in columns), rules)

    def rows(self, columns: Sequence[Column], lines: Sequence[Line], currency: str) -> list[Row]:
        return [
            Row(tuple(_wrapped(self.cell(column.key, line, currency, number), column) for column in columns))
            for number, line in enumerate(lines, 1)
        ]

    def sum_row(self, columns: Sequence[Column], label: str, amount: int, key: str = "net") -> Row:
        """A row with a label in the first column and an amount below ``key``'s."""
        cells = [""] * len(columns)
        cells[next(n for n, column in enumerate(columns) if column.key == key)] = self.money(amount)
        cells[0] = label
        return Row(tuple(cells), strong=True)

    def cell(self, key: str, line: Line, currency: str, number: int) -> str:
        """What stands in a column of this key."""
        numbers = self.family.numbers
        match key:
            case "ours":
                return line.reference
            case "theirs":
                return line.their_number
            case "date":
                return write_day(line.issued, self.family.days, self.family.language) if line.issued else ""
            case "gross":
                return self.money(line.gross)
            case "net":
                return self.money(line.net)
            case "discount":
                return numbers.write_or_blank(line.discount)
            case "deduction" | "withholding":
                return numbers.write_or_blank(line.deduction)
            case "cut":
                return numbers.write_or_blank(line.discount + line.deduction)
            case "debit":
                return self.money(line.net) if line.net > 0 else ""
            case "credit":
                return self.money(-line.net) if line.net < 0 else ""
            case "reason":
                return line.reason
            case "text":
                return line.text or self.rng.choice(_TEXTS[self.family.language])
            case "po":
                return line.item.po_number if line.item else ""
            case "currency":
                return currency
            case "type":
                return _KINDS[self.family.language][line.net < 0]
            case "position":
                return str(number)
            case _:
                raise ValueError(f"no column {key!r}")


def _wrapped(text: str, column: Column) -> str:
    if not column.wrap or len(text) <= column.wrap:
        return text
    return "\n".join(textwrap.wrap(text, column.wrap, break_on_hyphens=True) or [text])
