"""Sixty zones on the days of their clock changes, quarter hour by quarter hour: nothing leaves outside its window."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from workers.outbox.rules.send_window import Hours, closes_at, next_opening
from workers.policy.fields import Window
from workers.policy.robot import ContactRules, Weekday
from workers.policy.rule_pack import PackParameters, RulePack

ZONES = [
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Africa/Nairobi",
    "America/Adak",
    "America/Anchorage",
    "America/Argentina/Buenos_Aires",
    "America/Asuncion",
    "America/Bogota",
    "America/Caracas",
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Havana",
    "America/Lima",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Nuuk",
    "America/Phoenix",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "America/Tijuana",
    "Antarctica/Troll",
    "Asia/Almaty",
    "Asia/Amman",
    "Asia/Bangkok",
    "Asia/Beirut",
    "Asia/Dhaka",
    "Asia/Dubai",
    "Asia/Hong_Kong",
    "Asia/Jerusalem",
    "Asia/Kabul",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Tehran",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Atlantic/Reykjavik",
    "Australia/Adelaide",
    "Australia/Darwin",
    "Australia/Eucla",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Chisinau",
    "Europe/Dublin",
    "Europe/Istanbul",
    "Europe/London",
    "Europe/Moscow",
    "Pacific/Apia",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "Pacific/Norfolk",
]
WEEK: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
QUARTER = timedelta(minutes=15)
OFFICE = ContactRules()
# Windows at the hours in which clocks change, where a naive robot goes wrong.
NIGHTLY = ContactRules(send_window={day: Window(time(1, 30), time(2, 30)) for day in WEEK}, skip_public_holidays=False)
DAILY = ContactRules(send_window={day: Window(time(0), time(23, 59)) for day in WEEK}, skip_public_holidays=False)


def changes(zone: str) -> list[date]:
    """The days of 2026 on which the clocks of a zone change, with an ordinary Monday for those that never do."""
    info, days = ZoneInfo(zone), [date(2026, 3, 2)]
    for number in range(365):
        day = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
        if day.astimezone(info).utcoffset() != (day + timedelta(days=1)).astimezone(info).utcoffset():
            days += [day.date(), (day + timedelta(days=1)).date()]
    return days


def quarters(day: date, zone: str) -> list[datetime]:
    start = datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) - QUARTER
    return [start + n * QUARTER for n in range(4 * 26)]


@pytest.mark.parametrize("rules", [OFFICE, NIGHTLY], ids=["office hours", "hours of the clock change"])
def test_pitfall_13_in_sixty_zones_nothing_leaves_outside_its_window_on_days_of_clock_changes(
    rules: ContactRules,
) -> None:
    assert len(ZONES) >= 60
    allowed = 0
    for zone in ZONES:
        hours = Hours(rules)
        for instant in (at for day in changes(zone) for at in quarters(day, zone)):
            until = closes_at(instant, (zone,), hours)
            if until is None:
                continue
            allowed += 1
            for moment in (instant, until - timedelta(seconds=1)):
                local = moment.astimezone(ZoneInfo(zone))
                window = rules.send_window[WEEK[local.weekday()]]
                assert window.opens <= local.time() < window.closes, (zone, instant, moment)
    assert allowed > 800


def test_the_next_opening_is_open_and_nothing_before_it_is() -> None:
    for zone in ZONES:
        hours = Hours(OFFICE)
        for instant in (at for day in changes(zone)[:3] for at in quarters(day, zone)[::8]):
            opening = next_opening(instant, (zone,), hours)
            assert opening is not None
            assert closes_at(opening, (zone,), hours) is not None
            assert opening == instant or closes_at(opening - timedelta(seconds=1), (zone,), hours) is None


def test_where_several_zones_are_plausible_all_must_be_open() -> None:
    coast_to_coast = ("America/New_York", "America/Chicago", "America/Los_Angeles", "Pacific/Honolulu")
    hours = Hours(OFFICE, country="US")
    opening = next_opening(datetime(2026, 3, 2, 6, tzinfo=UTC), coast_to_coast, hours)
    assert opening == datetime(2026, 3, 2, 19, tzinfo=UTC)  # nine in Honolulu
    assert closes_at(opening, coast_to_coast, hours) == datetime(2026, 3, 2, 23, tzinfo=UTC)  # six in New York


def test_zones_too_far_apart_leave_no_hour() -> None:
    russia = ("Europe/Kaliningrad", "Asia/Kamchatka")
    assert next_opening(datetime(2026, 3, 2, tzinfo=UTC), russia, Hours(OFFICE)) is None


def pack(name: str, **parameters: object) -> RulePack:
    return RulePack(name, 1, name, "", (), date(2020, 1, 1), PackParameters(**parameters), "", ())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("packs", "day", "expected"),
    [
        ((), date(2026, 3, 2), Window(time(0), time(23, 59))),
        ((pack("a", window=Window(time(8), time(21))),), date(2026, 3, 2), Window(time(8), time(21))),
        (
            (pack("a", window=Window(time(8), time(21))), pack("b", window=Window(time(7), time(20)))),
            date(2026, 3, 2),
            Window(time(8), time(20)),
        ),
        (
            (pack("a", window=Window(time(8), time(12))), pack("b", window=Window(time(12), time(20)))),
            date(2026, 3, 2),
            None,
        ),
        ((pack("a", weekdays=("monday",)),), date(2026, 3, 3), None),
        ((pack("a", skip_public_holidays=True),), date(2026, 12, 25), None),
        ((pack("a", skip_public_holidays=True),), date(2026, 12, 24), Window(time(0), time(23, 59))),
    ],
)
def test_the_strictest_of_all_packs_binds(packs: tuple[RulePack, ...], day: date, expected: Window | None) -> None:
    assert Hours(DAILY, packs, "DE").on(day) == expected
