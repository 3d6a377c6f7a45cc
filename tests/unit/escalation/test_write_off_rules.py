"""The policy table of write-offs: every criterion by age, balance, stop, close code and documented contacts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workers.escalation.rules.write_off import HopelessAccount, HopelessItem, evaluate_write_off
from workers.policy.lint.write_off import lint_write_off
from workers.policy.load import check_policy
from workers.policy.write_off import Criterion, Effort, WriteOffPolicy

SHIPPED = check_policy(Path(__file__).resolve().parents[3] / "config").usable().write_off


def account(open_minor: int, days: int, *, contacts: int = 4, written: int = 2, code: str = "") -> HopelessAccount:
    item = HopelessItem(1, "INV-1", open_minor, days, code)
    return HopelessAccount(1, "main", "USD", (item,), open_minor, contacts, written)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (account(25_00, 121), "small_balance"),
        (account(25_01, 121), None),
        (account(25_00, 120), None),
        (account(25_01, 366), "aged"),
        (account(25_01, 365), None),
        (account(49_99, 366, contacts=3, written=1), "aged"),
        (account(49_99, 366, contacts=2, written=1), None),
        (account(49_99, 366, contacts=3, written=0), None),
        (account(50_00, 366, contacts=3, written=1), None),
        (account(50_00, 366, contacts=4, written=2), "aged"),
        (account(50_00, 366, contacts=4, written=1), None),
        (account(100_00, 366, contacts=4, written=2), "aged"),
        (account(100_00, 366, contacts=3, written=3), None),
        (account(5000_00, 90, contacts=0, written=0, code="UNC"), "uncollectible"),
        (account(5000_00, 89, contacts=0, written=0, code="UNC"), None),
        (account(5000_00, 90, contacts=0, written=0, code="DSP"), None),
        (replace(account(5000_00, 1, contacts=0, written=0), stops=frozenset({"bankruptcy"})), "insolvent"),
        (replace(account(5000_00, 1, contacts=0, written=0), stops=frozenset({"deceased"})), "deceased"),
        (replace(account(5000_00, 1, contacts=0, written=0), stops=frozenset({"attorney"})), None),
        (replace(account(25_00, 121), currency="JPY"), None),
    ],
    ids=range(20),
)
def test_vectors_of_the_shipped_table(found: HopelessAccount, reason: str | None) -> None:
    due = evaluate_write_off(found, SHIPPED)
    assert (due.reason if due else None) == reason


def test_the_balance_counts_and_not_the_item() -> None:
    two = replace(account(20_00, 121), balance=40_00)
    assert evaluate_write_off(two, SHIPPED) is None


def test_only_the_items_that_fit_are_given_up() -> None:
    old, young = HopelessItem(1, "INV-1", 60_00, 400), HopelessItem(2, "INV-2", 60_00, 100)
    due = evaluate_write_off(replace(account(60_00, 1), items=(old, young), balance=120_00), SHIPPED)
    assert due is not None
    assert (due.items, due.amount) == ((old,), 60_00)


@pytest.mark.parametrize(
    ("amount", "person", "may"),
    [
        (250_00, "controller@brightwater-components.example", True),
        (250_01, "controller@brightwater-components.example", False),
        (250_01, "finance-lead@brightwater-components.example", True),
        (10_000_01, "finance-lead@brightwater-components.example", False),
        (10_000_01, "finance-director@brightwater-components.example", True),
        (1, "anybody@brightwater-components.example", False),
    ],
    ids=["controller", "above_controller", "lead", "above_lead", "director", "nobody"],
)
def test_approvers_reach_as_far_as_the_table_says(amount: int, person: str, may: bool) -> None:
    assert SHIPPED.limits.may_approve(person, amount, "USD") is may


@pytest.mark.parametrize(
    ("policy", "rule"),
    [
        (WriteOffPolicy((Criterion("all"),), (Effort(1),), SHIPPED.approvers), "write-off-all"),
        (
            WriteOffPolicy((Criterion("old", 9), Criterion("old", 9)), (Effort(1),), SHIPPED.approvers),
            "write-off-reason",
        ),
        (WriteOffPolicy((Criterion("old", 9),), (Effort(1, 2),), SHIPPED.approvers), "write-off-effort"),
        (WriteOffPolicy((Criterion("old", 9),), (), SHIPPED.approvers), "write-off-effort"),
        (WriteOffPolicy((Criterion("old", 9),), (Effort(1, 1, {"EUR": 5}),), SHIPPED.approvers), "write-off-effort"),
        (WriteOffPolicy((Criterion("old", 9),), (Effort(1),)), "write-off-approvers"),
    ],
    ids=["fits_all", "twice", "more_written", "no_effort", "gap", "nobody"],
)
def test_a_bad_table_is_found(policy: WriteOffPolicy, rule: str) -> None:
    assert [finding.rule for finding in lint_write_off(policy)] == [rule]
    assert list(lint_write_off(SHIPPED)) == []
