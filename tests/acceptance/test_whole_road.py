"""The whole road on the Procfile's processes and real servers: from an open-items file to a placed, silent account.

Adler pays, first with an advice and then without one; Birch pays nothing and goes up the ladder to the agency.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.acceptance.town import Town
from tests.open_items_file import csv_file, item
from tests.remittance_mail import advice_mail

ADLER, ADLER_PHONE = "ap@adler.example", "+447700900123"
BIRCH, BIRCH_PHONE = "ap@birch.example", "+447700900124"
REPORT = "finance-lead@brightwater-components.example"
# A Tuesday and four Mondays; everything fell due on 2 March.
FIRST, SECOND, THIRD = date(2026, 3, 3), date(2026, 3, 9), date(2026, 3, 16)
REFERRAL, AFTERWARDS = date(2026, 3, 23), date(2026, 3, 30)


def test_from_open_items_to_a_placed_and_silent_account(town: Town, tmp_path: Path) -> None:
    import_and_start(town, tmp_path)
    first_level_leaves_by_mail(town)
    an_advice_is_applied_and_the_bank_confirms_it(town, tmp_path)
    second_level_asks_only_for_what_is_left_by_mail_and_sms(town)
    a_payment_ends_the_dunning_of_who_pays_the_rest(town, tmp_path)
    the_other_account_is_flagged_approved_and_placed(town)
    the_placed_account_is_silent(town)
    the_laws_hold(town)
    a_stop_signal_that_comes_twice_cuts_nothing_off(town)


def import_and_start(town: Town, folder: Path) -> None:
    dates = {"issue_date": "2026-01-31", "due_date": "2026-03-02", "country": "GB", "language": "en"}
    adler = dates | {"customer_name": "Adler GmbH", "customer_email": ADLER, "customer_phone": ADLER_PHONE}
    birch = {"customer_id": "C2", "customer_name": "Birch Ltd", "customer_email": BIRCH, "customer_phone": BIRCH_PHONE}
    rows = [
        item("INV-101", amount="1250.00", **adler),
        item("INV-102", amount="380.00", **adler),
        item("INV-201", amount="940.00", **dates, **birch),
    ]
    town.robot.command("clock", "set", f"{FIRST}T10:00:00+00:00")
    (imported,) = town.robot.command("import", str(csv_file(folder, *rows)))
    assert (imported["added"], imported["rejected"]) == (3, [])
    town.robot.start("console", "worker", "scheduler")


def first_level_leaves_by_mail(town: Town) -> None:
    town.live_through(FIRST)
    (adler,) = town.letters(ADLER)
    (birch,) = town.letters(BIRCH)
    assert all(number in adler for number in ("INV-101", "INV-102"))
    assert "INV-201" in birch
    assert town.peer.accepted == []


def an_advice_is_applied_and_the_bank_confirms_it(town: Town, folder: Path) -> None:
    town.deliver(advice_mail("Adler GmbH", ADLER, {"INV-101": "1250.00"}, "TR-5501", FIRST))
    (aging,) = town.robot.command("aging")
    assert (aging["in_transit"], aging["d1_30"]) == ("1250.00", "1320.00")
    assert receive(town, folder, "2026-03-04,1250.00,EUR,TR-5501,Adler GmbH") == 1
    (aging,) = town.robot.command("aging")
    assert (aging["in_transit"], aging["d1_30"]) == ("0.00", "1320.00")


def second_level_asks_only_for_what_is_left_by_mail_and_sms(town: Town) -> None:
    town.live_through(SECOND)
    second = town.letters(ADLER)[1]
    assert "INV-102" in second
    assert "INV-101" not in second
    assert [len(town.texts(number)) for number in (ADLER_PHONE, BIRCH_PHONE)] == [1, 1]


def a_payment_ends_the_dunning_of_who_pays_the_rest(town: Town, folder: Path) -> None:
    assert receive(town, folder, "2026-03-10,380.00,EUR,INV-102,Adler GmbH") == 1
    town.live_through(THIRD)
    assert [len(town.letters(address)) for address in (ADLER, BIRCH)] == [2, 3]
    assert [len(town.texts(number)) for number in (ADLER_PHONE, BIRCH_PHONE)] == [1, 2]


def the_other_account_is_flagged_approved_and_placed(town: Town) -> None:
    town.live_through(REFERRAL)
    cases = town.cases()
    assert len(cases) == 1, cases
    (case,) = cases
    assert (case["kind"], case["account"], case["amount"]) == ("placement_approval", "C2", "940.00")
    assert town.files() == []
    town.robot.command("exceptions", "resolve", str(case["id"]), "--decision", "approve", "--by", "fiona")
    town.live_through(AFTERWARDS)
    (file,) = town.files()
    assert file.parent == town.home / "placements" / "atlantic_recovery"
    assert "INV-201" in file.read_text()


def the_placed_account_is_silent(town: Town) -> None:
    assert [len(town.letters(address)) for address in (ADLER, BIRCH)] == [2, 3]
    assert [len(town.texts(number)) for number in (ADLER_PHONE, BIRCH_PHONE)] == [1, 2]
    (plan,) = [line for line in town.robot.command("dunning", "plan") if line["account"] == "C2"]
    assert (plan["decision"], plan["reason"]) == ("Wait", "all_withheld")
    assert town.cases() == []
    assert len(town.letters(REPORT)) == 5


def the_laws_hold(town: Town) -> None:
    laws = town.robot.command("verify")[0]["laws"]
    assert [law for law in laws if law["violations"]] == []
    assert {law["n"] for law in laws if law["checked"]} >= {1, 2, 3, 4, 5, 6, 7, 8, 10}


def a_stop_signal_that_comes_twice_cuts_nothing_off(town: Town) -> None:
    """Honcho signals the whole group, and Dramatiq's parent passes it on to its workers."""
    log = town.robot.stop()
    assert "Stopping worker process" in log
    assert "Killing worker process" not in log


def receive(town: Town, folder: Path, line: str) -> int:
    """Import a bank statement of one line; returns how many lines were new."""
    file = folder / "statement.csv"
    file.write_text(f"date,amount,currency,reference,payer\n{line}\n")
    added: int = town.robot.command("bank", "import", str(file))[0]["added"]
    return added
