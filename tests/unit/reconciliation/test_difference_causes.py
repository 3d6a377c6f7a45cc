"""Each cause by itself: one thing differs, and the rules say which, against what figure, and what explains it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from workers.errors import InvariantViolation
from workers.receivables.account_position import AccountPosition, Announcement, HeldCash, PositionItem, Settlement
from workers.remittance.reconciliation.rules.compare import compare
from workers.remittance.reconciliation.rules.pairing import Documents
from workers.remittance.reconciliation.statement import (
    Cause,
    CustomerStatement,
    Difference,
    LineKind,
    Reconciliation,
    StatementLine,
)

DAY = date(2026, 3, 31)
ISSUED = date(2026, 3, 2)
MID = date(2026, 3, 16)


def invoice(number: str = "INV-100", original: int = 1000, left: int | None = None, **changes: object) -> PositionItem:
    made = PositionItem(1, number, "invoice", ISSUED, DAY, original, original if left is None else left)
    return replace(made, **changes)  # type: ignore[arg-type]


def said(*lines: StatementLine, **changes: object) -> CustomerStatement:
    return replace(CustomerStatement("list.csv", "EUR", lines), **changes)  # type: ignore[arg-type]


def position(*items: PositionItem, **changes: object) -> AccountPosition:
    numbered = tuple(replace(item, id=number) for number, item in enumerate(items, 1))
    return replace(AccountPosition("C1", "Adler GmbH", "EUR", DAY, numbered), **changes)  # type: ignore[arg-type]


def only(statement: CustomerStatement, account: AccountPosition) -> Difference:
    (difference,) = compare(statement, account).differences
    return difference


def test_an_invoice_issued_just_before_may_be_on_its_way() -> None:
    early, late = invoice(), invoice(issue_date=date(2026, 3, 28))
    assert only(said(), position(early)).explanation.endswith("send a copy")
    found = only(said(), position(late))
    assert (found.cause, found.theirs, found.ours) == (Cause.INVOICE_MISSING, None, 1000)
    assert found.explanation.endswith("perhaps on its way")


def test_our_charge_is_told_from_an_invoice() -> None:
    assert only(said(), position(invoice("CHG-7", is_charge=True))).cause is Cause.CHARGE_NOT_TAKEN


def test_an_invoice_that_an_advice_names_is_paid_and_not_posted() -> None:
    account = position(invoice(), announced=(Announcement("PAY-5", MID, 1000, ("inv 100",)),))
    found = only(said(), account)
    assert (found.cause, found.explanation) == (
        Cause.PAYMENT_IN_TRANSIT,
        "an advice PAY-5 names it and is not posted yet",
    )


def test_a_payment_of_the_list_that_an_advice_announced_says_so() -> None:
    line = StatementLine("PAY-5", -400, LineKind.PAYMENT, (MID,))
    account = position(announced=(Announcement("", MID, 400),))
    assert only(said(line), account).explanation == "announced by an advice; not posted yet"


def test_a_payment_of_the_list_that_was_booked_later_says_when() -> None:
    later = Settlement(4, "PAY-5", date(2026, 4, 2), 1000)
    line = StatementLine("PAY-5", -1000, LineKind.PAYMENT, (date(2026, 3, 30),))
    found = only(said(StatementLine("INV-100", 1000), line), position(invoice(settlements=(later,))))
    assert found.explanation == "payment PAY-5 booked here on 2026-04-02"


def test_what_is_settled_here_names_the_payment_that_did_it() -> None:
    paid = Settlement(4, "PAY-5", MID, 600)
    whole = position(invoice(left=0, settlements=(replace(paid, cash=1000),)))
    assert only(said(StatementLine("INV-100", 1000)), whole).explanation == "payment PAY-5 booked here on 2026-03-16"
    part = position(invoice(left=400, settlements=(paid,)))
    found = only(said(StatementLine("INV-100", 1000)), part)
    assert (found.cause, found.effect) == (Cause.ALREADY_PAID, 600)
    since = said(StatementLine("INV-100", 1000), dated=date(2026, 3, 10))
    assert only(since, part).cause is Cause.PERIOD_DIFFERS
    assert only(said(StatementLine("INV-100", 1000)), position(invoice(left=0))).explanation == "settled in our book"


def test_one_of_several_payments_may_explain_the_gap() -> None:
    both = (Settlement(4, "PAY-5", MID, 300), Settlement(5, "PAY-6", MID, 200))
    found = only(said(StatementLine("INV-100", 700)), position(invoice(left=500, settlements=both)))
    assert (found.cause, found.explanation) == (Cause.ALREADY_PAID, "payment PAY-6 booked here on 2026-03-16")


def test_a_discount_that_the_list_does_not_show_is_named() -> None:
    paid = Settlement(4, "PAY-5", MID, 980, 20)
    lines = (StatementLine("INV-100", 1000), StatementLine("PAY-5", -980, LineKind.PAYMENT, (MID,)))
    found = only(said(*lines), position(invoice(left=0, settlements=(paid,))))
    assert (found.cause, found.effect) == (Cause.AMOUNT_DIFFERS, 20)
    assert found.explanation == "discount or write-off of 0.20 EUR allowed here is not on the list"
    gross = (lines[0], replace(lines[1], amount=-1000))
    assert compare(said(*gross), position(invoice(left=0, settlements=(paid,)))).differences == ()


def test_a_payment_is_paired_by_amount_and_days_only_where_nothing_else_fits() -> None:
    paid = Settlement(4, "ours", MID, 1000)
    account = position(invoice(left=0, settlements=(paid,)))
    line = StatementLine("theirs", -1000, LineKind.PAYMENT, (date(2026, 3, 20),))
    assert compare(said(StatementLine("INV-100", 1000), line), account).differences == ()
    far = replace(line, dates=(date(2026, 3, 1),))
    assert {d.cause for d in compare(said(StatementLine("INV-100", 1000), far), account).differences} == {
        Cause.ALREADY_PAID,
        Cause.PAYMENT_IN_TRANSIT,
    }
    twice = compare(said(StatementLine("INV-100", 1000), line, line), account)
    assert sorted(d.cause for d in twice.differences) == [Cause.ALREADY_PAID, Cause.DUPLICATE, Cause.PAYMENT_IN_TRANSIT]


def test_a_payment_that_names_its_invoice_is_still_a_payment() -> None:
    line = StatementLine("INV-100", -1000, LineKind.PAYMENT, (MID,))
    found = only(said(StatementLine("INV-100", 1000), line), position(invoice()))
    assert (found.cause, found.document_number) == (Cause.PAYMENT_IN_TRANSIT, "")
    booked = position(invoice(left=0, settlements=(Settlement(4, "ours", MID, 1000),)))
    assert compare(said(StatementLine("INV-100", 1000), line), booked).differences == ()


def test_an_invoice_paid_since_the_day_is_in_transit_on_that_day() -> None:
    later = Settlement(4, "PAY-5", date(2026, 4, 2), 1000)
    found = only(said(), position(invoice(settlements=(later,))))
    assert (found.cause, found.effect) == (Cause.PAYMENT_IN_TRANSIT, -1000)


def test_another_amount_of_a_payment_is_told_with_ours() -> None:
    paid = Settlement(4, "PAY-5", MID, 1000)
    lines = (StatementLine("INV-100", 1000), StatementLine("PAY-5", -900, LineKind.PAYMENT))
    found = only(said(*lines), position(invoice(left=0, settlements=(paid,))))
    assert (found.cause, found.effect, found.explanation) == (
        Cause.AMOUNT_DIFFERS,
        100,
        "we booked 10.00 EUR on 2026-03-16",
    )


def test_in_a_list_of_movements_our_payment_may_be_missing() -> None:
    opening = StatementLine("", 0, LineKind.OPENING, (date(2026, 3, 1),), (), "Opening balance")
    paid = Settlement(4, "PAY-5", MID, 1000)
    found = only(said(opening, StatementLine("INV-100", 1000)), position(invoice(left=0, settlements=(paid,))))
    assert (found.cause, found.reference, found.effect) == (Cause.PAYMENT_NOT_TAKEN, "PAY-5", 1000)


def test_an_opening_balance_stands_for_all_that_was_open_before() -> None:
    opening = StatementLine("", 1500, LineKind.OPENING, (date(2026, 3, 10),), (), "Brought forward")
    account = position(invoice(), invoice("INV-101", 700), held=(HeldCash(9, "PAY-1", date(2026, 3, 5), 200),))
    assert compare(said(opening), account).differences == ()
    found = only(said(replace(opening, amount=1400)), account)
    assert (found.cause, found.theirs, found.ours) == (Cause.OPENING_BALANCE, 1400, 1500)
    assert found.explanation == "open here before the first day: INV-100, INV-101"
    many = position(*(invoice(f"INV-{number}") for number in range(101, 107)))
    assert only(said(opening), many).explanation.endswith("INV-104 and others")


def test_a_line_beside_the_document_itself_is_told_by_what_it_does() -> None:
    one = StatementLine("INV-100", 1000)
    further = {
        replace(one, text="again"): Cause.DUPLICATE,
        StatementLine("INV-100", -50, LineKind.DEDUCTION): Cause.DEDUCTION,
        StatementLine("INV-100", -50): Cause.PAYMENT_IN_TRANSIT,
        StatementLine("INV-100", 30): Cause.AMOUNT_DIFFERS,
    }
    for line, cause in further.items():
        assert only(said(one, line), position(invoice())).cause is cause


def test_the_wrong_sign_another_month_and_a_dispute_are_named() -> None:
    wrong = only(said(StatementLine("CM-9", 300)), position(invoice("CM-9", -300)))
    assert (wrong.cause, wrong.explanation) == (Cause.AMOUNT_DIFFERS, "booked with the wrong sign")
    moved = only(said(StatementLine("INV-100", 1000, dates=(date(2026, 5, 4),))), position(invoice()))
    assert (moved.cause, moved.effect) == (Cause.PERIOD_DIFFERS, 0)
    disputed = position(invoice(disputed="arrived broken"))
    for statement in (said(), said(StatementLine("INV-100", 800))):
        assert only(statement, disputed).explanation == "disputed: arrived broken"
    own = only(said(StatementLine("INV-100", 800, LineKind.DEDUCTION, text="less freight")), position(invoice()))
    assert own.explanation == "the customer says: less freight"


def test_what_lies_after_the_day_is_another_period() -> None:
    ahead = invoice(left=0, issue_date=date(2026, 4, 3))
    assert only(said(StatementLine("INV-100", 1000)), position(ahead)).cause is Cause.PERIOD_DIFFERS
    theirs = only(said(StatementLine("X-1", 500, dates=(date(2026, 4, 3),))), position())
    assert (theirs.cause, theirs.explanation) == (Cause.PERIOD_DIFFERS, "dated after 2026-03-31")


def test_a_line_of_nobodys_is_unknown_and_its_twin_a_duplicate() -> None:
    line = StatementLine("X-1", 500)
    causes = [d.cause for d in compare(said(line, line), position()).differences]
    assert sorted(causes) == [Cause.DUPLICATE, Cause.UNKNOWN_TO_US]
    assert only(said(StatementLine("DM-1", -70)), position()).cause is Cause.DEDUCTION


def test_rows_that_could_not_be_read_are_named_where_the_total_is_off() -> None:
    found = only(said(StatementLine("INV-100", 1000), stated=1200, left_out=("INV-101 torn off",)), position(invoice()))
    assert (found.cause, found.effect) == (Cause.DOES_NOT_ADD_UP, 200)
    assert found.explanation.endswith("without a figure: INV-101 torn off")


def test_a_number_that_fits_several_documents_names_none() -> None:
    documents = Documents(position(invoice("A-500"), invoice("B-500")).items)
    assert documents.find("500") is None
    assert documents.find("B500") is not None
    assert not documents.knows("7")


def test_a_further_number_finds_the_document_where_the_reference_is_the_customers_own() -> None:
    line = StatementLine("5100001", 1000, mentions=("INV-100",))
    assert compare(said(line), position(invoice())).differences == ()


def test_differences_that_leave_a_cent_over_cannot_be_stated() -> None:
    with pytest.raises(InvariantViolation, match="the differences explain 0"):
        Reconciliation("C1", "EUR", DAY, 1000, 999, 0, ())
