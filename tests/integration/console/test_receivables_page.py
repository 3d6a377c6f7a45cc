"""The figures of the mornings: taken once a day from the ledger, and shown without adding up the book."""

from __future__ import annotations

from datetime import timedelta

from tests.console_room import ConsoleRoom
from tests.open_items_file import csv_file, item
from workers.ledger.book.aging import aging
from workers.ledger.importing import ImportOptions, import_open_items
from workers.ledger.operations.morning_figures import find_mornings
from workers.reports.actors import ACTORS
from workers.reports.overview import JOB

RUN = next(actor for actor in ACTORS if actor.name == JOB).run


def test_before_the_first_morning_the_page_says_so(small_room: ConsoleRoom) -> None:
    assert "No figures yet" in small_room.log_in("ann").page("/receivables")


def test_the_figures_of_a_morning_are_taken_once_and_shown(room: ConsoleRoom) -> None:
    room.book.customer("C2", days_overdue=(10,))
    due = {"issue_date": "2026-01-02", "due_date": "2026-02-01"}
    file = csv_file(room.home, item("A-1", **due), item("A-2", **due | {"due_date": "2026-05-01"}))
    import_open_items(room.book.ledger, file, ImportOptions(default_entity="default"), room.book.occasion())
    room.book.plan()
    room.book.send()
    room.book.pass_days(1)
    today = room.book.today
    RUN(room.robot, (today - timedelta(days=1)).isoformat())  # a day that has passed
    RUN(room.robot, today.isoformat())
    RUN(room.robot, today.isoformat())
    with room.book.ledger.read() as connection:
        (morning,) = find_mornings(connection, today - timedelta(days=30))
        assert morning.aging == aging(connection, today)
    assert (morning.on, morning.notices) == (today, 2)
    assert [(line.current, line.d31_60) for line in morning.aging] == [(10_000, 10_000)]
    page = room.log_in("ann").page("/receivables")
    assert "Notices sent" in page
    assert "€200.00" in page
    assert page.count("<rect") == 3
