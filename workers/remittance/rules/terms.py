"""Discount terms such as ``2/10 net 30``: what may be deducted, and until when."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from workers.receivables.money import share
from workers.receivables.open_item import OpenItem

_TIER = re.compile(r"(\d+(?:[.,]\d+)?)\s*%?\s*/\s*(\d+)")


def allowed_discount(item: OpenItem, taken: int, paid_on: date | None, grace_days: int) -> int:
    """The part of a discount taken that the item's terms allow on that day, with the item's sign (POLICY rule 10).

    >>> issued, due = date(2026, 3, 1), date(2026, 3, 31)
    >>> item = OpenItem(1, "C1", "invoice", "1", issued, due, "USD", 10000, 10000, "", "2/10 net 30")
    >>> allowed_discount(item, 200, date(2026, 3, 16), 5), allowed_discount(item, 200, date(2026, 3, 17), 5)
    (200, 0)
    """
    sign = -1 if item.original < 0 else 1
    if paid_on is None or taken * sign <= 0:
        return 0
    rates = [rate for rate, last_day in _tiers(item) if paid_on <= last_day + timedelta(days=grace_days)]
    most = abs(share(item.original, max(rates))) if rates else 0
    return sign * min(abs(taken), most)


def _tiers(item: OpenItem) -> list[tuple[Decimal, date]]:
    """(rate, last day without grace) of each discount step."""
    steps = _TIER.findall(item.discount_terms)
    return [
        (Decimal(rate.replace(",", ".")) / 100, item.issue_date + timedelta(days=int(days))) for rate, days in steps
    ]
