"""Flat files: titles in no language or none at all, the payment's own facts repeated on every row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest

from tests.integration.remittance.advice_mails import PAYER, book_of, judge_mail, kind_of_decision, mail_with, posted

TITLES = "BUKRS;BUZEI;ZALDT;VBLNR;NAME1;RWBTR;WAERS;BELNR;XBLNR;BLDAT;WRBTR;SKNTO;NEBTR"
OPEN = {"INV-2026-000101": 125_000, "INV-2026-000108": 48_250, "KX-2026-000115": -9_999, "INV-2026-000122": 60_031}
BOOK = book_of(*OPEN.items(), terms="3/30 net 60")
DISCOUNT = {"INV-2026-000101": 3_750}
NETS = {number: cents - DISCOUNT.get(number, 0) for number, cents in OPEN.items()}


class Run(NamedTuple):
    """One payment of a file."""

    reference: str
    numbers: Sequence[str]

    @property
    def total(self) -> int:
        return sum(NETS[number] for number in self.numbers)


WHOLE = Run("2000581190", tuple(OPEN))


def _money(cents: int) -> str:
    return f"{cents / 100:.2f}"


def _flat(*runs: Run, titles: str = TITLES, more: int = 0) -> bytes:
    """Every row says who pays, when, how much in total (``more`` cents too much), and one document."""
    rows = [
        f"4711;{place};2026-11-13;{run.reference};{PAYER};{_money(run.total + more)};EUR;51{place:06};{number};"
        f"2026-10-20;{_money(OPEN[number])};{_money(DISCOUNT.get(number, 0))};{_money(NETS[number])}"
        for run in runs
        for place, number in enumerate(run.numbers, 1)
    ]
    return "\n".join([titles, *rows]).lstrip().encode()


def _judged(content: bytes):  # type: ignore[no-untyped-def]
    return judge_mail(mail_with(("a.csv", content), text="Our remittance advice is attached."), BOOK)


@pytest.mark.parametrize("titles", [TITLES, ""], ids=["technical titles", "no titles"])
def test_the_amount_that_every_row_repeats_is_the_payment(titles: str) -> None:
    judgement = _judged(_flat(WHOLE, titles=titles))
    (payment,) = judgement.facts.advice.payments
    assert (payment.amount, payment.reference, str(payment.date)) == (WHOLE.total, WHOLE.reference, "2026-11-13")
    assert posted(judgement) == NETS, judgement.decision


def test_a_repeated_amount_that_nothing_adds_up_to_applies_nothing() -> None:
    judgement = _judged(_flat(WHOLE, more=1))
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})
    assert [line.net for line in judgement.facts.advice.payments[0].lines] == list(NETS.values())


def test_one_row_states_its_payment_where_it_repeats_it() -> None:
    only = Run("2000581190", ("INV-2026-000101",))
    assert posted(_judged(_flat(only))) == {"INV-2026-000101": 121_250}


def test_several_payments_stand_in_one_flat_file() -> None:
    numbers = tuple(OPEN)
    judgement = _judged(_flat(Run("2000581190", numbers[:2]), Run("2000581191", numbers[2:])))
    payments = judgement.facts.advice.payments
    assert [payment.reference for payment in payments] == ["2000581190", "2000581191"]
    assert posted(judgement) == NETS, judgement.decision


def test_columns_without_titles_are_not_taken_for_two_tables_side_by_side() -> None:
    """Empty titles repeat each other wherever they are parted into halves."""
    even = b"\n".join(row.partition(b";")[2] for row in _flat(WHOLE, titles="").splitlines())
    assert posted(_judged(even)) == NETS
