"""`collectbot reconcile`: the differences as a table and as JSON, with both balances; it changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.open_items_file import csv_text, item
from tests.robot_home import copy_config, environment
from workers.cli import main

LIST = "Invoice,Date,Amount\nINV-1,2026-01-15,100.00\nINV-3,2026-01-20,30.00\n"


@pytest.fixture
def customers_list(
    tmp_path: Path, furnished_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    config = copy_config(tmp_path)
    clock = "2026-03-03T10:00:00+00:00"
    for name, value in environment(furnished_home, config=str(config), clock=clock).items():
        monkeypatch.setenv(name, value)
    book = tmp_path / "items.csv"
    book.write_text(
        csv_text([item(number, issue_date="2026-01-15", due_date="2026-02-14") for number in ("INV-1", "INV-2")])
    )
    assert main(("import", str(book))) == 0
    capsys.readouterr()
    file = tmp_path / "list.csv"
    file.write_text(LIST, encoding="utf-8")
    return file


def test_it_prints_every_difference_with_its_cause(customers_list: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(("reconcile", "C1", str(customers_list), "--json")) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["theirs"], told["ours"], told["difference"], told["agreed"]) == ("130.00", "200.00", "-70.00", 1)
    causes = [(row["cause"], row["document_number"], row["difference"]) for row in told["differences"]]
    assert causes == [("invoice_missing", "INV-2", "-100.00"), ("unknown_to_us", "", "30.00")]
    assert main(("reconcile", "C1", str(customers_list))) == 0
    table = capsys.readouterr().out
    assert "invoice_missing" in table
    assert "difference: -70.00" in table


def test_a_list_that_is_not_there_is_the_persons_error(
    customers_list: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(("reconcile", "C1", str(customers_list.parent / "absent.pdf"))) == 1
    assert "name a PDF, CSV or XLSX file that exists" in capsys.readouterr().err
