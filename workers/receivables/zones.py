"""Where a person may be by the clock: the zones that the address allows, else the telephone number, else all.

Pure: what lies where comes from packages (Babel's CLDR tables, phonenumbers). Must not judge an hour.
"""

from __future__ import annotations

from functools import lru_cache

import phonenumbers
from babel.core import get_global
from phonenumbers.timezone import time_zones_for_number

from workers.receivables.regions import zones_in

_EASTERN, _CENTRAL, _MOUNTAIN, _PACIFIC = (
    f"America/{city}" for city in ("New_York", "Chicago", "Denver", "Los_Angeles")
)
# North American area codes that lie in two zones: the number tables know them by the place of the exchange only.
_SPLIT_AREA_CODES = {
    **dict.fromkeys(
        ["850", "448", "812", "930", "219", "574", "270", "364", "606", "423", "931", "906"], (_EASTERN, _CENTRAL)
    ),
    **dict.fromkeys(["605", "701", "308", "785", "620"], (_CENTRAL, _MOUNTAIN)),
    **dict.fromkeys(["208", "986", "541", "458", "775"], (_MOUNTAIN, _PACIFIC)),
    "928": (_MOUNTAIN, "America/Phoenix"),
}
_AMERICAN = 1
_UNKNOWN = "Etc/Unknown"


def plausible_zones(timezone: str, country: str, phone: str, state: str = "") -> tuple[str, ...]:
    """The zones in which somebody may be; a message may leave only while the hour suits all of them.

    A zone that the file names is believed. Else the country decides where it has one zone; in a country of several the
    state of the address, and a number of that country, narrow them down: where they name different zones, all of them
    count. Empty where nothing is known.

    >>> plausible_zones("", "US", "+13055550123"), plausible_zones("", "US", "+18505550123")
    (('America/New_York',), ('America/Chicago', 'America/New_York'))
    >>> plausible_zones("", "US", "", "TX"), plausible_zones("", "US", "+13055550123", "WA")
    (('America/Chicago', 'America/Denver'), ('America/Los_Angeles', 'America/New_York'))
    >>> len(plausible_zones("", "US", "+4930123456")) > 20, plausible_zones("Asia/Tokyo", "US", "")
    (True, ('Asia/Tokyo',))
    """
    if timezone:
        return (timezone,)
    zones = _zones_of_country(country)
    if len(zones) == 1 or not (phone or state):
        return zones
    narrowed = _zones_of_number(phone) if phone else ()
    if not zones:
        return narrowed
    # A number from elsewhere, or one of a whole continent, says nothing about where in the country somebody is.
    here = frozenset(zones)
    of_number = tuple(zone for zone in narrowed if zone in here)
    of_state = zones_in(state) if country == "US" else ()
    return tuple(sorted({*of_number, *of_state})) or zones


@lru_cache(maxsize=4096)
def region_of(phone: str) -> str:
    """The country a number belongs to, as two capitals; empty where the number says nothing.

    >>> region_of("+4915112345678"), region_of("+14165550123"), region_of("12")
    ('DE', 'CA', '')
    """
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.region_code_for_number(number) or _american_region(number)


def _american_region(number: phonenumbers.PhoneNumber) -> str:
    """A number that no exchange has yet may still be told by its area code; unknown ones count as the first country."""
    return "US" if number.country_code == _AMERICAN and len(str(number.national_number)) == 10 else ""


@lru_cache(maxsize=4096)
def _zones_of_number(phone: str) -> tuple[str, ...]:
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return ()
    if number.country_code == _AMERICAN and (split := _SPLIT_AREA_CODES.get(str(number.national_number)[:3])):
        return tuple(sorted(split))
    return tuple(zone for zone in time_zones_for_number(number) if zone != _UNKNOWN)


@lru_cache(maxsize=512)
def _zones_of_country(country: str) -> tuple[str, ...]:
    return tuple(get_global("territory_zones").get(country, ()))
