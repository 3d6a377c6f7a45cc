"""Proof of post: a registered mail's number comes back to its message and into the journal, once."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from sqlalchemy import select

from tests.called_book import first_level
from tests.dunned_book import DunnedBook
from workers.channels.letter import LetterChannel
from workers.errors import UserError
from workers.ledger.schema import journal
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch
from workers.outbox.proof_of_post import read_proofs, record_proofs


@pytest.fixture
def book(ledger: Ledger, tmp_path: Path) -> DunnedBook:
    dunned = DunnedBook(ledger)
    first_level(dunned, "letter")
    for number in ("C1", "C2"):
        dunned.customer(number, postal_address="Musterstraße 1\n80331 München")
    dunned.plan()
    assert dispatch(dunned.ports(letter=LetterChannel(tmp_path / "letters")))["handed_over"] == 2
    return dunned


def take_in(book: DunnedBook, tmp_path: Path, *lines: str) -> dict[str, int]:
    file = tmp_path / "posted.csv"
    file.write_text("\n".join(("letter_id,reference,posted_on", *lines)) + "\n", encoding="utf-8")
    with book.ledger.write() as connection:
        return record_proofs(connection, file, read_proofs(file), book.occasion("kim"))


def posted(book: DunnedBook) -> list[dict[str, str]]:
    with book.ledger.read() as connection:
        data = connection.scalars(
            select(journal.c.data).where(journal.c.kind == "letter.posted").order_by(journal.c.stream, journal.c.seq)
        )
        return [orjson.loads(text) for text in data]


def test_a_number_stands_on_the_message_and_in_the_journal_once(book: DunnedBook, tmp_path: Path) -> None:
    first, second = book.column("key")
    assert take_in(book, tmp_path, f"{first},RR123,2026-03-04") == {"rows": 1, "recorded": 1, "known": 0}
    again = take_in(book, tmp_path, f"{first},RR123,2026-03-04", f"{second},RR124,")
    assert again == {"rows": 2, "recorded": 1, "known": 1}
    assert book.column("provider_reference") == ["RR123", "RR124"]
    assert [(e["key"], e["reference"], e["posted_on"]) for e in posted(book)] == [
        (first, "RR123", "2026-03-04"),
        (second, "RR124", None),
    ]
    assert book.states() == ["handed_over", "handed_over"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("nobody,RR9,", "posted.csv:3: we sent no letter nobody"),
        ("{second},,", "posted.csv:3: reference is empty"),
        ("{second},RR9,yesterday", "posted.csv:3: "),
        ("{first},RR9,", "posted.csv:3: letter {first} was posted as"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_is_recorded(
    line: str, complaint: str, book: DunnedBook, tmp_path: Path
) -> None:
    first, second = book.column("key")
    names = {"first": first, "second": second}
    take_in(book, tmp_path, f"{first},RR123,")
    with pytest.raises(UserError) as refused:
        take_in(book, tmp_path, f"{second},RR124,", line.format(**names))
    assert complaint.format(**names) in str(refused.value)
    assert len(posted(book)) == 1


def test_a_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "posted.csv"
    file.write_text("id,number\n1,2\n")
    with pytest.raises(UserError, match=r"posted.csv:1: the column letter_id is missing"):
        read_proofs(file)
    with pytest.raises(UserError, match="cannot be read"):
        read_proofs(tmp_path / "none.csv")


def test_a_file_that_contradicts_itself_is_refused(book: DunnedBook, tmp_path: Path) -> None:
    """One letter under two numbers: the later one stood, and nobody heard of the other."""
    (first, _) = book.column("key")
    with pytest.raises(UserError, match=f"posted.csv:3: letter {first} was posted as RR1 on line 2"):
        take_in(book, tmp_path, f"{first},RR1,", f"{first},RR2,")
    assert posted(book) == []
