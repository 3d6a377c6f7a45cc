"""The commands about rules: "always" on a decision, and from `propose` to `revoke`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from tests.integration.processes.commands import Run
from tests.integration.processes.test_dispute_commands import run as run
from workers.ledger.schema import advices, deductions
from workers.ledger.unit_of_work import open_ledger
from workers.policy.load import check_policy


def told(output: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(output.splitlines()[0])
    return found


def deduct(home: Path, reason: str) -> None:
    ledger = open_ledger(f"sqlite:///{home / 'collectbot.db'}")
    with ledger.write() as connection:
        from workers.clock import real_now

        advice = {"entity": "default", "state": "case", "policy_hash": "", "decided_at": real_now()}
        number = connection.execute(insert(advices).values(advice).returning(advices.c.id)).scalar_one()
        row = {
            "account_id": 1, "open_item_id": 1, "advice_id": number, "currency": "EUR", "amount_minor": 1, "code": "",
            "reason": reason, "taken_on": real_now().date(), "due_on": real_now().date(),
        }  # fmt: skip
        connection.execute(insert(deductions).values(row))
    ledger.engine.dispose()


def test_always_on_a_deductions_code_becomes_a_line_of_the_file(run: Run, tmp_path: Path) -> None:
    deduct(tmp_path / "home", "Sonderposten")
    code, _, error = run("deductions", "code", "1", "99", "--by", "ann")
    assert (code, "there is no code 99" in error) == (1, True)
    coded = told(run("deductions", "code", "1", "56", "--always", "--by", "ann", "--json")[1])
    assert (coded["code"], coded["rule"]) == ("56", 1)
    listed = told(run("rule", "list", "--state", "proposed", "--json")[1])
    assert (listed["kind"], listed["alike"], listed["proposed_by"]) == ("deduction_code", 1, "ann")
    case = told(run("exceptions", "list", "--kind", "rule_approval", "--json")[1])["id"]
    code, _, error = run("exceptions", "resolve", str(case), "--decision", "approve", "--by", "ann")
    assert (code, "somebody else has to agree" in error) == (1, True)
    assert run("exceptions", "resolve", str(case), "--decision", "approve", "--by", "bob")[0] == 0
    codes = check_policy(tmp_path / "config").usable().deduction_codes
    assert codes.code_of("sonderposten 12") == "56"
    assert '+    phrases: ["Sonderposten", ' in run("rule", "show", "1")[1]
    assert told(run("rule", "revoke", "1", "--by", "eva", "--json")[1])["state"] == "revoked"
    assert check_policy(tmp_path / "config").usable().deduction_codes.code_of("sonderposten 12") == ""
    assert told(run("rule", "learn", "--json")[1]) == {"proposed": 0}
    assert run("verify")[0] == 0


def test_a_rule_needs_what_its_kind_says(run: Run) -> None:
    for says, message in (("customer", "write NAME=VALUE"), ("customer=C1", "name is missing")):
        code, _, error = run("rule", "propose", "payer_name", "--says", says, "--by", "ann")
        assert (code, message in error) == (1, True)
    code, _, error = run("rule", "show", "9")
    assert (code, "there is no rule 9" in error) == (1, True)
