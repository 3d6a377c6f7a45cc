"""A dunned book whose first level is given over a channel of one's choice, for tests of letters and calls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.dunned_book import DunnedBook
from workers.policy.level import Channel


def first_level(book: DunnedBook, *channels: Channel, **changes: Any) -> None:
    """Give the first level of the standard ladder over these channels."""
    ladders = dict(book.policy.ladders)
    ladder = ladders["standard"]
    level = replace(ladder.levels[0], channels=channels, **changes)
    ladders["standard"] = replace(ladder, levels=(level, *ladder.levels[1:]))
    book.policy = replace(book.policy, ladders=ladders)
