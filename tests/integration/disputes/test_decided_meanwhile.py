"""Disputes of which something changed while somebody had the case: decided elsewhere, paid, or disputed once more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.disputed_book import DEBT, DisputedBook, hear_laws, item_of
from workers.clock import real_now
from workers.disputes.intake import intake_consequence, recode
from workers.disputes.outcomes import Desk, approval_consequence, resolution_consequence
from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Resolution, claim_case, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.queue.cases import Case, find_by_subject
from workers.ledger.unit_of_work import Ledger
from workers.outbox.enclosures import InvoiceCopies
from workers.policy.queue import queue_policy
from workers.receivables.dispute import Dispute

DISPUTED = 20_000


@pytest.fixture
def small_book(sqlite_ledger: Ledger, tmp_path: Path) -> DisputedBook:
    """For what no database decides."""
    return DisputedBook(sqlite_ledger, tmp_path)


def waiting(book: DisputedBook, kind: CaseKind) -> Case:
    with book.ledger.read() as connection:
        found = find_by_subject(connection, kind, "dispute:1")
    assert found is not None
    return found


def take(book: DisputedBook, case: Case, by: str = "ann") -> None:
    with book.ledger.write() as connection:
        claim_case(connection, case.id, book.occasion(by), real_now(), 30)


def decide(book: DisputedBook, case_id: int, decision: str, by: str = "ann") -> Case:
    desk = Desk(book.policy, InvoiceCopies())
    table = {
        CaseKind.DISPUTE: intake_consequence(lambda: book.policy),
        CaseKind.DISPUTE_RESOLUTION: resolution_consequence(lambda: desk),
        CaseKind.CREDIT_APPROVAL: approval_consequence(lambda: desk),
    }
    told = Resolution(decision, "why")
    with book.ledger.write() as connection:
        return resolve_case(connection, case_id, told, occasion=book.occasion(by), now=real_now(), consequences=table)


def change(book: DisputedBook, dispute: Dispute, code: str, amount: int | None = None) -> Dispute:
    with book.ledger.write() as connection:
        return recode(connection, dispute.id, (code, amount), book.policy, book.occasion("ann"))


def hear_by_mail(book: DisputedBook, account: int, items: list[int]) -> int:
    """A mail that disputes these items: held at once, and a case; returns its id."""
    with book.ledger.write() as connection:
        held = [add_hold(connection, NewHold(account, "dispute", "mail 17", item), book.occasion()) for item in items]
        evidence = {"mail": 17, "quote": "the goods arrived damaged", "holds": held}
        case = NewCase(CaseKind.DISPUTE, "mail:17", "disputes", account, evidence=evidence)
        return open_case(connection, case, book.occasion(), queue_policy(book.policy.robot))


def test_the_case_of_a_changed_reason_is_its_new_owners_with_that_owners_days(book: DisputedBook) -> None:
    account, item = item_of(book)
    opened = book.dispute(account, item_id=item, code="unknown")
    before = waiting(book, CaseKind.DISPUTE_RESOLUTION)
    changed = change(book, opened, "price")
    after = waiting(book, CaseKind.DISPUTE_RESOLUTION)
    assert (after.id, after.owner, after.due_at.date()) == (before.id, changed.owner, changed.due_on)


def test_what_a_credit_was_asked_for_is_not_let_go_by_another_reason(small_book: DisputedBook) -> None:
    account, item = item_of(small_book)
    opened = small_book.dispute(account, item_id=item)
    small_book.resolve("ask_for_credit", opened, None, "")
    with pytest.raises(UserError, match="waits for no decision: it is credit_pending"):
        change(small_book, opened, "quantity", 100)
    assert [state for _, _, state in small_book.cases("dispute_resolution")] == ["resolved"]
    small_book.plan()
    small_book.send()
    assert small_book.asked() == []


def test_a_case_taken_while_its_dispute_was_settled_can_be_put_away(book: DisputedBook) -> None:
    account, item = item_of(book)
    opened = book.dispute(account, item_id=item)
    case = waiting(book, CaseKind.DISPUTE_RESOLUTION)
    take(book, case)
    book.pay(account, {item: DEBT})
    assert book.chase() == {"settled": 1}
    for decision in ("credit", "rebill", "reject"):
        with pytest.raises(UserError, match="`withdraw` puts this case away"):
            decide(book, case.id, decision)
    assert decide(book, case.id, "withdraw").state == "resolved"
    assert book.look(opened).state == "settled"
    assert hear_laws(book) == []


def test_putting_a_case_away_withdraws_no_dispute_that_is_decided(small_book: DisputedBook) -> None:
    account, item = item_of(small_book)
    opened = small_book.dispute(account, item_id=item, amount=DISPUTED)
    case = waiting(small_book, CaseKind.DISPUTE_RESOLUTION)
    take(small_book, case)
    small_book.resolve("ask_for_credit", opened, None, "", by="bob")
    decide(small_book, case.id, "withdraw")
    assert small_book.look(opened).state == "credit_requested", "bob's word stands"


def test_an_approval_taken_while_its_dispute_was_withdrawn_can_be_put_away(small_book: DisputedBook) -> None:
    account, item = item_of(small_book)
    opened = small_book.dispute(account, item_id=item)
    small_book.resolve("ask_for_credit", opened, None, "")
    case = waiting(small_book, CaseKind.CREDIT_APPROVAL)
    take(small_book, case, by="eva")
    small_book.resolve("withdraw", opened, "a mistake")
    with pytest.raises(UserError, match="`refuse` puts this case away"):
        decide(small_book, case.id, "approve", by="eva")
    assert decide(small_book, case.id, "refuse", by="eva").state == "resolved"
    assert small_book.look(opened).state == "withdrawn"


def test_no_credit_is_above_what_is_open_by_now(small_book: DisputedBook) -> None:
    account, item = item_of(small_book)
    opened = small_book.dispute(account, item_id=item, amount=DISPUTED)
    small_book.pay(account, {item: DEBT - 5_000})
    with pytest.raises(UserError, match=r"at most the disputed 50\.00 EUR"):
        small_book.resolve("ask_for_credit", opened, DISPUTED, "")
    assert small_book.resolve("ask_for_credit", opened, None, "").credit == 5_000


def test_what_was_paid_meanwhile_keeps_nobody_from_upholding_the_rest(small_book: DisputedBook) -> None:
    account, item = item_of(small_book)
    other, third = small_book.item(account, "INV-8", 10, 5_000), small_book.item(account, "INV-9", 10, 7_000)
    case_id = hear_by_mail(small_book, account, [item, other, third])
    small_book.pay(account, {item: DEBT})
    small_book.dispute(account, item_id=third, amount=1_000)
    decide(small_book, case_id, "uphold")
    upheld = [(one.document_number, one.amount) for one in small_book.disputes() if one.code == "damaged"]
    assert sorted(upheld) == [("INV-8", None), ("INV-9", 6_000)]
    small_book.plan()
    small_book.send()
    assert small_book.asked() == []
    assert hear_laws(small_book) == []
