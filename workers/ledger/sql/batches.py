"""Long lists in pieces that one query can carry. Must not run queries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

_T = TypeVar("_T")

# Databases limit the parameters of one statement: SQLite to 32,766, PostgreSQL to 65,535.
BATCH = 5000


def in_batches(values: Sequence[_T], size: int = BATCH) -> Iterator[Sequence[_T]]:
    """Consecutive slices of at most ``size`` values.

    >>> list(in_batches([1, 2, 3], 2))
    [[1, 2], [3]]
    """
    return (values[start : start + size] for start in range(0, len(values), size))
