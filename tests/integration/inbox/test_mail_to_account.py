"""Two hundred labelled mails: the account named is right in at least 99 of 100, and the rest waits for a person."""

from __future__ import annotations

from sqlalchemy import insert

from tests.bench.triage.addressed import NAMES, Addressed, addressed, contact, domain, invoices
from tests.cash_book import DAY, CashBook, on
from tests.mailroom import RETURN_PATH, TERMS, write_mail
from workers.inbox.correspondent import Correspondent, identify
from workers.ledger.schema import contacts, customers, messages
from workers.ledger.unit_of_work import Ledger
from workers.receivables.mail import parse_mail


def fill(ledger: Ledger) -> dict[int, int]:
    """The book of `tests.bench.triage.addressed`, with a notice to each customer; the account of each."""
    book = CashBook(ledger)
    accounts = {}
    for number, name in enumerate(NAMES):
        accounts[number] = book.customer(f"C{number}", f"{name} Werke GmbH")
        for document in invoices(number):
            book.item(document, 100_00, f"C{number}")
        with ledger.write() as connection:
            own = customers.c.id == f"C{number}"
            connection.execute(customers.update().where(own).values(domain=domain(number)))
            connection.execute(
                insert(contacts).values(customer_id=f"C{number}", role="ap_clerk", email=contact(number))
            )
            connection.execute(insert(messages).values(notice(number, accounts[number])))
    return accounts


def notice(number: int, account_id: int) -> dict[str, object]:
    return {
        "id": number + 1, "key": f"{number:040}", "entity": "main", "account_id": account_id, "currency": "EUR",
        "purpose": "dunning", "subject": f"s{number}", "occurrence": 1, "channel": "email", "recipient": "x@y.example",
        "template": "reminder", "language": "en", "payload": "{}", "policy_hash": "", "planned_at": on().at,
        "planned_on": DAY, "state": "handed_over", "not_before": on().at,
    }  # fmt: skip


def read(ledger: Ledger, mail: Addressed) -> Correspondent:
    headers = {}
    if mail.thread is not None:
        headers["In_Reply_To"] = f"<{mail.thread:040}@us.example>"
    if mail.path is not None:
        headers["Delivered_To"] = RETURN_PATH.for_message(mail.path + 1)
    raw = write_mail(mail.text, mail.subject, mail.sender, **headers)
    with ledger.read() as connection:
        return identify(connection, parse_mail(raw), TERMS)


def test_the_account_is_right_or_a_person_chooses(ledger: Ledger) -> None:
    accounts = fill(ledger)
    mails = addressed()
    found = [(mail, read(ledger, mail)) for mail in mails]
    named = [(mail, writer) for mail, writer in found if writer.account_id is not None]
    wrong = [(mail, w) for mail, w in named if mail.about is None or accounts[mail.about] != w.account_id]
    missed = [(mail, writer) for mail, writer in found if mail.about is not None and writer.account_id is None]
    assert len(mails) == 200
    assert len(wrong) * 100 <= len(named), wrong
    assert len(missed) * 20 <= len(mails), missed
    for mail, writer in found:
        # Whoever has to choose is told among which.
        assert writer.account_id is not None or len(writer.candidates) > 1 or not mail.about, (mail, writer)


def test_what_named_the_account_is_told(ledger: Ledger) -> None:
    fill(ledger)
    signs = [read(ledger, mail).found_by for mail in addressed()[80:88]]
    assert signs == ["thread", "return_path", "token", "documents", "documents", "contact", "contact", "domain"]
