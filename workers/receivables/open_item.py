"""Open items: invoices and credit memos with what is still open of them. Must not decide what happens to them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import msgspec


class OpenItem(NamedTuple):
    """One document of the book. ``original`` and ``open`` are minor units of ``currency``; credit memos are negative.

    A tuple, because matching makes one for every open item it looks at.
    """

    id: int
    customer_id: str
    document_type: str
    document_number: str
    issue_date: date
    due_date: date
    currency: str
    original: int
    open: int
    po_number: str = ""
    discount_terms: str = ""


class AccountItem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A document as its account shows it, with the level that a former system noted for it and the day of that.

    Amounts as above. A struct of its own with no more than notices need, because runs make one for every open item.
    """

    id: int
    document_number: str
    issue_date: date
    due_date: date
    currency: str
    original: int
    open: int
    po_number: str
    prior_level: int | None
    prior_level_on: date | None


def days_overdue(due_date: date, as_of: date) -> int:
    """Whole days past due; an item due today is not overdue (0), one due tomorrow is -1.

    >>> days_overdue(date(2026, 3, 1), date(2026, 3, 2))
    1
    """
    return (as_of - due_date).days
