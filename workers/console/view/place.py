"""A place in a list as a link carries it: what comes after it is the next page. Must not trust what comes back."""

from __future__ import annotations

from datetime import UTC, date, datetime

from workers.ledger.queue.ranked import Place

# No database compares with a larger number.
_BIGGEST = 2**31 - 1


def write_place(place: Place) -> str:
    """A place as text.

    >>> write_place(Place(47, datetime(2026, 3, 9, 17, tzinfo=UTC), 12))
    '47.1773075600000000.12'
    """
    return f"{place.rank}.{int(place.due_at.timestamp()) * 1_000_000 + place.due_at.microsecond}.{place.id}"


def read_place(text: str) -> Place | None:
    """The place in a text; None where there is none, so that a link that was tampered with is the first page.

    >>> read_place("47.1773075600000000.12")
    Place(rank=47, due_at=datetime.datetime(2026, 3, 9, 17, 0, tzinfo=datetime.timezone.utc), id=12)
    >>> read_place("x.1.2") is None
    True
    """
    try:
        rank, micros, case_id = (int(part) for part in text.split("."))
        seconds, rest = divmod(micros, 1_000_000)
        place = Place(rank, datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), case_id)
    except (ValueError, OverflowError, OSError):
        return None
    return place if max(abs(rank), abs(case_id)) <= _BIGGEST else None


def read_item(text: str) -> tuple[date, int] | None:
    """The place of an open item in a link; None where it is none, so that the list begins at its beginning.

    >>> read_item("2026-03-01.7"), read_item("x"), read_item("2026-03-01.99999999999999999999")
    ((datetime.date(2026, 3, 1), 7), None, None)
    """
    due, _, number = text.partition(".")
    try:
        place = date.fromisoformat(due), int(number)
    except ValueError:
        return None
    return place if abs(place[1]) <= _BIGGEST else None
