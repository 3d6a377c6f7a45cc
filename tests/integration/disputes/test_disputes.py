"""A dispute from its first word to its end: what stays silent meanwhile, who is asked, and where the ladder goes on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.disputed_book import DEBT, DisputedBook, a_pdf, hear_laws, item_of
from workers.errors import UserError
from workers.ledger.history.load import load_histories
from workers.ledger.schema import holds
from workers.outbox.enclosures import InvoiceCopies

DISPUTED = 20_000


def test_pitfall_07_partial_dispute_only_the_disputed_amount_is_suspended(book: DisputedBook) -> None:
    account, item = item_of(book)
    book.plan()
    opened = book.dispute(account, item_id=item, amount=DISPUTED)
    assert (opened.state, opened.amount, opened.owner) == ("open", DISPUTED, "pricing@brightwater-components.example")
    book.plan()
    book.send()
    assert book.asked() == [DEBT - DISPUTED], "200 of 1,000 are disputed, 800 are asked for"
    assert book.column("state")[0] == "cancelled"
    assert hear_laws(book) == []


def test_a_dispute_of_all_of_an_item_or_of_the_account_silences_just_that(book: DisputedBook) -> None:
    account, item = item_of(book)
    other = book.item(account, "INV-8", 10, 5_000)
    first = book.dispute(account, item_id=item)
    book.plan()
    book.send()
    assert book.asked() == [5_000]
    with pytest.raises(UserError, match="disputed already"):
        book.dispute(account, item_id=item, amount=1)
    book.resolve("withdraw", first, "a mistake")
    whole = book.dispute(account)
    assert (whole.scope, whole.amount, other > item) == ("account", None, True)
    book.pass_days(20)
    book.plan()
    book.send()
    assert book.asked() == [5_000], "the whole account is silent"


def test_a_credit_within_the_limit_is_requested_and_ends_when_the_system_of_record_shows_it(book: DisputedBook) -> None:
    account, item = item_of(book)
    opened = book.dispute(account, item_id=item, amount=DISPUTED)
    asked = book.resolve("ask_for_credit", opened, None, "agreed price was lower")
    assert (asked.state, asked.credit, asked.owner) == (
        "credit_requested", DISPUTED, "billing@brightwater-components.example",
    )  # fmt: skip
    assert book.cases("dispute_resolution") == [("dispute:1", opened.owner, "resolved")]
    assert not book.chase()
    book.report(item, 1 - DISPUTED)
    assert not book.chase(), "a cent is missing"
    book.report(item, -1)
    assert book.chase() == {"credited": 1}
    book.plan()
    book.send()
    assert book.asked() == [DEBT - DISPUTED], "the rest of the item, all of it"
    purposes = [p for p in book.column("purpose") if p != "dunning"]
    assert purposes == ["dispute", "credit_request"]
    assert hear_laws(book) == []


def test_a_payment_is_no_credit(book: DisputedBook) -> None:
    account, item = item_of(book)
    opened = book.dispute(account, item_id=item, amount=DISPUTED)
    book.resolve("ask_for_credit", opened, None, "")
    book.pay(account, {item: DISPUTED})
    assert not book.chase()
    book.item(account, "CM-1", 0, -DISPUTED)
    assert book.chase() == {"credited": 1}, "a credit memo of just that amount"


def test_one_credit_ends_one_dispute(book: DisputedBook) -> None:
    account, item = item_of(book)
    first, second = (book.dispute(account, item_id=item, amount=DISPUTED, code=code) for code in ("price", "quantity"))
    for one, who in ((first, "ann"), (second, "bob")):
        book.resolve("ask_for_credit", one, None, "", by=who)
    book.report(item, -DISPUTED)
    assert book.chase() == {"credited": 1}
    assert not book.chase(), "nor on another day"
    book.plan()
    book.send()
    assert book.asked() == [DEBT - 2 * DISPUTED]
    third = book.dispute(account, item_id=book.item(account, "INV-8", 1, DEBT), amount=DISPUTED)
    book.resolve("ask_for_credit", third, None, "", by="eva")
    book.item(account, "CM-1", 0, -DISPUTED)
    assert book.chase() == {"credited": 1}, "a memo for two that want as much"
    book.item(account, "CM-2", 0, -DISPUTED)
    assert book.chase() == {"credited": 1}
    assert hear_laws(book) == []


def test_a_part_that_is_right_stays_held_and_the_rest_is_asked_for_again(book: DisputedBook) -> None:
    account, item = item_of(book)
    opened = book.dispute(account, item_id=item, amount=DISPUTED)
    with pytest.raises(UserError, match="at most the disputed"):
        book.resolve("ask_for_credit", opened, DISPUTED + 1, "")
    book.resolve("ask_for_credit", opened, 5_000, "")
    book.plan()
    book.send()
    assert book.asked() == [DEBT - 5_000]


def test_above_the_limit_a_second_person_agrees_within_that_persons_own_limit(book: DisputedBook) -> None:
    account, item = item_of(book)
    lead, director = "finance-lead@brightwater-components.example", "finance-director@brightwater-components.example"
    opened = book.dispute(account, item_id=item, amount=25_001)
    asked = book.resolve("ask_for_credit", opened, None, "", by=lead)
    assert (asked.state, book.cases("credit_approval")) == ("credit_pending", [("dispute:1", "management", "open")])
    for nobody, why in ((lead, "a second person"), ("ann", "may not decide")):
        with pytest.raises(UserError, match=why):
            book.resolve("decide_credit", opened, True, "", by=nobody)
    assert book.look(opened).state == "credit_pending"
    agreed = book.resolve("decide_credit", opened, True, "", by=director)
    assert (agreed.state, book.cases("credit_approval")[0][2]) == ("credit_requested", "resolved")


def test_a_refused_credit_rejects_the_dispute_and_releases_its_amount(book: DisputedBook) -> None:
    account, item = item_of(book)
    opened = book.dispute(account, item_id=item)
    book.resolve("ask_for_credit", opened, None, "")
    with pytest.raises(UserError, match="needs a reason"):
        book.resolve("decide_credit", opened, False, " ", by="finance-director@brightwater-components.example")
    book.resolve(
        "decide_credit", opened, False, "the price was agreed", by="finance-director@brightwater-components.example"
    )
    assert book.look(opened).state == "rejected"
    book.plan()
    book.send()
    assert book.asked() == [DEBT]


def test_a_rejection_tells_the_customer_why_with_the_documents_that_prove_it(book: DisputedBook) -> None:
    account, item = item_of(book)
    opened = book.dispute(account, item_id=item, amount=DISPUTED)
    with pytest.raises(UserError, match="there is no copy of POD-1"):
        book.resolve("reject", opened, "it arrived", ("POD-1",))
    assert book.look(opened).state == "open", "nothing is half done"
    for name in ("INV-7", "POD-1"):
        (book.folder / f"{name}.pdf").write_bytes(a_pdf())
    book.resolve("reject", opened, "It arrived on 3 February, signed by Ms Roth.", ("POD-1",))
    book.send_with(InvoiceCopies(book.folder, limit=5_000_000))
    (mail,) = [mail for mail in book.mails() if mail.recipient == "ap@c1.example"]
    assert "signed by Ms Roth" in mail.text
    assert [file.name for file in mail.attachments] == ["INV-7.pdf", "POD-1.pdf"]
    assert "INV-7" in mail.subject


def test_a_stop_lets_no_rejection_out_and_a_case_says_so(book: DisputedBook) -> None:
    from workers.ledger.book.stops import add_stop

    account, item = item_of(book)
    opened = book.dispute(account, item_id=item)
    with book.ledger.write() as connection:
        add_stop(connection, account, "attorney", book.occasion("ann"))
    book.resolve("reject", opened, "no", ())
    assert "dispute_answer" not in book.column("purpose")
    assert book.cases("no_contact") == [("dispute:1", "collections", "open")]


def test_a_rejection_takes_the_ladder_one_level_back_and_no_further(book: DisputedBook) -> None:
    account, item = item_of(book, days_overdue=20)
    book.plan()
    book.send()
    book.pass_days(20)
    opened = book.dispute(account, item_id=item)
    book.pass_days(3)
    book.plan()
    book.resolve("reject", opened, "the price was agreed", ())
    for _ in range(60):
        book.pass_days(1)
        book.plan()
        book.send()
    names = book.given()
    assert names == ["friendly_reminder", "friendly_reminder", "second_reminder", "final_notice"]
    assert hear_laws(book) == []
    with book.ledger.read() as connection:
        (history,) = load_histories(connection, [account])
    assert history.rejected_disputes == [("EUR", book.look(opened).closed_on)]


def test_a_reason_whose_rejection_changes_nothing_goes_on_at_the_same_level(book: DisputedBook) -> None:
    account, item = item_of(book, days_overdue=20)
    book.plan()
    book.send()
    book.pass_days(20)
    opened = book.dispute(account, item_id=item, code="documents")
    book.resolve("reject", opened, "sent on 1 February", ())
    book.plan()
    assert book.column("level_name")[-1] == "second_reminder"


def test_what_is_settled_meanwhile_is_no_longer_disputed(book: DisputedBook) -> None:
    account, item = item_of(book)
    opened = book.dispute(account, item_id=item, amount=DISPUTED)
    again = book.dispute(account, item_id=item, amount=DISPUTED, code="quantity")
    book.resolve("bill_again", again, "")
    book.pay(account, {item: DEBT})
    assert book.chase() == {"settled": 2}
    assert [one.state for one in (book.look(opened), book.look(again))] == ["settled", "settled"]
    with book.ledger.read() as connection:
        assert list(connection.scalars(select(holds.c.id).where(holds.c.lifted_at.is_(None)))) == []
