"""Letters and enclosures on their whole road: from the run into the folder, and proved after a crash."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import orjson
import pypdfium2 as pdfium
import pytest
from sqlalchemy import select, update

from tests.called_book import first_level
from tests.dunned_book import DunnedBook
from workers.channels.base import ChannelInDoubt, OutgoingMessage, Prepared, Receipt
from workers.channels.connect import open_mail_out
from workers.channels.letter import MANIFEST, LetterChannel
from workers.clock import real_now
from workers.ledger.outgoing.messages import Claimed
from workers.ledger.schema import cases, customers, journal, messages, open_items
from workers.ledger.unit_of_work import Ledger
from workers.outbox.compose import compose
from workers.outbox.dispatch import dispatch
from workers.outbox.enclosures import InvoiceCopies
from workers.outbox.ports import OutboxPorts
from workers.outbox.settle import settle
from workers.policy.robot import Redirect

ADDRESS = "Musterstraße 1\n80331 München"


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    return tmp_path / "letters"


@pytest.fixture
def book(ledger: Ledger) -> DunnedBook:
    dunned = DunnedBook(ledger)
    first_level(dunned, "letter", attach=("statement", "invoices"))
    return dunned


def ports(book: DunnedBook, folder: Path) -> OutboxPorts:
    found = book.ports(letter=LetterChannel(folder), email=open_mail_out(f"maildir:{folder}-mail"))
    return replace(found, copies=InvoiceCopies(folder.parent / "documents", limit=500_000))


def plan(book: DunnedBook, *customers: str) -> None:
    for number in customers:
        book.customer(number, postal_address=ADDRESS)
    assert book.plan().messages == len(customers)


def manifest(folder: Path) -> list[dict[str, str]]:
    days = [file.read_text(encoding="utf-8") for file in sorted(folder.rglob(MANIFEST))]
    return [row for day in days for row in csv.DictReader(io.StringIO(day))]


def handed_over(book: DunnedBook) -> dict[str, Any]:
    with book.ledger.read() as connection:
        handed_over = select(journal.c.data).where(journal.c.kind == "message.handed_over")
        data = connection.scalars(handed_over.order_by(journal.c.stream, journal.c.seq)).all()
    return dict(orjson.loads(data[-1]))


def a_copy(folder: Path, number: str) -> None:
    """A copy of an invoice: any PDF will do."""
    document = pdfium.PdfDocument.new()
    document.new_page(595, 842)
    path = folder.parent / "documents" / f"{number}.pdf"
    path.parent.mkdir(exist_ok=True)
    document.save(path)
    document.close()


def test_the_manifest_counts_the_letters_and_names_their_messages(book: DunnedBook, letters: Path) -> None:
    plan(book, "C1", "C2", "C3")
    assert dispatch(ports(book, letters))["handed_over"] == 3
    listed = manifest(letters)
    assert sorted(row["letter_id"] for row in listed) == sorted(book.column("key"))
    assert sorted(row["file"] for row in listed) == sorted(path.name for path in letters.rglob("*.pdf"))
    assert "Customer C1 | Musterstraße 1 | 80331 München" in {row["recipient"] for row in listed}
    assert all(int(row["pages"]) == 2 for row in listed)
    assert {row["created"][:10] for row in listed} == {real_now().date().isoformat()}
    assert [path.name for path in letters.iterdir()] == [book.today.isoformat()]


def test_a_letter_that_no_typeface_prints_right_becomes_a_case_and_the_others_leave(
    book: DunnedBook, letters: Path
) -> None:
    names = {"C1": "東京商事株式会社", "C2": "Άλφα & Żółć Ελλάς", "C3": "Customer C3"}
    for number, name in names.items():
        book.customer(number, name=name, postal_address=ADDRESS)
    assert book.plan().messages == 3
    counts = dispatch(ports(book, letters))
    assert (counts["handed_over"], counts["failed"]) == (2, 1)
    assert {row["recipient"].split(" | ")[0] for row in manifest(letters)} == {names["C2"], names["C3"]}
    with book.ledger.read() as connection:
        (case,) = connection.execute(select(cases.c.kind, cases.c.reason)).all()
    assert case.kind == "delivery_failed"
    assert "our letters cannot print '東' (U+6771)" in case.reason


def test_who_has_no_address_is_reached_another_way_or_becomes_a_case(book: DunnedBook, letters: Path) -> None:
    first_level(book, "letter", fallback_channels=("email",))
    book.customer("C1")
    book.plan()
    assert book.column("channel") == ["email"]
    first_level(book, "letter", fallback_channels=())
    book.customer("C2")
    assert book.plan().messages == 0
    with book.ledger.read() as connection:
        assert connection.scalars(select(cases.c.kind)).all() == ["no_contact"]


def test_copies_and_statement_are_pages_of_the_letter_and_stand_in_the_journal(book: DunnedBook, letters: Path) -> None:
    a_copy(letters, "C1-INV-1")
    book.customer("C1", days_overdue=(10, 9), postal_address=ADDRESS)
    book.item(1, "C1-FUTURE", -20)
    book.plan()
    dispatch(ports(book, letters))
    (file,) = letters.rglob("*.pdf")
    document = pdfium.PdfDocument(file)
    texts = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    assert len(texts) == int(manifest(letters)[0]["pages"]) == 3
    assert "Enclosed: Statement of account, C1-INV-1" in texts[0]
    assert "C1-FUTURE" in texts[1]
    assert "C1-FUTURE" not in texts[0]
    kept = handed_over(book)
    assert [entry["name"] for entry in kept["enclosed"]] == ["Statement of account.pdf", "C1-INV-1.pdf"]
    assert kept["left_out"] == {"C1-INV-2": "no copy in the folder"}


def test_a_mail_carries_what_the_letter_encloses(book: DunnedBook, letters: Path) -> None:
    first_level(book, "email", attach=("statement", "invoices"))
    a_copy(letters, "C1-INV-1")
    plan(book, "C1")
    dispatch(ports(book, letters))
    (file,) = Path(f"{letters}-mail").rglob("*.collectbot")
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert isinstance(mail, EmailMessage)
    names = [part.get_filename() for part in mail.iter_attachments()]
    assert names == ["Statement of account.pdf", "C1-INV-1.pdf"]
    text = mail.get_body(("plain",))
    assert text is not None
    assert "Enclosed: Statement of account, C1-INV-1" in text.get_content()


def test_what_is_too_large_is_left_out_and_the_text_says_so(book: DunnedBook, letters: Path) -> None:
    plan(book, "C1")
    dispatch(replace(ports(book, letters), copies=InvoiceCopies(limit=10)))
    (file,) = letters.rglob("*.pdf")
    document = pdfium.PdfDocument(file)
    text = document[0].get_textpage().get_text_bounded()
    assert len(document) == 1
    document.close()
    assert "Too large to enclose; we send it on request: Statement of account" in text


def test_a_message_composed_again_is_the_same_bytes_whatever_happened_since(book: DunnedBook, letters: Path) -> None:
    plan(book, "C1")
    dispatch(ports(book, letters))
    with book.ledger.write() as connection:
        connection.execute(update(open_items).values(open_minor=1))
    at = ports(book, letters)
    channel = LetterChannel(letters)
    (file,) = letters.rglob("*.pdf")
    with book.ledger.read() as connection:
        row = connection.execute(select(messages)).one()
    claimed = Claimed(*(getattr(row, name) for name in Claimed.__dataclass_fields__))
    again = compose(claimed, at.policy, at.renderer, row.planned_on, at.copies)
    assert channel.prepare(again).content == file.read_bytes()


def test_an_address_that_changed_cancels_the_letter(book: DunnedBook, letters: Path) -> None:
    plan(book, "C1")
    with book.ledger.write() as connection:
        connection.execute(update(customers).values(postal_address="Elsewhere 2"))
    assert dispatch(ports(book, letters))["cancelled"] == 1
    assert not letters.exists()


def test_a_rehearsal_prints_nothing(book: DunnedBook, letters: Path) -> None:
    book.with_robot(redirect_all_to=Redirect("rehearsal@us.example", "+441174960199"))
    plan(book, "C1")
    dispatch(ports(book, letters))
    assert [path.name for path in letters.iterdir()] == ["rehearsal"]


class Lost:
    """The letter folder, whose answer gets lost: before the file is written, or after."""

    name = "letter_folder"
    is_local = True
    can_look_up = True

    def __init__(self, folder: Path, *, written: bool) -> None:
        self._real, self._written = LetterChannel(folder), written

    def prepare(self, message: OutgoingMessage) -> Prepared:
        return self._real.prepare(message)

    def send(self, prepared: Prepared) -> Receipt:
        if self._written:
            self._real.send(prepared)
        raise ChannelInDoubt("the disk went away")

    def look_up(self, message: OutgoingMessage, attempted_at: Any) -> Receipt | None:
        return self._real.look_up(message, attempted_at)

    def check(self) -> None:
        self._real.check()

    def close(self) -> None:
        self._real.close()


@pytest.mark.parametrize(("written", "state"), [(True, "handed_over"), (False, "in_doubt")])
def test_a_letter_in_doubt_is_settled_by_its_file(written: bool, state: str, book: DunnedBook, letters: Path) -> None:
    plan(book, "C1")
    at = ports(book, letters)
    lost = replace(at, channels={**at.channels, "letter": Lost(letters, written=written)})
    assert dispatch(lost)["in_doubt"] == 1
    if written:
        next(letters.rglob(MANIFEST)).unlink()
    with book.ledger.write() as connection:
        connection.execute(update(messages).values(attempted_at=real_now() - timedelta(hours=1)))
    settle(at)
    assert book.states() == [state]
    assert len(manifest(letters)) == len(list(letters.rglob("*.pdf"))) == int(written)
    with book.ledger.read() as connection:
        assert connection.scalars(select(cases.c.kind)).all() == ([] if written else ["in_doubt"])
