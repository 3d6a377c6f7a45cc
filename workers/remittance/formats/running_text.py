"""References in running text to a payment; how their amounts are meant is settled by the amount called the payment.

The last resort of reading. A figure beside a number that a reading leaves without a meaning speaks against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from workers.remittance.formats.closing import Reading
from workers.remittance.formats.entries import Listing, TextReading
from workers.remittance.formats.fields import Fields, Strength, find_fields
from workers.remittance.formats.found import Found, assembled
from workers.remittance.formats.layout import Line
from workers.remittance.formats.listing import read_listings
from workers.remittance.formats.table import Knows
from workers.remittance.formats.written_list import read_written_list


def from_running_text(lines: Sequence[Line], knows: Knows, *, day_first: bool) -> Found:
    """The first way that closes and names no fewer documents than another; else the one that names most."""
    listings = [
        *read_written_list(lines, knows, day_first=day_first),
        *read_listings(lines, knows, day_first=day_first),
    ]
    read = (_from_one(listing, lines, day_first=day_first) for listing in listings)
    found = [each for each in read if each.payments]
    most = max((each.documents(knows) for each in found), default=0)
    best = [each for each in found if each.documents(knows) == most]
    return next((each for each in best if each.closes(knows)), best[0] if best else Found())


def _from_one(listing: Listing, lines: Sequence[Line], *, day_first: bool) -> Found:
    fields = find_fields(lines, listing.item_lines, day_first=day_first)
    labelled = {abs(s.minor) for s in fields.amounts if s.strength is not Strength.BARE and s.minor}
    named = sorted(labelled | set(listing.totals))
    if not named:
        return Found()
    closing = next((each for each in listing.readings if each.total in named), None)
    chosen = closing or listing.readings[0]
    stated = chosen.total if closing else named[-1]
    conflict = _conflict(chosen, listing, named) if closing else ""
    payment = assembled(Reading(chosen.lines, stated, closing is not None, conflict), fields)
    return Found((payment,), _is_called_paid(fields, listing, stated), listing.item_lines)


def _is_called_paid(fields: Fields, listing: Listing, stated: int) -> bool:
    return any(s.strength is Strength.STRONG for s in fields.amounts) or stated in listing.called_paid


def _conflict(chosen: TextReading, listing: Listing, named: Sequence[int]) -> str:
    """Further figures without a meaning: other sums, or amounts that stand beside the numbers or in the list."""
    if set(named) - {each.total for each in listing.readings}:
        return "the document states several amounts"
    nets = [line.net for line in chosen.lines]
    parts = {*accumulate(nets), sum(n for n in nets if n > 0), -sum(n for n in nets if n < 0)}
    if (chosen.unexplained | listing.loose) - parts:
        return "an amount in the text belongs to no line"
    return "a document is named without an amount" if listing.without_amount else ""
