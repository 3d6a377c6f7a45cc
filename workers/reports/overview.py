"""The figures of each morning, kept: whoever looks at them later must not add up the whole book for it.

The aging as it stands, and what was sent and applied on the day before. Must not judge or send.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from typing import Any

from workers.ledger.book.aging import aging
from workers.ledger.operations.day_figures import Day, applied_on, sent_on
from workers.ledger.operations.morning_figures import JOB
from workers.ledger.unit_of_work import Ledger
from workers.receivables.occasion import Occasion

__all__ = ["JOB", "take_figures"]


def take_figures(ledger: Ledger, occasion: Occasion) -> dict[str, Any]:
    """The document of one morning; amounts are minor units."""
    yesterday = occasion.business_date - timedelta(days=1)
    # Both figures asked for go by the business date; the instants of a day bound others.
    begins = datetime.combine(yesterday, time(), UTC)
    day = Day(yesterday, begins, begins + timedelta(days=1), occasion.at)
    with ledger.read() as connection:
        lines = [asdict(line) for line in aging(connection, occasion.business_date)]
        sent = sum(figure.count for figure in sent_on(connection, day) if figure.purpose == "dunning")
        applied = {figure.currency: figure.amount for figure in applied_on(connection, day)}
    return {"aging": lines, "notices": sent, "applied": applied}
