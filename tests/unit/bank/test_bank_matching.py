"""What a bank line pays, by rule, and that looking at the facts in another order changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import permutations

import pytest

from workers.remittance.bank.line_facts import (
    Announcement,
    Clears,
    Line,
    LineFacts,
    NamedItem,
    NamedPayer,
    OnAccount,
    PaysExactly,
    Several,
    Unidentified,
)
from workers.remittance.bank.matching import bond, is_payer, match_line

DAY = date(2026, 3, 2)
LINE = Line(DAY, 10000, "EUR", "INV-1", "Adler GmbH")
ADVICE = Announcement(1, "C1", "Adler GmbH", "PAY-77", DAY, 1, frozenset({(7, "INV-7")}), 11)
ITEM = NamedItem(5, 1, frozenset({"C1", "C0"}), "INV-1", 10000)
PAYER = NamedPayer(1, "C1")


@pytest.mark.parametrize(
    ("line", "advice", "expected"),
    [
        (replace(LINE, reference="trf PAY/77", payer="x"), ADVICE, "reference"),
        (replace(LINE, reference="for inv 7", payer="x"), ADVICE, "document"),
        (replace(LINE, reference="", payer="adler gmbh"), ADVICE, "payer"),
        (replace(LINE, reference="PAY-778", payer="x"), ADVICE, None),
        (replace(LINE, reference="A-1", payer="x"), replace(ADVICE, reference="A-1"), None),
        (replace(LINE, reference="", payer=""), replace(ADVICE, payer_name=""), None),
        (replace(LINE, booked_on=DAY + timedelta(11)), ADVICE, None),
        (replace(LINE, booked_on=DAY - timedelta(4)), ADVICE, None),
    ],
)
def test_what_ties_a_line_to_an_announced_payment(line: Line, advice: Announcement, expected: str | None) -> None:
    assert bond(line, advice) == expected


@pytest.mark.parametrize(
    ("reference", "payer", "expected"),
    [
        ("", "ADLER G.m.b.H.", True),
        ("", "Adler", False),
        ("customer C-1001", "A. Person", True),
        ("customer C-10011", "A. Person", False),
    ],
)
def test_a_customer_is_named_by_its_whole_name_or_number(reference: str, payer: str, expected: bool) -> None:
    assert is_payer(replace(LINE, reference=reference, payer=payer), "C-1001", "Adler GmbH") is expected


def test_one_advice_that_fits_is_cleared_before_anything_else() -> None:
    facts = LineFacts(replace(LINE, reference="PAY-77"), (ADVICE,), payers=(PAYER,))
    assert match_line(facts) == Clears(ADVICE)


def test_a_line_that_names_another_open_document_to_the_cent_pays_that() -> None:
    assert match_line(LineFacts(LINE, (ADVICE,), (ITEM,), (PAYER,))) == PaysExactly(ITEM)


def test_a_line_that_names_a_document_of_the_advice_is_the_advices_money() -> None:
    waiting = replace(ADVICE, items=frozenset({(5, "INV-1")}), payment_id=None)
    assert match_line(LineFacts(LINE, (waiting,), (ITEM,), (PAYER,))) == Clears(waiting)


def test_several_advices_of_one_payer_go_on_account_and_of_two_payers_nowhere() -> None:
    line = replace(LINE, reference="")
    twin = replace(ADVICE, advice_id=2)
    assert match_line(LineFacts(line, (ADVICE, twin))) == Several((ADVICE, twin), 1)
    other = replace(twin, account_id=2)
    assert match_line(LineFacts(line, (ADVICE, other))) == Several((ADVICE, other), None)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (LineFacts(LINE, items=(ITEM,)), PaysExactly),
        (LineFacts(LINE, items=(ITEM,), payers=(NamedPayer(9, "C0"),)), PaysExactly),
        (LineFacts(LINE, items=(ITEM,), payers=(NamedPayer(9, "C9"),)), OnAccount),
        (LineFacts(LINE, items=(replace(ITEM, open=9999),), payers=(PAYER,)), OnAccount),
        (LineFacts(LINE, items=(replace(ITEM, open=0),)), Unidentified),
        (LineFacts(LINE, items=(ITEM, replace(ITEM, item_id=6, open=0)), payers=(PAYER,)), OnAccount),
        (LineFacts(LINE, payers=(PAYER, NamedPayer(2, "C2"))), Unidentified),
        (LineFacts(LINE), Unidentified),
    ],
)
def test_without_an_advice_a_line_pays_only_what_it_names_exactly(facts: LineFacts, expected: type) -> None:
    assert isinstance(match_line(facts), expected)


def test_the_reason_names_the_documents_that_did_not_fit() -> None:
    decision = match_line(LineFacts(LINE, items=(replace(ITEM, open=1),), payers=(PAYER,)))
    assert isinstance(decision, OnAccount)
    assert decision.reason.startswith("the text names INV-1, but")


def test_the_order_of_the_facts_does_not_matter() -> None:
    line = replace(LINE, reference="PAY-2 or so")
    advices = [replace(ADVICE, advice_id=n, reference=f"PAY-{n}0{n}" if n != 2 else "PAY-2") for n in (1, 2, 3)]
    decisions = {match_line(LineFacts(line, tuple(order))) for order in permutations(advices)}
    assert decisions == {Clears(advices[1])}
