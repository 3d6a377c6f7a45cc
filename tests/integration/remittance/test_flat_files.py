"""Flat files: titles in no language or none at all, the payment's own facts repeated on every row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest

from tests.integration.remittance.advice_mails import PAYER, book_of, judge_mail, kind_of_decision, mail_with, posted

ANNOUNCED = "Our remittance advice is attached."
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
    return judge_mail(mail_with(("a.csv", content), text=ANNOUNCED), BOOK)


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


def test_an_unnamed_sum_below_the_rows_leaves_the_payments_day_and_number() -> None:
    """The sum's row has neither: the day was then the mail's, and the same file sent again no duplicate."""
    rows = [f"TR-558812;13/11/2026;EUR;{_money(cents)};{number};20/10/2026" for number, cents in OPEN.items()]
    content = "\n".join(
        ["Pymt Doc;Pymt Date;Curr;Amt Paid;Vendor Inv;Inv Date", *rows, f";;;{_money(sum(OPEN.values()))};;"]
    )
    judgement = _judged(content.encode())
    (payment,) = judgement.facts.advice.payments
    assert (payment.reference, str(payment.date), payment.is_dated) == ("TR-558812", "2026-11-13", True)
    assert posted(judgement) == OPEN, judgement.decision


def test_an_advice_without_a_day_is_the_same_whenever_it_is_sent_again() -> None:
    rows = [f"{number};{_money(cents)}" for number, cents in OPEN.items()]
    content = "\n".join(
        ["Payment number;TR-558812", "Invoice;Amount paid", *rows, f"Total;{_money(sum(OPEN.values()))}"]
    )
    mail = mail_with(("a.csv", content.encode()), text=ANNOUNCED)
    first, again = (judge_mail(mail.replace(b"13 Nov 2026", day), BOOK) for day in (b"13 Nov 2026", b"17 Nov 2026"))
    assert posted(first) == OPEN, first.decision
    assert first.keys == again.keys


@pytest.mark.parametrize("titles", [TITLES, ""], ids=["technical titles", "no titles"])
@pytest.mark.parametrize("known", [name for name in OPEN if name not in DISCOUNT])
def test_rows_of_strangers_above_the_one_we_know_are_in_its_list(known: str, titles: str) -> None:
    """The list began at the only number we knew, and that row, read alone, stated its own amount as the payment."""
    content = _flat(WHOLE, titles=titles)
    judgement = judge_mail(mail_with(("a.csv", content), text=ANNOUNCED), book_of((known, OPEN[known])))
    assert (kind_of_decision(judgement), posted(judgement)) == ("unknown_reference", {})
    (payment,) = judgement.facts.advice.payments
    assert (payment.amount, [line.net for line in payment.lines]) == (WHOLE.total, list(NETS.values()))


@pytest.mark.parametrize("more", [1, NETS["INV-2026-000122"], 5_000_000], ids=["a cent", "as much again", "a lot"])
def test_one_row_beside_a_larger_figure_that_nothing_explains_states_nothing(more: int) -> None:
    judgement = _judged(_flat(Run("2000581190", ("INV-2026-000122",)), more=more))
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})


ROWS_WITH_A_BARE_SUM = "Amount paid;Vendor invoice;Doc type\n{rows}\n{total};;"


def _with_a_bare_sum(names: dict[str, int], total: int) -> bytes:
    rows = "\n".join(f"{_money(cents)};{name};IN" for name, cents in names.items())
    return ROWS_WITH_A_BARE_SUM.format(rows=rows, total=_money(total)).encode()


def test_a_bare_sum_that_is_wrong_is_no_line_without_a_number() -> None:
    judgement = _judged(_with_a_bare_sum(OPEN, sum(OPEN.values()) + 100))
    assert (kind_of_decision(judgement), posted(judgement)) == ("total_mismatch", {})
    assert [line.net for line in judgement.facts.advice.payments[0].lines] == list(OPEN.values())


def test_a_bare_sum_above_the_named_total_is_none_either() -> None:
    total = sum(OPEN.values())
    judgement = _judged(_with_a_bare_sum(OPEN, total) + f"\n{_money(total)};Total this payment;".encode())
    assert posted(judgement) == OPEN, judgement.decision
    assert len(judgement.facts.advice.lines) == len(OPEN)


def test_a_list_of_numbers_does_not_outweigh_the_table_it_stands_in() -> None:
    """The text below knows its first number, the table none of it: the table adds up all the same."""
    names = {f"{name} - 10" if name.endswith("22") else name: cents for name, cents in OPEN.items()}
    judgement = _judged(_with_a_bare_sum(names, sum(OPEN.values())))
    assert (kind_of_decision(judgement), posted(judgement)) == ("unknown_reference", {})
    assert [line.net for line in judgement.facts.advice.payments[0].lines] == list(OPEN.values())


def test_a_voucher_number_that_might_be_a_day_stands_in_the_place_of_the_others() -> None:
    vouchers = ("62582245", "20430122", "75874818", "11282581")
    rows = "\n".join(f"{v}  {n}  {_money(c):>12}" for v, (n, c) in zip(vouchers, OPEN.items(), strict=True))
    head = f"Remittance advice\nPayment number TR-558812\nPayment amount EUR {_money(sum(OPEN.values()))}"
    judgement = judge_mail(mail_with(text=f"{head}\n\nVoucher   Invoice           Net amount\n{rows}\n"), BOOK)
    assert posted(judgement) == OPEN, judgement.decision
