"""The commands about deductions, waiting cash and suggestions: what they print, and how they refuse."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from tests.integration.processes.commands import Run
from tests.open_items_file import csv_text, item
from tests.remittance_mail import OUR_SERVER
from tests.robot_home import ROOT
from workers.ledger.incoming.raw_messages import Arrival, settle_message, store_arrivals
from workers.ledger.unit_of_work import open_ledger
from workers.policy.load import check_policy
from workers.receivables.occasion import Occasion
from workers.remittance.process import cash_desk, process
from workers.remittance.readers.pool import InProcessReaders

TODAY = date(2026, 3, 3)


@pytest.fixture
def run(tmp_path: Path, commands: Run) -> Run:
    """A robot with one customer who owes three invoices of 100.00."""
    rows = (item(f"INV-{n}", customer_domain="adler.example") for n in (1001, 1002, 1003))
    (tmp_path / "items.csv").write_text(csv_text(list(rows)))
    assert commands("import", "items.csv")[0] == 0
    return commands


def receive(home: Path, reference: str, rows: str, total: str) -> None:
    """An advice of Adler comes and is recorded; its lines are: invoice, gross, deduction, reason, net."""
    table = f"Payer;Adler GmbH\nPayment reference;{reference}\nPayment date;{TODAY}\nCurrency;EUR\n\n"
    table += f"Invoice number;Gross amount;Deduction;Reason;Net amount\n{rows}\nTotal;;;;{total}\n"
    mail = EmailMessage()
    mail["Authentication-Results"] = f"{OUR_SERVER}; dmarc=pass"
    mail["From"], mail["To"], mail["Subject"] = "ap@adler.example", "ar@us.example", "Remittance advice"
    mail["Date"] = "Tue, 03 Mar 2026 08:00:00 +0000"
    mail.set_content("See attachment.")
    mail.add_attachment(table.encode(), maintype="text", subtype="csv", filename="r.csv")
    raw, policy = mail.as_bytes(), check_policy(ROOT / "config").usable()
    occasion = Occasion(datetime(2026, 3, 3, 10, tzinfo=UTC), TODAY, "robot", policy.hash)
    ledger = open_ledger(f"sqlite:///{home / 'collectbot.db'}")
    with ledger.write() as connection:
        store_arrivals(connection, [Arrival("maildir:", 1, len(raw), raw)], occasion)
        mail_id = int(connection.exec_driver_sql("SELECT max(id) FROM raw_messages").scalar_one())
    recording = process(cash_desk(ledger, InProcessReaders(), policy), mail_id, raw)
    with ledger.write() as connection:
        settle_message(connection, mail_id, recording(connection, occasion), occasion)
    ledger.engine.dispose()


def lines(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def test_deductions_are_decided_once_and_cases_show_their_suggestions(run: Run, tmp_path: Path) -> None:
    receive(tmp_path / "home", "PAY-7", "INV-1001;100,00;10,00;Frachtkosten;90,00", "90,00")
    receive(tmp_path / "home", "PAY-8", "INV-1007;100,00;;;100,00", "100,00")
    _decide_the_deduction(run)
    (case,) = lines(run("exceptions", "list", "--kind", "unknown_reference", "--json")[1])
    shown = run("exceptions", "show", str(case["id"]))[1]
    table = shown[shown.index("suggestions (the robot posts none of them):") :]
    assert "INV-1002 differs by one character and has the same open amount" in table
    assert "INV-1002 100.00" in table
    (record,) = lines(run("exceptions", "show", str(case["id"]), "--json")[1])
    assert [(s["rank"], s["posts"][0]["cash"]) for s in record["evidence"]["suggestions"]] == [(1, "100.00")] * 2


def _decide_the_deduction(run: Run) -> None:
    (listed,) = lines(run("deductions", "list", "--json")[1])
    assert (listed["document"], listed["amount"], listed["code"], listed["means"], listed["state"]) == (
        "INV-1001", "10.00", "54", "freight deducted", "open",
    )  # fmt: skip
    assert (listed["due_on"], listed["days_left"], listed["open"]) == ("2026-04-02", 30, "10.00")
    code, output, _ = run("deductions", "decide", "1", "--decision", "accept", "--by", "anna", "--json")
    assert (code, lines(output)[0]["state"]) == (0, "accepted")
    code, _, error = run("deductions", "decide", "1", "--decision", "reject", "--by", "anna")
    assert (code, "deduction 1 is accepted already" in error) == (1, True)
    assert "There is no such deduction." in run("deductions", "list")[1]
    assert "Frachtkosten" in run("deductions", "list", "--state", "all", "--customer", "C1")[1]


def test_waiting_cash_is_listed_with_what_it_may_pay(run: Run, tmp_path: Path) -> None:
    assert "All cash is applied." in run("unidentified")[1]
    bank = "date,amount,currency,reference,payer\n2026-03-01,100.00,EUR,thanks,Nobody Ltd\n"
    (tmp_path / "bank.csv").write_text(bank)
    assert run("bank", "import", "bank.csv", "--by", "anna")[0] == 0
    (waiting,) = lines(run("unidentified", "--json")[1])
    assert (waiting["held"], waiting["age_days"], waiting["amount"]) == ("unidentified", 2, "100.00")
    assert [s["rank"] for s in waiting["suggestions"]] == [1, 1, 1]
    assert "INV-1003 of C1: one of several of this amount" in run("unidentified")[1]


def test_waiting_cash_is_assigned_and_applied_by_a_person(run: Run, tmp_path: Path) -> None:
    bank = "date,amount,currency,reference,payer\n2026-03-01,100.00,EUR,thanks,Nobody Ltd\n"
    (tmp_path / "bank.csv").write_text(bank)
    assert run("bank", "import", "bank.csv", "--by", "anna")[0] == 0
    (assigned,) = lines(run("cash", "assign", "1", "C1", "--by", "anna", "--json")[1])
    assert assigned == {"payment": 1, "customer": "C1", "on_account": "100.00", "currency": "EUR"}
    items = ("--item", "INV-1001=60.00", "--item", "INV-1002=30.00")
    (applied,) = lines(run("cash", "apply", "1", *items, "--by", "anna", "--json")[1])
    assert (applied["on_account"], applied["applied"]) == ("10.00", {"INV-1001": "60.00", "INV-1002": "30.00"})
    for wrong, complaint in (
        ("INV-1003", "says no amount"),
        ("INV-1003=x", "x"),
        ("INV-1003=10.01", "holds 10.00 EUR"),
    ):
        code, _, error = run("cash", "apply", "1", "--item", wrong, "--by", "anna")
        assert (code, complaint in error) == (1, True)
    code, _, error = run("cash", "apply", "1", "--item", "INV-1003=1.00", "--item", "INV-1003=2.00", "--by", "anna")
    assert (code, "twice" in error) == (1, True)


def test_what_is_known_of_payers_is_listed_and_revoked(run: Run, tmp_path: Path) -> None:
    assert "Nothing is known" in run("payer", "list")[1]
    bank = "date,amount,currency,reference,payer\n2026-03-01,100.00,EUR,thanks,Nobody Ltd\n"
    (tmp_path / "bank.csv").write_text(bank)
    assert run("bank", "import", "bank.csv", "--by", "anna")[0] == 0
    assert run("cash", "assign", "1", "C1", "--by", "anna")[0] == 0
    (case,) = lines(run("exceptions", "list", "--kind", "payer_name", "--json")[1])
    decided = ("exceptions", "resolve", str(case["id"]), "--decision", "approve", "--by")
    assert "somebody else approves" in run(*decided, "anna")[2]
    assert run(*decided, "berta")[0] == 0
    (known,) = lines(run("payer", "list", "C1", "--json")[1])
    assert known == {"account": None, "name": "nobodyltd", "customer": "C1", "state": "approved", "by": "berta"}
    assert run("payer", "revoke", "C1", "--name", "Nobody Ltd.", "--by", "anna")[0] == 0
    assert lines(run("payer", "list", "--json")[1])[0]["state"] == "refused"
    for wrong, complaint in (((), "say what is revoked"), (("--account", "DE02"), "nobody approved that")):
        code, _, error = run("payer", "revoke", "C1", *wrong, "--by", "anna")
        assert (code, complaint in error) == (1, True)
