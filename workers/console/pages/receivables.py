"""Receivables at a glance: the aging, and notices and cash of the last mornings. Must not add up the book itself."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from workers.console.access.visitor import Viewer
from workers.console.parts import parts_of
from workers.console.view.charts import Mark, columns, shares
from workers.console.view.page import show
from workers.ledger.book.aging import BUCKETS
from workers.ledger.operations.morning_figures import Morning, find_mornings

router = APIRouter()
_DAYS = 30


@router.get("/receivables")
def receivables(request: Request, visitor: Viewer) -> Response:
    """The figures of this morning, or of the last one that was taken, and how they came about."""
    parts = parts_of(request)
    since = visitor.occasion(parts).business_date - timedelta(days=_DAYS)
    with parts.robot.ledger.read() as connection:
        mornings = find_mornings(connection, since)
    last = mornings[-1] if mornings else None
    counts = [morning.notices for morning in mornings]
    aging = [(line, shares([getattr(line, name) for name in BUCKETS])) for line in last.aging] if last else []
    return show(
        request,
        "receivables.html",
        visitor,
        last=last,
        aging=aging,
        buckets=BUCKETS,
        mornings=mornings,
        notice_counts=counts,
        notices=columns(counts),
        cash=_cash(mornings),
        entities={line.entity: parts.robot.policy.robot.entity(line.entity).name for line, _ in aging},
    )


def _cash(mornings: list[Morning]) -> list[tuple[str, list[int], list[Mark]]]:
    """For each currency the cash of each day, and its columns."""
    currencies = sorted({currency for morning in mornings for currency in morning.applied})
    found = []
    for currency in currencies:
        values = [morning.applied.get(currency, 0) for morning in mornings]
        found.append((currency, values, columns(values)))
    return found
