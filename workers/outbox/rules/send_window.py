"""When a person may be reached: in every zone where he may be, in the hours that our rules and all packs leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workers.policy.fields import Window
from workers.policy.robot import ContactRules, Weekday
from workers.policy.rule_pack import RulePack
from workers.receivables.calendar import is_business_day

_WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LOOK_AHEAD_DAYS = 30
_WHOLE_DAY = Window(time.min, time.max)


@dataclass(frozen=True, slots=True)
class Hours:
    """Our own rules and the rule packs that cover a contact, with the country whose public holidays count.

    A letter wakes nobody: it may go to the printer at any hour of any business day (``whole_days``).
    """

    rules: ContactRules
    packs: tuple[RulePack, ...] = ()
    country: str = ""
    whole_days: bool = False

    def on(self, day: date) -> Window | None:
        """The hours of a local day that everybody leaves; None where nothing is left."""
        if self.whole_days:
            return _WHOLE_DAY if is_business_day(day, self.country) else None
        window = self.rules.send_window.get(_WEEKDAYS[day.weekday()])
        holidays = self.rules.skip_public_holidays or any(pack.parameters.skip_public_holidays for pack in self.packs)
        if window is None or (holidays and _is_holiday(day, self.country)):
            return None
        for pack in self.packs:
            if pack.parameters.weekdays and _WEEKDAYS[day.weekday()] not in pack.parameters.weekdays:
                return None
            if (other := pack.parameters.window) is not None:
                window = Window(max(window.opens, other.opens), min(window.closes, other.closes))
        return window if window.opens < window.closes else None


def closes_at(now: datetime, zones: tuple[str, ...], hours: Hours) -> datetime | None:
    """The instant (UTC) at which the first of the zones closes; None when one of them is closed now."""
    closings = [_closing(now, zone, hours) for zone in zones]
    open_until = [closing for closing in closings if closing is not None]
    return min(open_until, default=None) if len(open_until) == len(closings) else None


def next_opening(now: datetime, zones: tuple[str, ...], hours: Hours) -> datetime | None:
    """The next instant (UTC) from ``now`` at which all zones are open; None when there is none within a month."""
    instant, last = now, now + timedelta(days=_LOOK_AHEAD_DAYS)
    while instant <= last:
        openings = [_opening(instant, zone, hours) for zone in zones]
        latest = max((opening for opening in openings if opening is not None), default=None)
        if latest is None or None in openings:
            return None
        if latest == instant:
            return instant
        instant = latest
    return None


def _opening(now: datetime, zone: str, hours: Hours) -> datetime | None:
    """``now`` while the zone is open, else its next opening."""
    if _closing(now, zone, hours) is not None:
        return now
    day = now.astimezone(ZoneInfo(zone)).date()
    for _ in range(_LOOK_AHEAD_DAYS):
        window = hours.on(day)
        if window is not None:
            opening = max(_instants(day, window.opens, zone))
            if opening > now and _closing(opening, zone, hours) is not None:
                return opening
        day += timedelta(days=1)
    return None


def _closing(now: datetime, zone: str, hours: Hours) -> datetime | None:
    local = now.astimezone(ZoneInfo(zone))
    window = hours.on(local.date())
    if window is None or not window.opens <= local.time() < window.closes:
        return None
    closing = min(_instants(local.date(), window.closes, zone))
    return closing if closing > now else None


def _instants(day: date, hour: time, zone: str) -> tuple[datetime, datetime]:
    """An hour that a clock change repeats or leaves out is two instants: whoever asks takes the careful one."""
    local = datetime.combine(day, hour, ZoneInfo(zone))
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _is_holiday(day: date, country: str) -> bool:
    """Weekends are the window's business: only a weekday that is no business day is a holiday."""
    return bool(country) and day.weekday() <= 4 and not is_business_day(day, country)
