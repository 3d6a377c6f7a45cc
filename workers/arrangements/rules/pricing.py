"""What later money is worth today: options priced by their net present value, for the person who chooses. Pure.

Simple interest by days over a year of 365, at a stated yearly rate; rounded half up to the minor unit.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction

from workers.receivables.arrangement import Instalment

_YEAR = 365


def present_value(parts: Iterable[Instalment], today: date, yearly_rate_percent: Decimal) -> int:
    """The sum of the instalments, each worth less the later it comes; one that is due already is worth all of it.

    >>> present_value([Instalment(1, date(2027, 3, 3), 108_00)], date(2026, 3, 3), Decimal(8))
    10000
    """
    rate = Fraction(yearly_rate_percent) / 100
    worth = sum(
        (part.amount / (1 + rate * max((part.due_on - today).days, 0) / _YEAR) for part in parts), start=Fraction(0)
    )
    return int(worth + Fraction(1, 2))
