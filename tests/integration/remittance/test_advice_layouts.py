"""Advices of many looks, languages and number styles, drawn and read back: all must apply to the cent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from tests.integration.remittance.advice_mails import PAYER, book_of, judge_mail, kind_of_decision, mail_with, posted
from tests.integration.remittance.advice_pages import Column, Look, draw

AMOUNTS = (125_000, 48_250, 9_999, 1_234_567, -7_300)
INV = tuple(f"INV-2026-{number:06}" for number in (101, 108, 115, 122, 129))


def _grouped(cents: int, group: str, mark: str) -> str:
    whole = f"{abs(cents) // 100:,}".replace(",", group)
    return f"{whole}{mark}{abs(cents) % 100:02}"


def _indian(cents: int) -> str:
    whole = str(abs(cents) // 100)
    head, tail = whole[:-3], whole[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    return ",".join([*pairs, tail]) + f".{abs(cents) % 100:02}"


STYLES: dict[str, Callable[[int], str]] = {
    "english": lambda c: ("-" if c < 0 else "") + _grouped(c, ",", "."),
    "german": lambda c: ("-" if c < 0 else "") + _grouped(c, ".", ","),
    "french": lambda c: ("-" if c < 0 else "") + _grouped(c, " ", ","),
    "swiss": lambda c: ("-" if c < 0 else "") + _grouped(c, "'", "."),
    "indian": lambda c: ("-" if c < 0 else "") + _indian(c),
    "trailing minus": lambda c: _grouped(c, ",", ".") + ("-" if c < 0 else ""),
    "brackets": lambda c: f"({_grouped(c, ',', '.')})" if c < 0 else _grouped(c, ",", "."),
    "credit mark": lambda c: _grouped(c, ",", ".") + (" CR" if c < 0 else ""),
    "symbol": lambda c: ("-" if c < 0 else "") + "€" + _grouped(c, ",", "."),
}


@dataclass(frozen=True)
class Case:
    """One look; ``labels`` are title, payment number, date, amount, total."""

    titles: Sequence[str] = ("Invoice", "Date", "Amount paid")
    labels: Sequence[str] = ("Remittance Advice", "Payment no.:", "Payment date:", "Payment amount:", "Total")
    style: str = "english"
    day: str = "13 Nov 2026"
    numbers: Sequence[str] = INV
    printed: Sequence[str] = ()
    columns: Sequence[Column] = ()
    look: dict[str, Any] = field(default_factory=dict)
    totals: bool = True


def _columns(titles: Sequence[str]) -> tuple[Column, ...]:
    return Column(titles[0], "ref", 50), Column(titles[1], "date", 200), Column(titles[2], "net", 540, "right")


GERMAN = ("Zahlungsavis", "Zahlungsreferenz:", "Valuta:", "Überweisungsbetrag:", "Gesamtsumme")
FRENCH = ("Avis de paiement", "Référence du virement :", "Date de valeur :", "Montant du virement :", "Total réglé")
SPANISH = ("Aviso de pago", "Nº de pago:", "Fecha de pago:", "Importe del pago:", "Total")
ITALIAN = ("Avviso di bonifico", "Riferimento bonifico:", "Data valuta:", "Importo bonifico:", "Totale")
DUTCH = ("Betaaladvies", "Betalingskenmerk:", "Betaaldatum:", "Betaald bedrag:", "Totaal")
OWN_AND_YOURS = (
    Column("Our doc.", "own", 50),
    Column("Your invoice", "ref", 150),
    Column("Gross", "net", 330, "right"),
    Column("Net", "net", 540, "right"),
)

CASES = {
    **{f"style {name}": Case(style=name) for name in STYLES},
    "german": Case(("Rechnungs-Nr.", "Rg.-Datum", "Zahlbetrag"), GERMAN, "german", "13.11.2026"),
    "french": Case(("N° facture", "Date", "Net payé"), FRENCH, "french", "13/11/2026"),
    "spanish": Case(("Nº factura", "Fecha", "Importe neto"), SPANISH, "german", "13/11/2026"),
    "italian": Case(("Numero fattura", "Data", "Importo pagato"), ITALIAN, "german", "13/11/2026"),
    "dutch": Case(("Factuurnummer", "Datum", "Betaald"), DUTCH, "german", "13-11-2026"),
    "titles in no known language": Case(("Xyz", "Uvw", "Rst")),
    "no titles": Case(("", "", "")),
    "titles of two lines": Case(("Invoice\nnumber", "Invoice\ndate", "Amount\npaid")),
    "titles left of right-aligned figures": Case(
        columns=(
            Column("Invoice", "ref", 50),
            Column("Date", "date", 150),
            Column("Gross", "net", 330, "right"),
            Column("Paid", "net", 500, "right"),
        )
    ),
    "fixed width": Case(look={"font": "Courier", "size": 8.5}),
    "ruled": Case(look={"ruled": True}),
    "tight": Case(look={"row_height": 9.2, "size": 8}),
    "no total row": Case(totals=False),
    "payer's own number first": Case(columns=OWN_AND_YOURS),
    "own number under a title that could be ours": Case(
        columns=(
            replace(OWN_AND_YOURS[0], title="Document"),
            replace(OWN_AND_YOURS[1], title="Reference"),
            OWN_AND_YOURS[3],
        )
    ),
    "references broken over lines": Case(printed=[f"{number[:9]}\n{number[9:]}" for number in INV]),
    "short references": Case(printed=[number[-6:] for number in INV]),
    "labelled references": Case(printed=[f"Invoice {number}" for number in INV]),
    "pages": Case(look={"rows_per_page": 2}),
    "pages without repeated titles": Case(look={"rows_per_page": 2, "repeat_header": False}),
}


def _draw(case: Case) -> bytes:
    money = STYLES[case.style]
    total = sum(AMOUNTS)
    printed = case.printed or case.numbers
    rows = [
        {"own": str(1_900_000_000 + 7 * n), "ref": ref, "date": case.day, "net": money(cents)}
        for n, (ref, cents) in enumerate(zip(printed, AMOUNTS, strict=True))
    ]
    title, number, day, amount, last = case.labels
    heads = (
        (50, 810, PAYER),
        (50, 720, title),
        (50, 700, f"{number} TR-558812"),
        (50, 688, f"{day} {case.day}"),
        (50, 676, f"{amount} EUR {_grouped(total, ',', '.') if case.style != 'german' else money(total)}"),
    )
    look = Look(case.columns or _columns(case.titles), heads=heads, **case.look)
    return draw(look, rows, {"ref": f"{last} EUR", "net": money(total)} if case.totals else None)


@pytest.mark.parametrize("name", CASES)
def test_an_advice_is_applied_whatever_it_looks_like(name: str) -> None:
    book = book_of(*zip(INV, AMOUNTS, strict=True))
    judgement = judge_mail(mail_with(("advice.pdf", _draw(CASES[name]))), book)
    assert kind_of_decision(judgement) == "apply", judgement.decision
    assert posted(judgement) == dict(zip(INV, AMOUNTS, strict=True))
    payment = judgement.facts.advice.payments[0]
    assert (str(payment.date), payment.reference, payment.currency) == ("2026-11-13", "TR-558812", "EUR")


@pytest.mark.parametrize("word", ["Carried forward", "Übertrag", "A reporter"])
def test_carried_totals_are_not_paid_twice(word: str) -> None:
    book = book_of(*zip(INV, AMOUNTS, strict=True))
    carried = {2: {"ref": word, "net": STYLES["english"](sum(AMOUNTS[:2]))}}
    pdf = _draw(Case(look={"rows_per_page": 2, "carry": carried}))
    assert posted(judge_mail(mail_with(("a.pdf", pdf)), book)) == dict(zip(INV, AMOUNTS, strict=True))


def test_credits_printed_without_a_sign_are_told_by_their_name() -> None:
    book = book_of(*zip(INV, AMOUNTS, strict=True))
    columns = (Column("Type", "type", 50), Column("Invoice", "ref", 150), Column("Amount", "net", 540, "right"))
    rows = [
        {"type": "Credit note" if cents < 0 else "Invoice", "ref": ref, "net": STYLES["english"](abs(cents))}
        for ref, cents in zip(INV, AMOUNTS, strict=True)
    ]
    total = STYLES["english"](sum(AMOUNTS))
    heads = ((50, 810, PAYER), (50, 720, "Remittance"), (50, 690, f"Payment amount: EUR {total}"))
    judgement = judge_mail(mail_with(("a.pdf", draw(Look(columns, heads=heads), rows))), book)
    assert posted(judgement) == dict(zip(INV, AMOUNTS, strict=True))
