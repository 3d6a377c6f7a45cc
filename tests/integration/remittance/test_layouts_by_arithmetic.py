"""Layouts that only their arithmetic explains: carried sums, parted signs, stacks, copies, sub-rows, separate files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.integration.remittance.advice_mails import (
    PAYER,
    book_of,
    english,
    heads_of,
    judge_mail,
    kind_of_decision,
    mail_with,
    posted,
)
from tests.integration.remittance.advice_sketch import Cell, sketch

PAID = {"INV-2026-000101": 125_000, "INV-2026-000108": 48_250, "KX-2026-000115": -9_999, "INV-2026-000122": 60_031}
BOOK = book_of(*PAID.items(), terms="3/30 net 60")
TOTAL = sum(PAID.values())
Lines = list[list[Cell]]
HEAD: Lines = [[(50, text)] for _, _, text in heads_of(TOTAL)]


def _row(number: str) -> list[Cell]:
    return [(50, number), (-540, english(PAID[number]))]


ROWS = [_row(number) for number in PAID]
FIRST_TWO = sum(list(PAID.values())[:2])


def _carried() -> list[Lines]:
    titles: list[Cell] = [(50, "Invoice"), (170, "Date"), (-540, "Amount paid")]
    first: Lines = [*HEAD, titles, *ROWS[:2], [(170, "Xxx yyy"), (-540, english(FIRST_TWO))]]
    second: Lines = [
        titles,
        [(170, "Zzz"), (-540, english(FIRST_TWO))],
        *ROWS[2:],
        [(170, "Qqq"), (-540, english(TOTAL))],
    ]
    return [first, second]


def _debit_and_credit() -> list[Lines]:
    rows: Lines = [[(50, n), (-430 if cents > 0 else -540, english(abs(cents)))] for n, cents in PAID.items()]
    return [[*HEAD, [(50, "Document"), (-430, "Debit"), (-540, "Credit")], *rows]]


def _credits_below() -> list[Lines]:
    invoices = [row for row in ROWS if row[0][1].startswith("INV")]
    titles: list[Cell] = [(50, "Number"), (-540, "Amount")]
    credit: Lines = [[], [(50, "Credit notes taken")], titles, [(50, "KX-2026-000115"), (-540, "99.99")]]
    return [[*HEAD, titles, *invoices, *credit, [(50, "Net payment"), (-540, english(TOTAL))]]]


def _stacks() -> list[Lines]:
    stacks: Lines = []
    for number, cents in PAID.items():
        stacks += [[(50, "Invoice number"), (200, number)], [(50, "Date"), (200, "13/11/2026")]]
        stacks += [[(50, "Gross amount"), (200, english(cents))], [(50, "Net amount paid"), (200, english(cents))], []]
    return [[*HEAD, *stacks]]


def _three_beside() -> list[Lines]:
    lines: Lines = [[]]
    for place, (number, cents) in enumerate(PAID.items()):
        if place and place % 3 == 0:
            lines.append([])
        x = 50 + 170 * (place % 3)
        lines[-1] += [(x, number), (-(x + 140), english(cents))]
    titles: list[Cell] = [cell for x in (50.0, 220.0, 390.0) for cell in ((x, "Invoice"), (-(x + 140), "Net"))]
    return [[*HEAD, titles, *lines, [(50, "Total"), (-530, english(TOTAL))]]]


def _copy() -> list[Lines]:
    stub: Lines = [[(50, "Invoice"), (-540, "Net")], *ROWS, [(50, "Check total"), (-540, english(TOTAL))], []]
    return [[*HEAD, *stub, *stub]]


def _groups() -> list[Lines]:
    lines: Lines = [*HEAD, [(50, "Your invoice"), (200, "Date"), (-540, "Net")]]
    for site, rows in ((100, ROWS[:2]), (101, ROWS[2:])):
        lines += [[*row, (200, "13/11/2026")] for row in rows]
        lines.append([(50, f"Site {site}"), (-540, english(sum(PAID[row[0][1]] for row in rows)))])
    return [lines]


def _page_number_under_money() -> list[Lines]:
    return [[*HEAD, [(50, "Invoice"), (-540, "Net paid")], *ROWS, [], [], [(50, PAYER), (-540, "1")]]]


def _grouped_numbers() -> list[Lines]:
    return [[*HEAD, [(50, "Invoice"), (-540, "Net")], *[[(50, row[0][1].replace("-", " ")), row[1]] for row in ROWS]]]


def _broken_behind_the_letters() -> list[Lines]:
    """``INV-`` above, the digits below beside the amount."""
    rows: Lines = []
    for row in ROWS:
        letters, _, digits = row[0][1].partition("-")
        rows += [[(50, f"{letters}-")], [(50, digits), (200, "13/11/2026"), row[1]]]
    return [[*HEAD, [(50, "Invoice"), (200, "Date"), (-540, "Net")], *rows]]


LAYOUTS: dict[str, Callable[[], list[Lines]]] = {
    "sums carried over pages in words nobody knows": _carried,
    "debit and credit columns": _debit_and_credit,
    "credits in a table of their own, without sign": _credits_below,
    "stacks of labelled values": _stacks,
    "three tables beside each other": _three_beside,
    "the same stub twice": _copy,
    "subtotals of sites": _groups,
    "a page number under the money column": _page_number_under_money,
    "numbers parted by blanks": _grouped_numbers,
    "numbers broken behind their letters": _broken_behind_the_letters,
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_arithmetic_explains_the_layout(name: str) -> None:
    judgement = judge_mail(mail_with(("a.pdf", sketch(*LAYOUTS[name]()))), BOOK)
    assert posted(judgement) == PAID, judgement.decision
    assert kind_of_decision(judgement) == "apply"


def test_a_broken_number_is_read_whole() -> None:
    lines = judge_mail(mail_with(("a.pdf", sketch(*_broken_behind_the_letters()))), BOOK).facts.advice.lines
    assert [line.reference for line in lines] == list(PAID)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_stated_sum_that_is_off_by_a_cent_applies_nothing(name: str) -> None:
    pages = [
        [[(x, t.replace(english(TOTAL), english(TOTAL + 1))) for x, t in line] for line in page]
        for page in LAYOUTS[name]()
    ]
    judgement = judge_mail(mail_with(("a.pdf", sketch(*pages))), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {}), judgement.decision


def test_the_pages_of_one_advice_may_come_as_files_of_their_own() -> None:
    files = [
        (f"{place}.pdf", sketch([*HEAD, [(50, "Invoice"), (-540, "Net paid")], *rows]))
        for place, rows in enumerate((ROWS[:2], ROWS[2:]))
    ]
    assert posted(judge_mail(mail_with(*files), BOOK)) == PAID


def _with_discount_rows(*discounts: tuple[str, int]) -> bytes:
    lines: Lines = [[(50, "Invoice"), (200, "Text"), (-540, "Amount")]]
    for row in ROWS:
        lines.append(row)
        lines += [
            [(200, "less cash discount"), (-540, english(-off))] for number, off in discounts if number == row[0][1]
        ]
    head = [[(50, text)] for _, _, text in heads_of(TOTAL - sum(off for _, off in discounts))]
    return sketch([*head, *lines])


def test_a_discount_in_a_row_of_its_own_belongs_to_the_row_above() -> None:
    judgement = judge_mail(mail_with(("a.pdf", _with_discount_rows(("INV-2026-000101", 3_750)))), BOOK)
    allocations = {a.document_number: (a.cash, a.discount) for per in judgement.decision.allocations for a in per}
    assert allocations["INV-2026-000101"] == (121_250, 3_750), judgement.decision


def test_a_discount_behind_the_last_row_may_be_everybodys() -> None:
    judgement = judge_mail(mail_with(("a.pdf", _with_discount_rows(("INV-2026-000122", 1_800)))), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("short_payment", {})


def test_the_gross_is_not_paid_because_it_closes() -> None:
    """A net column that the row arithmetic bears out contradicts a payment of the gross."""
    titles: list[Cell] = [(50, "Invoice"), (-340, "Gross"), (-430, "Deduction"), (-540, "Net")]
    row: list[Cell] = [(50, "INV-2026-000101"), (-340, "1,250.00"), (-430, "50.00"), (-540, "1,200.00")]
    head = [[(50, text)] for _, _, text in heads_of(125_000)]
    judgement = judge_mail(mail_with(("a.pdf", sketch([*head, titles, row]))), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})


def test_without_a_stated_amount_several_columns_are_a_case() -> None:
    titles: list[Cell] = [(50, "Invoice"), (-430, "Amount"), (-540, "Value")]
    head: Lines = [[(50, PAYER)], [(50, "Remittance advice")], [(50, "Payment reference: TR-558812")]]
    row: list[Cell] = [(50, "INV-2026-000101"), (-430, "1,250.00"), (-540, "1,200.00")]
    judgement = judge_mail(mail_with(("a.pdf", sketch([*head, titles, row]))), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})


def test_an_order_number_does_not_stand_in_for_an_unknown_invoice() -> None:
    titles: list[Cell] = [(50, "Your invoice"), (200, "PO number"), (-540, "Net paid")]
    rows: Lines = [[(50, "XX-77123"), (200, "PO-00001"), (-540, english(125_000))]]
    head = [[(50, text)] for _, _, text in heads_of(125_000)]
    judgement = judge_mail(mail_with(("a.pdf", sketch([*head, titles, *rows]))), BOOK)
    assert (kind_of_decision(judgement), posted(judgement)) == ("unknown_reference", {})


def test_the_day_of_a_quoted_mail_is_not_the_day_of_the_payment() -> None:
    lines = "\n".join(f"- invoice {number}: EUR {english(cents)}" for number, cents in PAID.items())
    text = (
        "-----Original Message-----\nFrom: ap@falkenberg.example\nTo: ar@us.example\nSubject: Remittance\n"
        f"Date: Sat, 14 Nov 2026 10:00:00 +0000\n\nOn 12 November 2026 we have paid EUR {english(TOTAL)}:\n{lines}\n"
    )
    judgement = judge_mail(mail_with(text=text), BOOK)
    assert str(judgement.facts.advice.payments[0].date) == "2026-11-12"
    assert posted(judgement) == PAID, judgement.decision


def test_marks_without_width_do_not_part_a_number() -> None:
    cells = "".join(
        f"<tr><td>\u200e{n[:5]}&shy;{n[5:]}\u200b</td><td>\u2066{english(c)}\u2069</td></tr>" for n, c in PAID.items()
    )
    head = f"<p>Remittance advice, payment amount EUR {english(TOTAL)}</p>"
    html = f"{head}<table><tr><th>Invoice</th><th>Net</th></tr>{cells}</table>"
    assert posted(judge_mail(mail_with(html=html, text="see below"), BOOK)) == PAID


def test_ragged_bars_part_cells() -> None:
    rows = "\n".join(
        f"| {n} | {english(c)} | {'0.00' if c < 0 else '0.00 %'} | {english(c)} |" for n, c in PAID.items()
    )
    head = f"Remittance advice\nPayment amount: EUR {english(TOTAL)}\n\n"
    text = f"{head}| Invoice | Gross | Discount | Net |\n|---|---|---|---|\n{rows}\n"
    assert posted(judge_mail(mail_with(text=text), BOOK)) == PAID
