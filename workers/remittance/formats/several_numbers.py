"""A list of numbers written short: the first in full, of the others their last digits ("RE-4711, 12 and 13").

Must not say which documents are meant: such a list names no single one, and stands as it is printed.
"""

from __future__ import annotations

import re

from workers.remittance.formats.dates import find_dates

_MARK = r"[-/+&,;\u2010-\u2014]"
_WORD = r"and|to|till|through|thru|und|bis|et|\u00e0|au|y|e|a|al|en|tot|t/m"
_JOINT = rf"(?:\s?{_MARK}|\s(?:{_WORD}))\s?"
_ANOTHER = re.compile(rf"{_JOINT}\d+(?![\d.,]*\s?%)", re.IGNORECASE)
_FURTHER = re.compile(rf"{_JOINT}(\d+)[^\W\d_]?(?=\.?$|[\s/;+&)]|,(?!\d{{3}}))", re.IGNORECASE)
_UNENDED = re.compile(rf"\s?{_MARK}\s*")
_LONGEST_REST = 80


def names_another(rest: str) -> bool:
    """Whether ``rest``, which stands behind a number, begins with a further one, whole or short.

    >>> names_another(" / 2026-102"), names_another(", 2,5% less")
    (True, False)
    """
    return bool(_ANOTHER.match(rest))


def goes_on(rest: str, most_digits: int) -> bool:
    """Whether ``rest`` begins with the last digits of a further number, ``most_digits`` of them, and no day.

    >>> goes_on(" - 13", 4), goes_on("/12/13", 4), goes_on(" t/m 13 for goods", 4), goes_on(" of 12/13", 4)
    (True, True, True, False)
    >>> goes_on(" - 13 Oct 2026", 4), goes_on(", 13.10.2026", 4), goes_on(" - 1,500.00", 4), goes_on(" / 510012", 4)
    (False, False, False, False)
    """
    further = _FURTHER.match(rest[:_LONGEST_REST])
    if further is None or len(further.group(1)) > most_digits:
        return False
    return not any(day.start < further.end() for day in find_dates(rest[:_LONGEST_REST], day_first=True))


def breaks_off(rest: str) -> bool:
    """Whether nothing but a joint stands behind a number: what it joins is printed elsewhere, on the next line.

    >>> breaks_off(" -"), breaks_off(""), breaks_off(" - 13")
    (True, False, False)
    """
    return bool(_UNENDED.fullmatch(rest))
