"""Draws what a customer owes: runs of invoices and credit memos in one numbering style, some of them settled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.bench.remittance.model import Customer, Item, Terms

# A numbering style: running number -> document number. Which ones a family's payers meet is the family's choice.
NUMBERINGS: dict[str, Callable[[int], str]] = {
    "inv-year": lambda n: f"INV-2026-{n % 1_000_000:06d}",
    "eight": lambda n: f"{90_000_000 + n % 9_999_999}",
    "zeros": lambda n: f"{n % 100_000:07d}",
    "re-slash": lambda n: f"RE2026/{n % 100_000:05d}",
    "letters": lambda n: f"AB{n % 1_000_000:06d}{'CDEFGHJK'[n % 8]}",
    "fv": lambda n: f"F-2026/{n % 100_000:05d}",
    "dots": lambda n: f"2026.10.{n % 100_000:05d}",
    "sap": lambda n: f"18{n % 100_000_000:08d}",
    "long": lambda n: f"100000{n % 1_000_000_000:09d}",
    "vk": lambda n: f"VK26-{n % 1_000_000:06d}",
    "branch": lambda n: f"{n % 100_000:05d}/4{n % 7}",
    "six": lambda n: f"{100_000 + n % 899_999}",
}
CREDIT_NUMBERINGS: dict[str, Callable[[int], str]] = {
    "inv-year": lambda n: f"CM-2026-{n % 1_000_000:06d}",
    "re-slash": lambda n: f"GS2026/{n % 100_000:05d}",
    "letters": lambda n: f"CR{n % 1_000_000:06d}{'CDEFGHJK'[n % 8]}",
    "vk": lambda n: f"GU26-{n % 1_000_000:06d}",
    "fv": lambda n: f"NC-2026/{n % 100_000:05d}",
}
_FIRST_DAY = date(2026, 5, 4)
_TERMS = (Terms(200, 10, 30), Terms(300, 14, 30), Terms(200, 14, 45), Terms(100, 8, 30), Terms(250, 20, 60))


@dataclass(frozen=True, slots=True)
class Habits:
    """What the documents of one customer have in common."""

    numbering: str
    currency: str
    paid_on: date
    terms: Terms | None
    round_prices: bool


def draw_habits(rng: Random, numberings: tuple[str, ...], currency: str, paid_on: date) -> Habits:
    terms = rng.choice(_TERMS) if rng.random() < 0.6 else None
    return Habits(rng.choice(numberings), currency, paid_on, terms, rng.random() < 0.2)


def draw_items(rng: Random, customer: Customer, habits: Habits, count: int) -> list[Item]:
    """``count`` invoices, oldest first, then a few credit memos; about one in nine is settled already."""
    number = rng.randrange(1_200, 80_000)
    last = (habits.paid_on - _FIRST_DAY).days - 4
    days = sorted(rng.randrange(last) for _ in range(count))
    items = []
    for day in days:
        number += rng.choice((1, 1, 2, 3, 7, 11, 31))
        amount = draw_amount(rng, habits.round_prices)
        po_number = f"PO-{rng.randrange(10_000, 99_999)}" if rng.random() < 0.7 else ""
        items.append(
            Item(
                customer.id,
                NUMBERINGS[habits.numbering](number),
                _FIRST_DAY + timedelta(days=day),
                habits.currency,
                amount,
                0 if rng.random() < 0.11 else amount,
                po_number,
                habits.terms if rng.random() < 0.8 else None,
            )
        )
    memo = CREDIT_NUMBERINGS.get(habits.numbering, NUMBERINGS[habits.numbering])
    for _ in range(max(2, count // 6)):
        number += rng.choice((2, 5, 17))
        amount = -draw_amount(rng, habits.round_prices) // 6 or -4_200
        issued = _FIRST_DAY + timedelta(days=rng.randrange(last))
        items.append(Item(customer.id, memo(number), issued, habits.currency, amount, amount))
    return items


def draw_amount(rng: Random, round_prices: bool) -> int:
    if round_prices:
        return rng.choice((5_000, 10_000, 25_000, 12_500)) * rng.randrange(1, 30)
    return int(10 ** rng.uniform(3.9, 6.2))
