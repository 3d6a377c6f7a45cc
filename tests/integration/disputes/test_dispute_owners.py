"""Who is asked about a dispute, with what evidence, and who is asked when nobody answers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.disputed_book import DEBT, DisputedBook, a_pdf, hear_laws, item_of
from workers.clock import real_now
from workers.disputes.intake import intake_consequence
from workers.disputes.outcomes import Desk, approval_consequence, resolution_consequence
from workers.disputes.packet import packet_of
from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Resolution, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.queue.cases import find_by_subject
from workers.ledger.schema import messages
from workers.outbox.enclosures import InvoiceCopies
from workers.policy.queue import queue_policy

DISPUTED = 20_000


def test_the_same_dispute_after_a_rejection_goes_to_somebody_above_at_once(book: DisputedBook) -> None:
    account, item = item_of(book)
    first = book.dispute(account, item_id=item)
    book.resolve("reject", first, "no", ())
    again = book.dispute(account, item_id=item)
    assert (again.repeats, again.owner) == (first.id, "sales-head@brightwater-components.example")
    other = book.dispute(account, code="quantity")
    assert other.repeats is None


def test_an_owner_who_does_not_answer_is_reminded_and_passed_over_on_the_day(book: DisputedBook) -> None:
    account, item = item_of(book)
    opened = book.dispute(account, item_id=item, code="documents")
    assert (opened.due_on, opened.escalate_on) == (date(2026, 3, 5), date(2026, 3, 6))
    book.pass_days(1)
    assert not book.chase()
    book.pass_days(1)
    assert book.chase() == {"reminders": 1}
    assert book.chase() == {"reminders": 1}, "found, not written again"
    book.pass_days(1)
    assert book.chase() == {"escalated": 1, "reminders": 1}
    above = "finance-lead@brightwater-components.example"
    assert book.look(opened).owner == above
    assert book.cases("dispute_resolution") == [("dispute:1", above, "open")]
    book.send()
    told = [(mail.recipient, mail.subject.split(" ")[0]) for mail in book.mails()]
    assert told == [
        (opened.owner, "Dispute"), (opened.owner, "1"), (above, "Dispute"), (above, "1"),
    ]  # fmt: skip
    assert [len(mail.attachments) for mail in book.mails()] == [1, 0, 1, 0]


def test_an_upheld_mail_becomes_a_dispute_with_the_reason_that_its_words_stand_for(book: DisputedBook) -> None:
    account, item = item_of(book)
    occasion = book.occasion("ann")
    with book.ledger.write() as connection:
        held = add_hold(connection, NewHold(account, "dispute", "mail 17", item), book.occasion())
        evidence = {"mail": 17, "quote": "the goods arrived damaged", "holds": [held]}
        case = NewCase(CaseKind.DISPUTE, "mail:17", "disputes", account, evidence=evidence)
        case_id = open_case(connection, case, occasion, queue_policy(book.policy.robot))
    desk = Desk(book.policy, InvoiceCopies())
    table = {
        CaseKind.DISPUTE: intake_consequence(lambda: book.policy),
        CaseKind.DISPUTE_RESOLUTION: resolution_consequence(lambda: desk),
        CaseKind.CREDIT_APPROVAL: approval_consequence(lambda: desk),
    }

    def decide(number: int, decision: str, by: str, note: str = "") -> None:
        with book.ledger.write() as connection:
            told = Resolution(decision, note)
            resolve_case(connection, number, told, occasion=book.occasion(by), now=real_now(), consequences=table)

    def waiting(kind: CaseKind) -> int:
        with book.ledger.read() as connection:
            found = find_by_subject(connection, kind, "dispute:1")
        assert found is not None
        return found.id

    decide(case_id, "uphold", "ann")
    (opened,) = book.disputes()
    assert (opened.code, opened.evidence, opened.hold_id, opened.document_number) == (
        "damaged",
        "mail 17",
        held,
        "INV-7",
    )
    decide(waiting(CaseKind.DISPUTE_RESOLUTION), "credit", "ann")
    assert book.look(opened).state == "credit_pending"
    decide(waiting(CaseKind.CREDIT_APPROVAL), "approve", "finance-director@brightwater-components.example")
    assert book.look(opened).state == "credit_requested"
    assert hear_laws(book) == []


def test_the_packet_names_every_document_with_its_hash(book: DisputedBook) -> None:
    from hashlib import sha256

    from pypdfium2 import PdfDocument

    from tests.dunned_book import shipped_templates
    from workers.outbox.dispute_packet import packet_file
    from workers.receivables.evidence_packet import packet_from

    account, item = item_of(book)
    book.plan()
    book.send()
    book.pay(account, {item: 1_000})
    opened = book.dispute(account, item_id=item, amount=DISPUTED, note="see the quote of January")
    (book.folder / "INV-7.pdf").write_bytes(a_pdf())
    with book.ledger.read() as connection:
        packet = packet_of(connection, opened, book.policy, ("POD-9",))
    assert packet_from(packet.facts()) == packet, "as a payload keeps it"
    assert [one.what for one in packet.timeline] == ["open items imported", "payment applied", "friendly reminder"]
    (letter,) = packet.letters
    assert (letter.incoming, len(letter.sha256)) == (False, 64)
    pdf = packet_file(packet, shipped_templates(), InvoiceCopies(book.folder, limit=5_000_000))
    document = PdfDocument(pdf.content)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    flat = text.replace("\r", "").replace("\n", "").replace("\ufffe", "")
    for told in (
        sha256(a_pdf()).hexdigest(),
        letter.sha256,
        "POD-9",
        "no copy in the folder",
        "see the quote of January",
    ):
        assert told in flat, told
    assert f"from page {len(document)}" in text, "the invoice is the last page"
    assert packet_file(packet, shipped_templates(), InvoiceCopies(book.folder)).content == pdf.content


def test_a_packet_prints_mails_as_they_come(book: DisputedBook) -> None:
    """Every mail over SMTP ends its lines by two signs, and many a customer's holds an emoji: no packet arrived."""
    from dataclasses import replace

    from pypdfium2 import PdfDocument

    from tests.dunned_book import shipped_templates
    from workers.outbox.dispute_packet import packet_file
    from workers.receivables.evidence_packet import Letter

    account, item = item_of(book)
    opened = book.dispute(account, item_id=item, amount=DISPUTED, note="see \U0001f4e6")
    with book.ledger.read() as connection:
        packet = packet_of(connection, opened, book.policy)
    letter = Letter(packet.opened_on, True, "Ware \u05d7", "Guten Tag,\r\n\r\nbesch\xe4digt \U0001f621", "0" * 64)
    pdf = packet_file(replace(packet, letters=(letter,)), shipped_templates(), InvoiceCopies(book.folder))
    text = "\n".join(page.get_textpage().get_text_range() for page in PdfDocument(pdf.content))
    assert "besch\xe4digt" in text


