"""What is told, heard and sent again, whatever becomes of the files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.agency_house import NORTH, TODAY, House, build_house
from tests.servers.agency_peer import Claim
from workers.escalation.rules.protocol.reading import Refused, read_batch
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book import disputes
from workers.ledger.book.standings import load_dossiers
from workers.ledger.book.stops import add_stop
from workers.ledger.queue import agency_batches, agency_files
from workers.ledger.schema import placements
from workers.ledger.unit_of_work import Ledger

_SLOW = pytest.mark.slow


def states(house: House) -> list[str]:
    with house.ledger.read() as connection:
        return list(connection.scalars(select(placements.c.state).order_by(placements.c.id)))


def batch_states(house: House) -> list[tuple[str, int]]:
    with house.ledger.read() as connection:
        return [(batch.state, batch.sendings) for batch in agency_batches.find_batches(connection)][::-1]


def remittance_states(house: House) -> list[str]:
    with house.ledger.read() as connection:
        return [one.state for one in agency_files.find_remittances(connection)]


def dunnable(house: House) -> int:
    with house.ledger.read() as connection:
        (dossier,) = load_dossiers(connection, [1], house.day, lambda customer: "everyone_else")
        return sum(item.dunnable for standing in dossier.standings for item in standing.items)


def claim(house: House, document: str = "INV-1") -> Claim:
    return house.peer.claims["1", document]


def test_a_right_acknowledgement_ends_the_waiting(house: House) -> None:
    (report,) = house.hear(house.peer.acknowledge("CB-1"))
    assert (report.state, report.records) == ("read", 1)
    assert batch_states(house) == [("acknowledged", 1)]
    house.pass_days(30)
    assert house.chase() == {}


def test_a_lost_acknowledgement_sends_the_same_batch_again_and_places_nothing_twice(house: House) -> None:
    house.pass_days(2)
    assert house.chase() == {}
    house.pass_days(1)
    assert house.chase() == {"sent_again": 1}
    assert house.send() == []  # nothing is new to the agency
    files = sorted(house.peer.outbox.glob("CB-1-place.*"))
    assert len(files) == 2
    assert len({file.read_bytes() for file in files}) == 1
    assert house.peer.placed_twice == 0
    assert states(house) == ["placed"]
    house.hear(house.peer.acknowledge("CB-1"))
    assert batch_states(house) == [("acknowledged", 2)]


def test_a_silent_agency_becomes_one_case_which_its_answer_ends(house: House) -> None:
    for _ in range(9):
        house.pass_days(1)
        house.chase()
        house.send()
    (case,) = house.cases(CaseKind.AGENCY_BATCH)
    assert case.evidence["batch"] == 1
    assert batch_states(house) == [("sent", 2)]
    house.hear(house.peer.acknowledge("CB-1"))
    assert house.cases(CaseKind.AGENCY_BATCH) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"records": "1"},
        pytest.param({"amount_minor": "1"}, marks=_SLOW),
        pytest.param({"currency": "USD"}, marks=_SLOW),
    ],
    ids=["count", "money", "currency"],
)
def test_another_number_or_sum_is_a_case_until_the_right_one_comes(house: House, wrong: dict[str, str]) -> None:
    house.hear({**house.peer.acknowledge("CB-1"), **wrong})
    (case,) = house.cases(CaseKind.AGENCY_BATCH)
    assert "CB-1" in case.reason
    assert batch_states(house) == [("mismatched", 1)]
    house.hear(house.peer.acknowledge("CB-1"))
    assert (batch_states(house), house.cases(CaseKind.AGENCY_BATCH)) == ([("acknowledged", 1)], [])
    # The wrong answer was on its way longer: it changes nothing any more.
    house.hear({**house.peer.acknowledge("CB-1"), **wrong})
    assert batch_states(house) == [("acknowledged", 1)]


def test_a_file_is_read_once_in_effect_whatever_it_is_called(house: House) -> None:
    name, content = house.peer.file([house.peer.remit(claim(house), 50_00, 5_00, "NI-2026-7")])
    house.lay(name, content)
    assert [report.state for report in house.read()] == ["read"]
    house.lay(name, content)
    house.lay(f"copy-{name}", content)
    assert [report.state for report in house.read()] == ["known", "known"]
    assert remittance_states(house) == ["waiting"]
    assert not list((house.home / "incoming/north").glob("*.csv"))


def test_a_record_counts_once_also_in_another_file_and_format(house: House) -> None:
    records = [house.peer.remit(claim(house), 50_00, 5_00, "NI-2026-7"), house.peer.acknowledge("CB-1")]
    house.hear(*records)
    house.peer.form = "jsonl"
    (report,) = house.hear(*reversed(records), house.peer.close("1", "UNC"))
    assert (report.state, report.records) == ("read", 1)
    assert remittance_states(house) == ["waiting"]


def test_a_number_that_says_something_else_now_refuses_the_file(house: House) -> None:
    first = house.peer.remit(claim(house), 50_00, 5_00, "NI-2026-7")
    house.hear(first)
    (report,) = house.hear({**first, "amount_minor": "6000"}, house.peer.acknowledge("CB-1"))
    assert [str(fault) for fault in report.faults] == [
        f"line 2, column id: {first['id']} came before and said something else"
    ]
    assert batch_states(house) == [("sent", 1)]  # nothing half-done


_BAD_CELLS = {
    "placement": "99",
    "document_number": "INV-9",
    "currency": "USD",
    "commission_minor": "99999",
    "received_on": "yesterday",
    "agency": "south",
    "version": "2",
    "record": "payment",
    "mode": "both",
    "remittance": "",
}


def test_a_bad_line_refuses_the_whole_file_and_says_where(house: House) -> None:
    good = house.peer.remit(claim(house), 50_00, 5_00, "NI-2026-7")
    for column, cell in _BAD_CELLS.items():
        (report,) = house.hear(house.peer.acknowledge("CB-1"), {**good, column: cell})
        assert (report.state, [(3, column)]) == ("refused", [(fault.line, fault.column) for fault in report.faults])
        assert (house.home / "incoming/north/refused" / report.name).exists()
    assert (batch_states(house), remittance_states(house)) == ([("sent", 1)], [])
    listed = [case.evidence["faults"][0][1] for case in house.cases(CaseKind.AGENCY_FILE)]
    assert sorted(listed) == sorted(_BAD_CELLS)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("b.jsonl", b'{"\\ud800": "1"}\n'),
        pytest.param("c.csv", b"version,a\0b\n", marks=_SLOW),
        pytest.param("d.jsonl", b'{"a\\u0000b": "1"}\n', marks=_SLOW),
    ],
    ids=["half_sign_in_column", "nul_in_header", "nul_in_column"],
)
def test_a_file_with_signs_that_no_database_takes_does_not_block_the_post(
    house: House, name: str, content: bytes
) -> None:
    house.lay(name, content)
    house.peer.form = "jsonl"
    half = {**house.peer.demand("1", f"{TODAY}"), "code": "", "text": "\ud800"}
    house.lay("half.jsonl", house.peer.file([half])[1])
    reports = house.hear(house.peer.acknowledge("CB-1"))
    assert [report.state for report in reports] == ["refused", "refused", "read"]
    assert len(house.cases(CaseKind.AGENCY_FILE)) == 2


def test_a_file_whose_name_is_no_text_is_read_and_filed(house: House) -> None:
    _, content = house.peer.file([house.peer.acknowledge("CB-1")])
    path = house.lay("n\udcfcrnberg.csv", content)
    assert [(report.name, report.state) for report in house.read()] == [("n\\udcfcrnberg.csv", "read")]
    assert (batch_states(house), path.exists()) == ([("acknowledged", 1)], False)


def test_a_file_that_is_still_written_is_left_alone_and_one_cut_off_is_a_case(house: House) -> None:
    name, content = house.peer.file([house.peer.acknowledge("CB-1")])
    path = house.lay(name, content[: len(content) // 2])
    (report,) = house.read(now=datetime.now(UTC))
    assert (report.state, path.exists()) == ("waiting", True)
    (report,) = house.read()
    assert (report.state, path.exists()) == ("refused", False)
    assert batch_states(house) == [("sent", 1)]
    house.lay(name, content)
    assert [report.state for report in house.read()] == ["read"]
    assert batch_states(house) == [("acknowledged", 1)]


def test_every_cut_of_a_file_is_seen(house: House) -> None:
    _, content = house.peer.file([house.peer.acknowledge("CB-1"), house.peer.demand("1", f"{TODAY}")])
    assert not isinstance(read_batch("a.csv", content, "north"), Refused)
    assert all(isinstance(read_batch("a.csv", content[:end], "north"), Refused) for end in range(len(content)))


def test_a_dispute_comes_back_as_a_dispute_with_its_owner(house: House) -> None:
    house.hear(house.peer.give_back(claim(house), "never ordered it", "quantity", 40_00))
    with house.ledger.read() as connection:
        (dispute,) = disputes.find_disputes(connection)
    assert (dispute.code, dispute.amount, dispute.document_number) == ("quantity", 40_00, "INV-1")
    assert dispute.owner == house.policy.resolution_matrix.row("quantity").owner
    assert "north" in dispute.evidence
    assert states(house) == ["placed"]
    house.pay(1, 10_00)
    assert house.review() == {}  # the item is ours again: no news for the agency
    house.hear(house.peer.give_back(claim(house, "INV-2"), "paid in cash"))
    assert states(house) == ["closed"]
    assert dunnable(house) == 0


def test_what_came_back_stays_silent_when_the_rest_is_paid(house: House) -> None:
    house.hear(house.peer.give_back(claim(house), "never ordered it", "quantity", 40_00))
    house.pay(2, 80_00)
    assert house.review() == {"closed": 1}
    assert dunnable(house) == 0


def test_a_closed_placement_stays_silent_unless_the_policy_says_so(house: House) -> None:
    house.hear(house.peer.close("1", "UNC", "no assets"))
    assert states(house) == ["closed"]
    assert dunnable(house) == 0
    (case,) = house.cases(CaseKind.AGENCY_REPORT)
    assert "UNC: no assets" in case.reason


def test_after_some_codes_the_ladder_goes_on(ledger: Ledger, tmp_path: Path) -> None:
    house = build_house(ledger, tmp_path, replace(NORTH, back_to_ladder=("UNL",)))
    house.place()
    house.hear(house.peer.close("1", "UNL"))
    assert dunnable(house) == 180_00


def test_nobody_is_asked_again_for_what_the_agency_collected(ledger: Ledger, tmp_path: Path) -> None:
    house = build_house(ledger, tmp_path, replace(NORTH, back_to_ladder=("UNL",)))
    house.place()
    house.hear(house.peer.remit(claim(house), 50_00, 5_00, "NI-2026-7"), house.peer.close("1", "UNL"))
    assert dunnable(house) == 80_00
    house.bank(45_00, "NI-2026-7")
    house.settle()
    assert dunnable(house) == 130_00


@pytest.mark.parametrize(
    ("code", "stop"),
    [("BKR", "insolvency"), pytest.param("DEC", "deceased", marks=_SLOW)],
    ids=["bankrupt", "deceased"],
)
def test_some_closings_stop_the_account(house: House, code: str, stop: str) -> None:
    house.hear(house.peer.close("1", code, "court letter"))
    (case,) = house.cases(CaseKind.STOP_REQUEST)
    assert case.evidence["kind"] == stop


def test_a_stop_recalls_and_nothing_is_asked_for_afterwards(house: House) -> None:
    house.do(lambda connection: add_stop(connection, 1, "cease_contact", house.occasion()))
    house.send()
    assert not claim(house).worked
    assert dunnable(house) == 0
    assert batch_states(house) == [("sent", 1), ("sent", 1)]
