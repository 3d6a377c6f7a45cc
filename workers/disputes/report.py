"""The report of root causes: which reasons come again and again, over the span that the matrix names."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import Connection

from workers.disputes.rules.root_causes import Cause, find_causes
from workers.ledger.book.disputes import find_disputes
from workers.policy.resolution_matrix import ResolutionMatrix


def root_causes(connection: Connection, matrix: ResolutionMatrix, as_of: date, days: int | None = None) -> list[Cause]:
    """The causes of the ``days`` before ``as_of``, that day included."""
    first = as_of - timedelta(days=(days or matrix.root_causes.in_days) - 1)
    found = [dispute for dispute in find_disputes(connection, since=first) if dispute.opened_on <= as_of]
    return find_causes(found, (first, as_of), matrix.root_causes.at_least)
