"""How long a text may be, and what one of its segments costs, as robot.yaml says. Values only.

A price is written with its currency (``0.0079 USD``), because carriers charge fractions of a cent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from workers.policy.fields import Country, OneOrMore
from workers.receivables.currencies import is_currency
from workers.receivables.sms_text import SegmentPrice

_PRICE = re.compile(r"(\d{1,4})(?:\.(\d{1,6}))? ([A-Z]{3})\Z")


def parse_price(value: Any) -> SegmentPrice:
    """A price from text such as ``0.0079 USD``.

    >>> parse_price("0.0079 USD")
    SegmentPrice(currency='USD', micros=7900)
    """
    found = _PRICE.match(value) if isinstance(value, str) else None
    if found is None or not is_currency(found[3]):
        raise PydanticCustomError("price", 'write a price and its currency, such as "0.0079 USD"')
    return SegmentPrice(found[3], int(found[1]) * 1_000_000 + int((found[2] or "").ljust(6, "0")))


def _print_price(price: SegmentPrice) -> str:
    units, micros = divmod(price.micros, 1_000_000)
    return f"{units}.{micros:06} {price.currency}"


Price = Annotated[
    SegmentPrice,
    BeforeValidator(parse_price),
    PlainSerializer(_print_price),
    WithJsonSchema({"type": "string", "examples": ["0.0079 USD"]}),
]


@dataclass(frozen=True, slots=True)
class SmsPolicy:
    """``segment_prices`` by the country of the number, for estimates; a country not listed has none."""

    max_segments: OneOrMore = 2
    segment_prices: Mapping[Country, Price] = field(default_factory=dict)
