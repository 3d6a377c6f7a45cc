"""What becomes of a placement, and what the agency reads about it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from msgspec import structs

from tests.unit.escalation.candidate_samples import CANDIDATE, CUSTOMER, ITEM
from workers.escalation.rules.news import claim_records, close_request_records, moved_records, recall_records
from workers.escalation.rules.protocol.columns import COLUMNS
from workers.escalation.rules.protocol.writing import BatchHead, Told, digest_of, write_batch
from workers.escalation.rules.recall import (
    HandedOver,
    Moved,
    NeverLeft,
    Outcome,
    PaidInFull,
    Recall,
    Unchanged,
    evaluate_placement,
)
from workers.policy.agencies import Agency
from workers.receivables.placement import PlacedItem, Placement, Received

ON = date(2026, 6, 1)
OPEN = PlacedItem(1, "INV-1", told=100, open=100, placed=100, due_date=date(2026, 3, 1))
PAID = PlacedItem(2, "INV-2", told=50, open=0, placed=50, due_date=date(2026, 3, 1))
PLACED = replace(
    Placement(7, 1, "main", "EUR", 3, "north", "placed", "C1", (OPEN,), 9, "handed_over"),
    approved_on=ON,
    demanded_on=ON,
)
APPROVED = replace(PLACED, state="approved", message_state="planned")
CASH = Received(31, 2, 50, ON)
NORTH = Agency("North", ("EUR",), "north", commission_percent=Decimal(10))
HEAD = BatchHead(12, "north", f"{ON}", 7)


def read_back(records: tuple[Told, ...], form: str = "csv") -> list[dict[str, str]]:
    text = write_batch(HEAD, records, form).text
    if form == "jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.parametrize(
    ("placement", "received", "outcome"),
    [
        (replace(PLACED, state="proposed", stopped=True), [], Unchanged()),
        (APPROVED, [], Unchanged()),
        (replace(APPROVED, message_state="handed_over"), [], HandedOver()),
        (replace(APPROVED, message_state="delivered", stopped=True), [], HandedOver()),
        (replace(APPROVED, message_state="failed"), [], NeverLeft("file failed")),
        (replace(APPROVED, message_state="cancelled", stopped=True), [], NeverLeft("stop")),
        (replace(APPROVED, stopped=True), [], NeverLeft("stop")),
        (replace(APPROVED, items=(PAID,)), [], NeverLeft("paid in full")),
        (replace(APPROVED, items=(PAID,), message_state="attempted"), [], Unchanged()),
        (replace(APPROVED, stopped=True, message_state="in_doubt"), [], Unchanged()),
        (PLACED, [], Unchanged()),
        (replace(PLACED, stopped=True), [], Recall((OPEN,), "stop")),
        (replace(PLACED, items=(OPEN, PAID)), [], Moved((), (PAID,))),
        (replace(PLACED, items=(OPEN, PAID)), [CASH], Moved((CASH,), ())),
        (
            replace(PLACED, items=(OPEN, PAID)),
            [replace(CASH, amount=30)],
            Moved((replace(CASH, amount=30),), (PAID,)),
        ),
        (replace(PLACED, items=(replace(OPEN, told=40),)), [], Moved((), (replace(OPEN, told=40),))),
        (replace(PLACED, items=(PAID,)), [CASH], PaidInFull(Moved((CASH,), ()))),
        (replace(PLACED, items=(replace(PAID, in_transit=True),)), [], Unchanged()),
        (
            replace(PLACED, items=(PAID, replace(OPEN, open=0, in_transit=True))),
            [CASH],
            Moved((CASH,), ()),
        ),
        (replace(PLACED, items=(OPEN, replace(PAID, came_back="DSP"))), [CASH], Unchanged()),
        (replace(PLACED, items=(replace(OPEN, came_back="DSP"),)), [], Unchanged()),
    ],
    ids=range(21),
)
def test_what_became_of_a_placement(placement: Placement, received: list[Received], outcome: Outcome) -> None:
    assert evaluate_placement(placement, received) == outcome


def test_a_claim_holds_what_collecting_needs_and_no_more() -> None:
    file = write_batch(HEAD, claim_records("Brightwater Ltd", CANDIDATE, [ITEM]), "csv")
    assert file.name == "CB-12-place.csv"
    assert file.text.splitlines() == [
        ",".join(COLUMNS),
        "1,place,CB-12-1,CB-12,north,2026-06-01,7,Brightwater Ltd,C1,Adler GmbH,DE,en,boss@adler.example,,"
        "INV-1,2026-02-01,2026-03-01,2026-05-18,EUR,20000,20000,,,,,,,,",
        "1,trailer,CB-12-T,CB-12,north,2026-06-01,,,,,,,,,,,,,EUR,20000,,,,,,,,,1",
    ]


def test_the_same_records_make_the_same_bytes_in_either_format() -> None:
    records = claim_records("Us", CANDIDATE, [ITEM, replace(ITEM, id=2, document_number="INV-2", open=1)])
    assert write_batch(HEAD, records, "csv") == write_batch(HEAD, records, "csv")
    as_csv = [{name: cell for name, cell in row.items() if cell} for row in read_back(records)]
    as_json = [{name: str(cell) for name, cell in row.items()} for row in read_back(records, "jsonl")]
    assert as_csv == as_json
    assert [row["id"] for row in as_csv] == ["CB-12-1", "CB-12-2", "CB-12-T"]
    assert digest_of(records[0]) != digest_of(records[1])


@pytest.mark.parametrize(
    ("demanded", "fee", "commission"),
    [(ON, "FEE", "5"), (date(2026, 6, 2), "NOFEE", "0"), (None, "NOFEE", "0")],
    ids=["after_demand", "before_demand", "no_demand"],
)
def test_a_payment_to_us_says_what_it_earns(demanded: date | None, fee: str, commission: str) -> None:
    placement = replace(PLACED, items=(OPEN, PAID), demanded_on=demanded)
    row, trailer = read_back(moved_records(placement, Moved((CASH,), ()), NORTH, {}))
    assert (row["record"], row["document_number"], row["amount_minor"]) == ("direct_payment", "INV-2", "50")
    assert (row["received_on"], row["fee"], row["commission_minor"]) == ("2026-06-01", fee, commission)
    assert (trailer["records"], trailer["amount_minor"]) == ("1", "50")


def test_a_payment_that_came_back_takes_its_commission_with_it() -> None:
    placement = replace(PLACED, items=(PAID,))
    (record,) = moved_records(placement, Moved((Received(32, 2, -50, ON, undoes=31),), ()), NORTH, {31: 5})
    assert (record.amount, record.commission) == (-50, -5)


def test_other_changes_and_ends_name_what_is_open() -> None:
    (row, _) = read_back(moved_records(PLACED, Moved((), (replace(OPEN, open=40),)), NORTH, {}))
    assert (row["record"], row["amount_minor"], row["fee"]) == ("balance_update", "40", "")
    (row, _) = read_back(recall_records(PLACED, [OPEN], "stop"))
    assert (row["record"], row["amount_minor"], row["code"]) == ("recall", "100", "stop")
    (row, _) = read_back(close_request_records(PLACED, "PIF"))
    assert (row["record"], row["code"]) == ("close_request", "PIF")


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "@SUM(A1)", "+cmd|x", "-1+1"])
def test_a_customers_name_cannot_become_a_formula(name: str) -> None:
    dangerous = replace(CANDIDATE, customer=CUSTOMER._replace(name=name))
    assert read_back(claim_records("Us", dangerous, [ITEM]))[0]["debtor_name"] == f"'{name}"


def test_a_telephone_number_stays_a_number_and_a_dead_address_is_left_out() -> None:
    assert CANDIDATE.contact is not None
    contact = structs.replace(CANDIDATE.contact, phone="+4917012345", email_valid=False)
    row = read_back(claim_records("Us", replace(CANDIDATE, contact=contact), [ITEM]))[0]
    assert (row["email"], row["phone"]) == ("", "+4917012345")