def test_a_dispute_needs_a_known_reason_and_evidence(book: DisputedBook) -> None:
    account, item = item_of(book)
    with pytest.raises(UserError, match="there is no reason 'prise'"):
        book.dispute(account, item_id=item, code="prise")
    with pytest.raises(UserError, match="needs evidence"):
        book.dispute(account, item_id=item, evidence=" ")
    assert book.disputes() == []


def test_a_changed_reason_has_another_owner_and_another_amount_another_hold(book: DisputedBook) -> None:
    from workers.disputes.intake import recode

    account, item = item_of(book)
    opened = book.dispute(account, item_id=item, code="unknown")
    book.pass_days(1)
    with book.ledger.write() as connection:
        changed = recode(connection, opened.id, ("price", DISPUTED), book.policy, book.occasion("ann"))
    assert (changed.owner, changed.amount, changed.due_on > opened.due_on) == (
        "pricing@brightwater-components.example", DISPUTED, True,
    )  # fmt: skip
    book.plan()
    book.send()
    assert book.asked() == [DEBT - DISPUTED]
    with book.ledger.read() as connection:
        written = select(messages.c.id).where(messages.c.purpose == "dispute")
        assert len(list(connection.scalars(written))) == 1, "the first owner is a team: its case is in the queue"


def test_an_owner_has_its_days_from_the_day_it_is_asked(book: DisputedBook) -> None:
    account, item = item_of(book)
    opened = book.dispute(account, item_id=item)
    book.pass_days(4)
    asked = book.resolve("ask_for_credit", opened, 100, "")
    assert asked.due_on - book.today >= timedelta(days=5)
