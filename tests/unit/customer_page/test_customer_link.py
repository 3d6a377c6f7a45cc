"""The token of a link: ours alone, for one account, message and day; and its place in a message."""

from __future__ import annotations

from datetime import date

import pytest

from workers.receivables.customer_link import CustomerLinks, LinkFacts

FACTS = LinkFacts(7, 12, date(2026, 4, 2))
LINKS = CustomerLinks("a secret")


@pytest.mark.parametrize("place", range(48))
def test_a_token_with_one_sign_changed_opens_nothing(place: int) -> None:
    token = LINKS.token(FACTS)
    other = "A" if token[place] != "A" else "B"
    assert LINKS.read(token[:place] + other + token[place + 1 :]) is None


@pytest.mark.parametrize("token", ["", "A" * 47, "A" * 49, "A" * 47 + "=", "ä" * 48, "A" * 48 + "\n", "A" * 5000])
def test_what_is_no_token_opens_nothing(token: str) -> None:
    assert LINKS.read(token) is None


def test_neighbours_have_nothing_in_common() -> None:
    """Nobody can tell from two tokens that their accounts are next to each other."""
    here = LINKS.token(FACTS)
    there = LINKS.token(LinkFacts(8, 12, date(2026, 4, 2)))
    assert sum(a == b for a, b in zip(here, there, strict=True)) < 12


def test_the_secret_shows_nowhere() -> None:
    assert "a secret" not in repr(LINKS)
