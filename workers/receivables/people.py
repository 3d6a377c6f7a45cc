"""The names of people as they are stored and compared. Pure; must not know who may do what."""

from __future__ import annotations

from unicodedata import category, normalize


def plain_name(name: str) -> str:
    """A name or address without what does not tell people apart: how letters are written, and signs nobody sees.

    >>> plain_name("  Ann@Example.com "), plain_name("\\uff21nn@example\\u00ad.com\\u200b")
    ('ann@example.com', 'ann@example.com')
    """
    shown = "".join(sign for sign in normalize("NFKC", name) if category(sign) != "Cf")
    return normalize("NFKC", shown.casefold()).strip()


def is_same_person(one: str, other: str) -> bool:
    """Whether two names are one person's.

    >>> is_same_person("Ann@Example.com ", "ann@example.com"), is_same_person("ann", "bob")
    (True, False)
    """
    return plain_name(one) == plain_name(other)
