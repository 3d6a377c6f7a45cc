"""The state of a postal address in the United States, as its post writes it, and its time zones.

Pure; must not judge an hour.
"""

from __future__ import annotations

import re

_EASTERN, _CENTRAL, _MOUNTAIN, _PACIFIC = (
    f"America/{city}" for city in ("New_York", "Chicago", "Denver", "Los_Angeles")
)
# Two letters a state, all that have the same zones; of the islands only the post's letters are known here.
_STATES_BY_ZONES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("CTDCDEGAMAMDMENCNHNJNYOHPARISCVAVTWV", (_EASTERN,)),
    ("FLINKYMITN", (_CENTRAL, _EASTERN)),
    ("ALARIAILLAMNMOMSOKWI", (_CENTRAL,)),
    ("KSNDNESDTX", (_CENTRAL, _MOUNTAIN)),
    ("COMTNMUTWY", (_MOUNTAIN,)),
    ("IDNVOR", (_MOUNTAIN, _PACIFIC)),
    ("CAWA", (_PACIFIC,)),
    ("AZ", (_MOUNTAIN, "America/Phoenix")),
    ("AK", ("America/Adak", "America/Anchorage")),
    ("HI", ("Pacific/Honolulu",)),
    ("ASGUMPPRVI", ()),
)
_ZONES_OF = {states[at : at + 2]: zones for states, zones in _STATES_BY_ZONES for at in range(0, len(states), 2)}
_STATE_AND_ZIP = re.compile(r"(?:^|[,\s])([A-Z]{2})[,\s]+\d{5}(?:-\d{4})?\s*$")


def region_in(postal_address: str, country: str) -> str:
    """The state before the ZIP code, from the last line up; empty where there is none, and in any other country.

    >>> region_in("1 Ocean Drive\\nMiami Beach, FL 33139-1234\\nUSA", "US"), region_in("1 Ocean Drive\\nMiami", "US")
    ('FL', '')
    """
    if country != "US":
        return ""
    found = (_STATE_AND_ZIP.search(line.strip()) for line in reversed(postal_address.splitlines()))
    states = (match[1] for match in found if match)
    return next((state for state in states if state in _ZONES_OF), "")


def zones_in(state: str) -> tuple[str, ...]:
    """Every zone of a state; empty where it is not known.

    >>> zones_in("FL"), zones_in("CA"), zones_in("")
    (('America/Chicago', 'America/New_York'), ('America/Los_Angeles',), ())
    """
    return _ZONES_OF.get(state, ())
