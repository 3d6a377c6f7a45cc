"""What an agency earns of a payment: the rate by age and amount at placement, and nothing before it asked. Pure.

Money that reached us before the agency's first demand is no fruit of its work (NOFEE, as YGC's `DP_NOFEE`); where no
demand was reported, none was made as far as we know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from workers.policy.commission import Rate

FEE, NO_FEE = "FEE", "NOFEE"


@dataclass(frozen=True, slots=True)
class PlacedDebt:
    """An item as it was on the day it was placed: what the rate goes by."""

    placed_on: date
    due_date: date
    amount: int
    currency: str

    @property
    def age_days(self) -> int:
        return max((self.placed_on - self.due_date).days, 0)


def choose_rate(rates: Sequence[Rate], debt: PlacedDebt) -> Decimal:
    """The percentage of the first rate that fits; lint sees to it that the last one always does.

    >>> young, rest = Rate(Decimal("10"), age_days_up_to=90), Rate(Decimal("25"))
    >>> choose_rate([young, rest], PlacedDebt(date(2026, 6, 1), date(2026, 3, 1), 5000, "EUR"))
    Decimal('25')
    """
    fitting = (rate.percent for rate in rates if rate.fits(debt.age_days, debt.amount, debt.currency))
    return next(fitting, Decimal(0))


def commission_of(gross: int, percent: Decimal) -> int:
    """The agency's share of a payment in minor units, rounded half away from zero.

    >>> commission_of(10_005, Decimal("12.5")), commission_of(-10_005, Decimal("12.5")), commission_of(100, Decimal(0))
    (1251, -1251, 0)
    """
    hundredths = int(percent * 100)
    share = (abs(gross) * hundredths * 2 + 10_000) // 20_000
    return share if gross >= 0 else -share


def fee_word(received_on: date, demanded_on: date | None) -> str:
    """Whether a payment of that day earns a commission.

    >>> fee_word(date(2026, 6, 2), date(2026, 6, 3)), fee_word(date(2026, 6, 3), date(2026, 6, 3))
    ('NOFEE', 'FEE')
    """
    return FEE if demanded_on is not None and received_on >= demanded_on else NO_FEE


def commission_on_direct_payment(amount: int, percent: Decimal, received_on: date, demanded_on: date | None) -> int:
    """What the agency earns of money that the customer paid to us.

    >>> commission_on_direct_payment(10_000, Decimal(10), date(2026, 6, 2), date(2026, 6, 3))
    0
    """
    return commission_of(amount, percent) if fee_word(received_on, demanded_on) == FEE else 0


def commission_on_remittance(gross: int, percent: Decimal, received_on: date, demanded_on: date | None) -> int:
    """What the agency earns of money that the customer paid to it; only a demand known to be later makes it none.

    >>> commission_on_remittance(10_000, Decimal(10), date(2026, 6, 2), None)
    1000
    """
    early = demanded_on is not None and received_on < demanded_on
    return 0 if early else commission_of(gross, percent)
