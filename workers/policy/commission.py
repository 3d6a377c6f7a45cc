"""What an agency earns, as agencies.yaml says: tariffs by their first day, rates by age and amount. Values only.

A placement is settled under the tariff of the day on which a person approved it, whatever the file says later.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from workers.policy.fields import AmountPerCurrency, OneOrMore

Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of what is collected. A condition that is left out is met.

    ``age_days_up_to``: days overdue on the day of placement; ``amount_from``: what was open of the item then, by
    currency: where it lists any, the others do not fit.
    """

    percent: Percent
    age_days_up_to: OneOrMore | None = None
    amount_from: AmountPerCurrency = field(default_factory=dict)

    def fits(self, age_days: int, amount: int, currency: str) -> bool:
        """Whether an item of this age and amount is paid by this rate."""
        young = self.age_days_up_to is None or age_days <= self.age_days_up_to
        least = self.amount_from.get(currency)
        return young and (not self.amount_from or (least is not None and amount >= least))


@dataclass(frozen=True, slots=True)
class Tariff:
    """The rates of an agreement from its first day on; the first that fits counts, the last fits everything."""

    valid_from: date
    rates: Annotated[tuple[Rate, ...], Field(min_length=1)]
