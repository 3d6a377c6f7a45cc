"""The state of a postal address in the United States, as its post writes it. Pure; must not judge an hour."""

from __future__ import annotations

import re

# Two letters each, in the order of their names; the territories last.
_STATES = (
    "ALAKAZARCACOCTDEDCFLGAHIIDILINIAKSKYLAMEMDMAMIMNMSMOMTNENVNHNJNMNYNCNDOHOKORPARISCSDTNTXUTVTVAWAWVWIWYPRGUVIASMP"
)
_KNOWN = frozenset(_STATES[at : at + 2] for at in range(0, len(_STATES), 2))
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
    return next((state for state in states if state in _KNOWN), "")
