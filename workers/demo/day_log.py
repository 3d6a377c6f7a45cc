"""One short line for each day on which something happened. Turns records into text; must not ask anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from workers.demo.life import DayRecord
from workers.receivables.money import to_decimal


def describe(record: DayRecord) -> str:
    """The day in a line, or nothing when it was an ordinary one without news."""
    news = "; ".join(_news(record))
    return f"{record.day:%a %d %b}  {news}" if news else ""


def amount(minor: int, currency: str) -> str:
    """A figure for people: 12,345.60 EUR."""
    return f"{to_decimal(minor, currency):,.2f} {currency}"


def _news(record: DayRecord) -> Iterator[str]:
    if record.issued:
        yield _count(record.issued, "invoice")
    if record.mails:
        yield f"{_count(record.mails, 'mail')} read"
    applied = [amount(minor, currency) for currency, minor in sorted(record.applied.items()) if minor]
    if applied:
        yield f"applied {' + '.join(applied)}"
    notices = sum(number for level, number in record.sent.items() if level[:1].isdigit())
    if notices:
        yield f"{_count(notices, 'notice')} out"
    if record.sent["placement"]:
        yield f"{_count(record.sent['placement'], 'file')} to agencies"
    if record.opened:
        kinds = Counter(case.kind.replace("_", " ") for case in record.opened)
        told = ", ".join(f"{number} {kind}" if number > 1 else kind for kind, number in sorted(kinds.items()))
        yield f"to people: {told}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'s' * (number != 1)}"
