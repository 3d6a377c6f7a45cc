"""When a person may be reached: the hours of each weekday in the person's own zone, without public holidays. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from workers.policy.fields import Window
from workers.policy.robot import ContactRules, Weekday
from workers.receivables.calendar import is_business_day

_WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LOOK_AHEAD_DAYS = 30


def closes_at(now: datetime, zone: str, country: str, rules: ContactRules) -> datetime | None:
    """The instant (UTC) at which the window that is open now closes; None when it is closed now."""
    local = now.astimezone(ZoneInfo(zone))
    window = _window_on(local.date(), country, rules)
    if window is None or not window.opens <= local.time() < window.closes:
        return None
    return _instant(local.date(), window.closes.hour, window.closes.minute, zone)


def next_opening(now: datetime, zone: str, country: str, rules: ContactRules) -> datetime | None:
    """The next instant (UTC) after ``now`` at which a window opens; None when none does within a month."""
    day = now.astimezone(ZoneInfo(zone)).date()
    for _ in range(_LOOK_AHEAD_DAYS):
        window = _window_on(day, country, rules)
        if window is not None:
            opening = _instant(day, window.opens.hour, window.opens.minute, zone)
            if opening > now:
                return opening
        day += timedelta(days=1)
    return None


def _window_on(day: date, country: str, rules: ContactRules) -> Window | None:
    if rules.skip_public_holidays and country and not _worked(day, country):
        return None
    return rules.send_window.get(_WEEKDAYS[day.weekday()])


def _worked(day: date, country: str) -> bool:
    """Weekends are the window's business: only a weekday that is no business day is a holiday."""
    return day.weekday() > 4 or is_business_day(day, country)


def _instant(day: date, hour: int, minute: int, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(UTC)
