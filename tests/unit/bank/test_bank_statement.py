"""The plain CSV profile: what is read, what is refused with its place, and what tells twins apart."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from workers.errors import UserError
from workers.remittance.bank.files import read_statements
from workers.remittance.bank.statement import StatementLine, fingerprints

HEADER = "date,amount,currency,reference,payer"
FILE = Path("bank.csv")
LINE = StatementLine(date(2026, 3, 2), 1250, "EUR", "INV-1", "Adler GmbH")


def read(*rows: str, header: str = HEADER) -> tuple[StatementLine, ...]:
    (statement,) = read_statements(FILE, "\n".join((header, *rows)).encode(), {})
    return statement.lines


def test_lines_are_read_in_minor_units_of_their_currency() -> None:
    lines = read('2026-03-02,12.50,EUR,"INV-1, INV-2",Adler', "2026-03-03,-1200,JPY,,", "2026-03-03,0.125,KWD,x,y")
    assert [line.amount for line in lines] == [1250, -1200, 125]
    assert (lines[0].reference, lines[1].payer) == ("INV-1, INV-2", "")


def test_columns_come_in_any_order_with_or_without_the_banks_id() -> None:
    (line,) = read("X9,Adler,r,EUR,1.00,2026-03-02", header="bank_id,Payer,reference,currency,amount,date")
    assert (line.bank_id, line.payer, line.amount) == ("X9", "Adler", 100)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("2026-02-30,1.00,EUR,r,p", r"\Abank\.csv:2: date: '2026-02-30' is no date"),
        ('2026-03-02,"1,00",EUR,r,p', r"bank\.csv:2: amount: '1,00'"),
        ("2026-03-02,1.005,EUR,r,p", r"amount: 1.005 has more decimals"),
        ("2026-03-02,0.00,EUR,r,p", r"amount: is zero"),
        ("2026-03-02,1.00,eur,r,p", r"currency: 'eur' is no currency"),
        ("2026-03-02,1.00,EUR,r", r"bank\.csv:2: 4 cells, but the header has 5"),
    ],
)
def test_a_bad_cell_is_named_with_its_place(row: str, complaint: str) -> None:
    with pytest.raises(UserError, match=complaint):
        read(row)


def test_all_bad_rows_are_named_at_once() -> None:
    with pytest.raises(UserError) as refused:
        read("x,1.00,EUR,r,p", "2026-03-02,1.00,EUR,r,p", "2026-03-02,y,EUR,r,p")
    assert str(refused.value).splitlines()[-1].startswith("nothing was imported")
    assert "bank.csv:2: " in str(refused.value)
    assert "bank.csv:4: " in str(refused.value)


@pytest.mark.parametrize("header", ["date,amount,currency,reference", f"{HEADER},iban", f"{HEADER},payer"])
def test_a_header_that_is_not_the_profile_is_refused(header: str) -> None:
    with pytest.raises(UserError, match=r"bank\.csv:1: .*the header is date,amount"):
        read(header=header)


def test_a_file_without_a_header_is_one_mistake() -> None:
    with pytest.raises(UserError, match=r"\Abank\.csv:1: this line names no column: the header is date,amount"):
        read(header="2026-03-02,1.00,EUR,r,p")


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UserError, match="the file is empty"):
        read_statements(FILE, b"", {})


def test_twins_are_counted_and_entities_kept_apart() -> None:
    twice = list(fingerprints("main", (LINE, LINE)))
    assert len(set(twice)) == 2
    assert list(fingerprints("main", (LINE,))) == twice[:1]
    assert list(fingerprints("north", (LINE,))) != twice[:1]
