"""The only module that reads the calendar.

Business dates, windows and ladders use a ``Clock``; leases, retries and rate limits use ``real_now``.
Must not decide anything: rules get ``as_of`` and instants as arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from workers.errors import UserError


def real_now() -> datetime:
    """The instant by the machine's clock, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """The business clock: the machine's clock moved by an offset, or standing still at ``frozen_at``.

    ``offset`` is asked at every reading, so that all processes follow a shared offset (`collectbot clock set`).
    """

    offset: Callable[[], timedelta] = timedelta
    frozen_at: datetime | None = None

    def now(self) -> datetime:
        return self.frozen_at if self.frozen_at is not None else real_now() + self.offset()

    def business_date(self, zone: str) -> date:
        """The calendar date in ``zone`` (an IANA name) at this instant."""
        return self.now().astimezone(ZoneInfo(zone)).date()


def parse_instant(text: str) -> datetime:
    """An aware instant from ISO 8601 text, in UTC; raises `UserError` when the text has no zone or is no instant."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise UserError(f"{text!r} is not an ISO instant such as 2026-03-01T06:00:00+00:00") from error
    if instant.tzinfo is None:
        raise UserError(f"{text!r} has no time zone: write 2026-03-01T06:00:00+00:00")
    try:
        return instant.astimezone(UTC)
    except OverflowError as error:
        raise UserError(f"{text!r} lies beyond the calendar") from error
