"""Money: integer minor units with a currency. No float comes near it, nothing is rounded silently.

Must not know formats of documents or languages; parsing of what payers print lives in `workers.remittance.formats`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, Overflow

# ISO 4217 exponents that are not 2.
_EXPONENTS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"), 0),
    **dict.fromkeys(("PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    "CLF": 4,
}


def exponent(currency: str) -> int:
    """Digits after the decimal point of ``currency`` (ISO 4217): USD 2, JPY 0, KWD 3.

    >>> [exponent(currency) for currency in ("USD", "JPY", "KWD", "CLF")]
    [2, 0, 3, 4]
    """
    return _EXPONENTS.get(currency, 2)


# No debt of anybody's is larger, and a book adds up ten of these before a column is full.
_LARGEST = 10**17


def to_minor(amount: Decimal | str, currency: str) -> int:
    """Minor units of a decimal amount; raises `ValueError` when it has more digits than the currency, or is no debt's.

    >>> to_minor("12.50", "USD"), to_minor("1250", "JPY")
    (1250, 1250)
    """
    try:
        scaled = Decimal(amount).scaleb(exponent(currency))
    except InvalidOperation as error:
        raise ValueError(f"{amount!r} is not an amount") from error
    except Overflow as error:
        raise ValueError(f"{amount} is too large for an amount") from error
    if scaled.is_finite() and abs(scaled) > _LARGEST:
        raise ValueError(f"{amount} is too large for an amount")
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} has more digits than {currency} has")
    return int(scaled)


def to_decimal(minor: int, currency: str) -> Decimal:
    """The decimal amount of minor units, with exactly the digits of the currency.

    >>> to_decimal(1250, "USD")
    Decimal('12.50')
    """
    return Decimal(minor).scaleb(-exponent(currency))


def share(minor: int, rate: Decimal) -> int:
    """``minor x rate`` in minor units, rounded half up, away from zero (POLICY rule 10).

    >>> share(12345, Decimal("0.02"))
    247
    """
    return int((minor * rate).quantize(Decimal(1), rounding=ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of one currency; adding two currencies is an error."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: Decimal | str, currency: str) -> Money:
        return cls(to_minor(amount, currency), currency)

    @property
    def amount(self) -> Decimal:
        return to_decimal(self.minor, self.currency)

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same_currency(other)
        return self.minor < other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be mixed")
