"""The commands about charges and promises: what they print, and how they refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.processes.commands import Run
from tests.open_items_file import csv_text, item

BOOKS = '    charge: {policy: book, fee: {EUR: "2.50"}, compensation: true}\n'


@pytest.fixture
def run(tmp_path: Path, commands: Run) -> Run:
    """A live robot whose second reminder books a charge, with one German customer, 47 days overdue."""
    ladder = tmp_path / "config/ladders/standard.yaml"
    text = ladder.read_text()
    at = text.index("    min_interval_days: 7               # at least this long")
    ladder.write_text(text[:at] + BOOKS + text[at:])
    (tmp_path / "items.csv").write_text(
        csv_text([item("INV-1", issue_date="2025-12-15", due_date="2026-01-15", country="DE", last_dunning_level="1")])
    )
    assert commands("import", "items.csv")[0] == 0
    return commands


def record(output: str) -> dict[str, Any]:
    return dict(json.loads(output))


def test_a_charge_is_listed_quoted_and_waived(run: Run) -> None:
    for arguments in (("dunning", "run"), ("dispatch",)):
        assert run(*arguments)[0] == 0
    code, output, _ = run("charge", "list", "C1", "--json")
    charge = record(output)
    assert code == 0
    assert (charge["fee"], charge["compensation"], charge["open"]) == ("2.50", "40.00", "42.50")

    code, output, _ = run("charge", "quote", "C1", "--on", "2026-03-13", "--payment", "50.00", "--json")
    quoted = record(output)
    assert (code, quoted["cost"], quoted["principal"], quoted["law"]) == (0, "42.50", "100.00", "§ 288 (2), (5) BGB")
    assert quoted["interest"] == "1.58", "56 days at 10.27 %"
    assert quoted["pays"] == {
        "cost": "42.50",
        "interest": "1.58",
        "principal": "5.92",
        "remainder": "0.00",
        "rule": "cost_interest_principal",
    }
    assert run("charge", "waive", str(charge["id"]), "--by", "ann", "--reason", "goodwill", "--json")[0] == 0
    assert run("charge", "list", "--unpaid")[1].startswith("No notice")
    code, _, complaint = run("charge", "waive", str(charge["id"]), "--reason", "again")
    assert (code, "nothing is left of charge" in complaint) == (1, True)


def test_a_quote_for_a_day_that_is_over_or_of_no_payment_is_refused(run: Run) -> None:
    """What was owed on a past day is gone from the items; a payment below zero would count as a cost below zero."""
    code, _, complaint = run("charge", "quote", "C1", "--on", "2026-01-20")
    assert (code, "2026-01-20 is over" in complaint) == (1, True)
    for amount in ("-5", "0"):
        code, _, complaint = run("charge", "quote", "C1", "--payment", amount)
        assert (code, "a payment is above zero" in complaint) == (1, True)


def test_a_quote_says_from_which_day_on_nobody_knows_the_rate(run: Run) -> None:
    """The shipped rates are known through June: a quote for September holds no interest of July and August."""
    code, output, _ = run("charge", "quote", "C1", "--on", "2026-09-01", "--json")
    assert (code, record(output)["rate_unknown_from"]) == (0, "2026-07-01")
    code, output, _ = run("charge", "quote", "C1", "--on", "2026-07-01", "--json")
    assert (code, record(output)["rate_unknown_from"]) == (0, None)


def test_the_figures_of_the_aging_add_up_with_what_was_charged(run: Run) -> None:
    for arguments in (("dunning", "run"), ("dispatch",)):
        assert run(*arguments)[0] == 0
    code, output, _ = run("aging")
    assert (code, "charges" in output, "42.50" in output, "142.50" in output) == (0, True, True, True)


def test_a_promise_is_taken_listed_and_withdrawn(run: Run) -> None:
    code, output, _ = run("promise", "add", "C1", "--amount", "100.00", "--on", "2026-03-10", "--json")
    promise = record(output)
    assert (code, promise["currency"], promise["good_through"]) == (0, "EUR", "2026-03-13")
    code, output, _ = run("dunning", "plan", "--json")
    assert record(output)["reason"] == "promise"
    listed = record(run("promise", "list", "C1", "--state", "open", "--json")[1])
    assert (listed["amount"], listed["state"], listed["level"]) == ("100.00", "open", 0)
    assert run("promise", "withdraw", str(promise["id"]))[0] == 0
    code, _, complaint = run("promise", "withdraw", str(promise["id"]))
    assert (code, "is not open" in complaint) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--amount", "0", "--on", "2026-03-10"), "above zero"),
        (("--amount", "1.234", "--on", "2026-03-10"), "more digits"),
        (("--amount", "10", "--on", "2026-03-01"), "is over"),
        (("--amount", "10", "--on", "soon"), "is not a date"),
        (("--amount", "10", "--on", "2026-03-10", "--item", "INV-9"), "no item INV-9"),
        (("--amount", "10", "--on", "2026-03-10", "--currency", "USD"), "owes nothing in USD"),
    ],
)
def test_a_promise_that_is_none_is_refused_and_changes_nothing(run: Run, arguments: tuple[str, ...], says: str) -> None:
    code, _, complaint = run("promise", "add", "C1", *arguments)
    assert (code, says in complaint) == (1, True), complaint
    assert run("promise", "list")[1].startswith("Nobody has promised")
