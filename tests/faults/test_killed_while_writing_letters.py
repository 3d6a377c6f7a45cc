"""A worker killed around a letter: its file proves that it left, and the manifest is made good; a call is one case."""

from __future__ import annotations

import csv
import io
import signal
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.called_book import first_level
from tests.faults.aftermath import broken_laws
from tests.faults.boundaries import Boundary
from tests.faults.hasty_book import HastyBook
from tests.faults.nursery import Nursery
from tests.open_items_file import item
from tests.waiting import wait_until
from workers.channels.call_desk import CallDesk
from workers.channels.connect import open_letters
from workers.channels.letter import MANIFEST
from workers.ledger.schema import cases
from workers.outbox.settle import settle
from workers.policy.level import Channel

UNFINISHED = {"planned", "claimed", "attempted"}
CUSTOMERS = 3


def killed(book: HastyBook, channel: Channel, boundary: Boundary, folder: Path, nursery: Nursery) -> None:
    """Plan notices over the channel, and let a worker die over the second of them."""
    first_level(book, channel)
    rows = [
        item(
            f"INV-{n}",
            customer_id=f"C{n}",
            customer_phone=f"+4930901234{n}",
            postal_address="Musterstr. 1|80331 München",
        )
        for n in range(CUSTOMERS)
    ]
    book.take_in_rows(folder, rows)
    assert book.plan().messages == CUSTOMERS
    # A second batch is claimed while the first is sent, so only the first claim has nobody under way.
    hits = 1 if boundary is Boundary.AFTER_CLAIM else 2
    worker = nursery.start_dispatch(book, "", boundary, hits, letters=str(folder / "letters"))
    assert worker.wait() == -signal.SIGKILL


def recover(book: HastyBook, folder: Path) -> None:
    letters = open_letters(folder / "letters")

    def everything_has_ended() -> bool:
        settle(book.ports(letter=letters, call=CallDesk()))
        book.send(letter=letters, call=CallDesk())
        return UNFINISHED.isdisjoint(book.states())

    wait_until(everything_has_ended, "every message has ended")


@pytest.mark.parametrize(
    ("boundary", "in_doubt"),
    [
        (Boundary.AFTER_CLAIM, 0),
        (Boundary.IN_ATTEMPT, 0),
        (Boundary.AFTER_ATTEMPT, 1),
        (Boundary.AFTER_HAND_OVER, 0),
        (Boundary.BEFORE_RECEIPT, 0),
    ],
)
def test_pitfall_03_a_worker_killed_over_a_letter_at(
    boundary: Boundary, in_doubt: int, book: HastyBook, nursery: Nursery, tmp_path: Path
) -> None:
    killed(book, "letter", boundary, tmp_path, nursery)
    recover(book, tmp_path)
    assert sorted(book.states()) == ["handed_over"] * (CUSTOMERS - in_doubt) + ["in_doubt"] * in_doubt
    listed = [
        row
        for manifest in (tmp_path / "letters").rglob(MANIFEST)
        for row in csv.DictReader(io.StringIO(manifest.read_text(encoding="utf-8")))
    ]
    keys = {key for key, state in zip(book.column("key"), book.states(), strict=True) if state == "handed_over"}
    assert sorted(row["letter_id"] for row in listed) == sorted(keys)
    assert sorted(row["file"] for row in listed) == sorted(p.name for p in (tmp_path / "letters").rglob("*.pdf"))
    assert broken_laws(book) == []


@pytest.mark.parametrize("boundary", [Boundary.IN_ATTEMPT, Boundary.BEFORE_RECEIPT])
def test_pitfall_03_a_call_is_one_case_whenever_its_worker_dies(
    boundary: Boundary, book: HastyBook, nursery: Nursery, tmp_path: Path
) -> None:
    killed(book, "call", boundary, tmp_path, nursery)
    recover(book, tmp_path)
    assert book.states() == ["handed_over"] * CUSTOMERS
    with book.ledger.read() as connection:
        opened = connection.execute(select(cases.c.kind, cases.c.subject, cases.c.occurrences)).all()
    assert sorted(tuple(row) for row in opened) == [("call_task", f"message:{n}", 1) for n in range(1, CUSTOMERS + 1)]
    assert broken_laws(book) == []
