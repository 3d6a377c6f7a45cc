"""The names of people as they are stored and compared. Pure; must not know who may do what."""

from __future__ import annotations


def plain_name(name: str) -> str:
    """A name or address without what does not tell people apart: one person is not two by the case of a letter.

    >>> plain_name("  Ann@Example.com ")
    'ann@example.com'
    """
    return name.strip().casefold()


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are one person's.

    >>> is_same_person("Ann@Example.com ", "ann@example.com"), is_same_person("ann", "bob")
    (True, False)
    """
    return plain_name(one) == plain_name(other)
