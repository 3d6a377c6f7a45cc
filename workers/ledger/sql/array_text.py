"""An array as PostgreSQL reads it from text: its driver searches every element of a list for what is to be quoted.

Must not know any table.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def array_text(values: Iterable[Any]) -> str:
    """The text to be cast to an array; None becomes NULL.

    >>> print(array_text([1, None, 'say "a\\\\b", twice']))
    {"1",NULL,"say \\"a\\\\b\\", twice"}
    """
    return f"{{{','.join([_element(value) for value in values])}}}"


def _element(value: Any) -> str:
    if value is None:
        return "NULL"
    text = str(value)
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
