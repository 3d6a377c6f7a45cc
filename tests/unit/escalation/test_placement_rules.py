"""What becomes of a placement, and what the agency reads about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.unit.escalation.candidate_samples import CANDIDATE, CUSTOMER, ITEM
from workers.escalation.rules.placement_file import change_file, claim_file
from workers.escalation.rules.recall import (
    DirectPayment,
    HandedOver,
    NeverLeft,
    Outcome,
    PaidInFull,
    Recall,
    Unchanged,
    evaluate_placement,
)
from workers.receivables.placement import PlacedItem, Placement

OPEN, PAID = PlacedItem(1, "INV-1", told=100, open=100), PlacedItem(2, "INV-2", told=50, open=0)
PLACED = Placement(7, 1, "main", "EUR", 3, "north", "placed", "C1", (OPEN,), 9, "handed_over")
APPROVED = replace(PLACED, state="approved", message_state="planned")
ON = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("placement", "outcome"),
    [
        (replace(PLACED, state="proposed", stopped=True), Unchanged()),
        (APPROVED, Unchanged()),
        (replace(APPROVED, message_state="handed_over"), HandedOver()),
        (replace(APPROVED, message_state="delivered", stopped=True), HandedOver()),
        (replace(APPROVED, message_state="failed"), NeverLeft("file failed")),
        (replace(APPROVED, message_state="cancelled", stopped=True), NeverLeft("stop")),
        (replace(APPROVED, stopped=True), NeverLeft("stop")),
        (replace(APPROVED, items=(PAID,)), NeverLeft("paid in full")),
        (replace(APPROVED, items=(PAID,), message_state="attempted"), Unchanged()),
        (replace(APPROVED, stopped=True, message_state="in_doubt"), Unchanged()),
        (PLACED, Unchanged()),
        (replace(PLACED, stopped=True), Recall((OPEN,), "stop")),
        (replace(PLACED, items=(OPEN, PAID)), DirectPayment((PAID,))),
        (replace(PLACED, items=(replace(OPEN, told=40),)), DirectPayment((replace(OPEN, told=40),))),
        (replace(PLACED, items=(PAID,)), PaidInFull((PAID,))),
        (replace(PLACED, items=(replace(PAID, in_transit=True),)), Unchanged()),
        (replace(PLACED, items=(PAID, replace(OPEN, open=0, in_transit=True))), DirectPayment((PAID,))),
    ],
)
def test_what_became_of_a_placement(placement: Placement, outcome: Outcome) -> None:
    assert evaluate_placement(placement) == outcome


def test_a_claim_file_holds_what_collecting_needs_and_no_more() -> None:
    file = claim_file(7, "Brightwater Ltd", CANDIDATE, [ITEM], ON)
    assert file.name == "placement-7.csv"
    assert file.text.splitlines() == [
        "record,placement,date,creditor,creditor_reference,debtor_name,country,language,email,phone,currency,"
        "document_number,issue_date,due_date,original_amount,open_amount,final_notice_on",
        "placement,7,2026-06-01,Brightwater Ltd,C1,Adler GmbH,DE,en,boss@adler.example,,EUR,"
        "INV-1,2026-02-01,2026-03-01,200.00,200.00,2026-05-18",
    ]


def test_a_change_file_says_what_was_paid_to_us_and_what_is_left() -> None:
    file = change_file("direct_payment", PLACED, [replace(OPEN, open=40)], ON)
    assert file.name == "direct-payment-7.csv"
    assert file.text.splitlines()[1] == "direct_payment,7,2026-06-01,C1,EUR,INV-1,0.60,0.40,"
    recall = change_file("recall", PLACED, [OPEN], ON, "stop")
    assert recall.text.splitlines()[1] == "recall,7,2026-06-01,C1,EUR,INV-1,0.00,1.00,stop"


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "@SUM(A1)", "+cmd|x", "-1+1"])
def test_a_customers_name_cannot_become_a_formula(name: str) -> None:
    dangerous = replace(CANDIDATE, customer=CUSTOMER._replace(name=name))
    assert f",'{name}," in claim_file(7, "Us", dangerous, [ITEM], ON).text


def test_a_telephone_number_stays_a_number_and_a_dead_address_is_left_out() -> None:
    assert CANDIDATE.contact is not None
    contact = CANDIDATE.contact._replace(phone="+4917012345", email_valid=False)
    assert ",en,,+4917012345,EUR," in claim_file(7, "Us", replace(CANDIDATE, contact=contact), [ITEM], ON).text
