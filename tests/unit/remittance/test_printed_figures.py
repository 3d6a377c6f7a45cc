"""Amounts, dates and column titles as payers print them."""

from __future__ import annotations

from datetime import date

import pytest

from workers.remittance.document import Word
from workers.remittance.formats.amounts import find_amounts, parse_amount
from workers.remittance.formats.dates import find_dates, is_day_first
from workers.remittance.formats.vocabulary import Role, role_of


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("1,234.56", 123456), ("1.234,56", 123456), ("1 234,56", 123456), ("1'234.56", 123456),
        ("12,34,567.00", 123456700),
        ("1234.56", 123456), (".50", 50),
        ("0,00", 0), ("1.234,-", 123400), ("1,234.56,", 123456), ("-1,234.56", -123456), ("1,234.56-", -123456),
        ("(1,234.56)", -123456), ("1,234.56CR", -123456), ("1,234.56DR", 123456), ("-$50.00", -5000),
        ("$-50.00", -5000),
        ("($50.00)", -5000), ("***1,234.56***", 123456), ("USD1,234.56", 123456), ("€ 50,00", 5000),
        ("\u221250.00", -5000),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_every_style(text: str, minor: int) -> None:
    parsed = parse_amount(text)
    assert parsed is not None
    assert parsed[0] == minor


@pytest.mark.parametrize("text", ["12.10.26", "13.11.2026", "2.5", "12,3.00", "1.234.56", "4500-78525/4", "EUR", ""])
def test_what_leaves_a_choice_is_no_amount(text: str) -> None:
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    ("text", "digits", "minor"), [("12,345", 0, 12345), ("1,234.567", 3, 1234567), ("1.234", 3, 1234)]
)
def test_the_currency_decides_how_many_digits_follow_the_mark(text: str, digits: int, minor: int) -> None:
    parsed = parse_amount(text, digits)
    assert parsed is not None
    assert parsed[0] == minor


def _words(*parts: tuple[str, float]) -> list[Word]:
    return [Word(text, x, x + 5.0 * len(text), 0, 10) for text, x in parts]


def test_groups_set_apart_by_blanks_are_one_amount() -> None:
    found = find_amounts(_words(("23", 0), ("431,19", 12), ("5", 100), ("633,42", 107)), 2, 4)
    assert [amount.minor for amount in found] == [2343119, 563342]


def test_neighbouring_columns_are_two_amounts() -> None:
    found = find_amounts(_words(("123", 0), ("431.19", 60)), 2, 4)
    assert [amount.minor for amount in found if not amount.whole] == [43119]


def test_a_credit_mark_may_stand_apart() -> None:
    assert [a.minor for a in find_amounts(_words(("50.00", 0), ("CR", 28)), 2, 4)] == [-5000]


def test_a_bracket_around_more_than_the_amount_is_no_minus() -> None:
    assert [a.minor for a in find_amounts(_words(("(50.00", 0), ("EUR)", 33)), 2, 4)] == [5000]


def test_a_percentage_is_no_amount() -> None:
    assert find_amounts(_words(("2.00", 0), ("%", 21)), 2, 4) == []


@pytest.mark.parametrize(
    "text",
    [
        "3 November 2026", "03-NOV-26", "Nov 3, 2026", "November 3rd, 2026", "3. November 2026", "le 3 novembre 2026",
        "3 de noviembre de 2026", "3 nov 2026", "2026-11-03", "20261103", "03.11.2026", "3/11/26",
    ],
)  # fmt: skip
def test_a_date_is_read_in_every_style(text: str) -> None:
    assert [found.value for found in find_dates(text, day_first=True)] == [date(2026, 11, 3)]


def test_the_order_of_day_and_month_is_proved_by_the_document() -> None:
    assert is_day_first(["03/11/2026", "25/11/2026"], default=False)
    assert not is_day_first(["03/11/2026", "11/25/2026"], default=True)
    assert is_day_first(["05/11/2026"], default=False, sent_on=date(2026, 5, 30)) is False
    assert is_day_first(["05/11/2026"], default=True, sent_on=date(2026, 5, 30)) is False
    assert is_day_first(["05/11/2026"], default=True, sent_on=date(2026, 11, 30)) is True


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Ihre Rechnung", Role.REFERENCE), ("N° facture", Role.REFERENCE), ("Vendor Inv #", Role.REFERENCE),
        ("Our doc.", Role.OWN_REFERENCE), ("PO #", Role.ORDER), ("Amount Paid", Role.NET), ("Net payé", Role.NET),
        ("Importe neto", Role.NET), ("Bruttobetrag", Role.GROSS), ("Still Owing", Role.BALANCE),
        ("Skonto", Role.DISCOUNT),
        ("Discount / Deduction", Role.MIXED), ("Retenue", Role.DEDUCTION), ("Amount (GBP)", Role.AMOUNT),
        ("PAYMENT #", Role.PAYMENT_REFERENCE), ("Invoice Date", Role.DATE), ("Reason code", Role.REASON), ("Qty", None),
    ],
)  # fmt: skip
def test_titles_suggest_what_a_column_holds(title: str, role: Role | None) -> None:
    assert role_of(title) is role
