"""A bank import that is killed between two commits is finished by importing the file again: each line once."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.cash_book import DAY, TERMS, CashBook, on
from tests.robot_home import ROOT, clean_environment
from workers.ledger.schema import bank_lines
from workers.ledger.unit_of_work import Ledger
from workers.remittance.bank.run import import_statements

_LINES = 210
_DOOMED = """
import sys
from pathlib import Path
from tests.cash_book import TERMS, on
from workers.ledger.unit_of_work import open_ledger
from workers.remittance.bank.run import import_statements
ledger = open_ledger(sys.argv[1])
print("ready", flush=True)
import_statements(ledger, [Path(sys.argv[2])], TERMS, on())
"""


def count(ledger: Ledger) -> int:
    with ledger.read() as connection:
        return int(connection.scalar(select(func.count()).select_from(bank_lines)) or 0)


def write_file(folder: Path) -> Path:
    """Twins, named documents and money of nobody."""
    rows = ["date,amount,currency,reference,payer"]
    rows += [f"{DAY},10.00,EUR,INV-{number},Adler GmbH" for number in range(10)]
    rows += [f"{DAY},7.00,EUR,the same,Somebody"] * (_LINES - 10)
    file = folder / "bank.csv"
    file.write_text("\n".join(rows) + "\n")
    return file


def kill_at(ledger: Ledger, url: str, file: Path, lines: int) -> int:
    """Kill an import as soon as so many lines are kept; returns how many are kept after its death."""
    process = subprocess.Popen(
        [sys.executable, "-c", _DOOMED, url, str(file)], cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    while count(ledger) < lines and process.poll() is None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
    process.kill()
    process.wait()
    process.stdout.close()
    return count(ledger)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 11))])
def test_an_import_that_is_killed_is_finished_by_importing_again(
    sqlite_ledger: Ledger, tmp_path: Path, seed: int
) -> None:
    book = CashBook(sqlite_ledger)
    book.customer()
    for number in range(10):
        book.item(f"INV-{number}", 1000)
    file = write_file(tmp_path)
    left = kill_at(sqlite_ledger, str(sqlite_ledger.engine.url), file, random.Random(seed).randrange(1, _LINES // 2))
    assert 0 < left < _LINES
    report = import_statements(sqlite_ledger, [file], TERMS, on())
    assert (report.rows, report.added, count(sqlite_ledger)) == (_LINES, _LINES - left, _LINES)
    assert book.balances()["bank"] == 10 * 1000 + (_LINES - 10) * 700
    assert [book.open(f"INV-{number}") for number in range(10)] == [0] * 10
    book.check_laws()
