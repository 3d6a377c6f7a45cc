"""A run decides and records batch by batch: wherever a batch ends, every account is looked at once."""

from __future__ import annotations

import pytest

import workers.dunning.run as planning
from tests.dunned_book import DunnedBook


@pytest.mark.parametrize("size", [1, 2, 4, 5])
def test_a_run_of_several_batches_misses_no_account_and_takes_none_twice(
    book: DunnedBook, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Four accounts: batches that are never full, just full, and full but for the last."""
    monkeypatch.setattr(planning, "BATCH", size)
    for number in range(4):
        book.customer(f"C{number}")
    result = planning.run(book.ledger, book.policy, book.occasion())
    assert (result.accounts, result.notices) == (4, 4)
    assert book.states() == ["planned"] * 4
