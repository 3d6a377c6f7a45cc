"""The kinds of value a policy file may hold: amounts per currency, names, addresses, send windows.

A kind checks its own form and nothing else; relations between values are checked in `workers.policy.lint`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

from workers.receivables.money import to_decimal, to_minor

_CURRENCY = re.compile(r"[A-Z]{3}\Z")
_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*-\s*([01]\d|2[0-3]):([0-5]\d)\Z")


def parse_amounts(value: Any) -> dict[str, int]:
    """Minor units per currency from what a policy file says.

    >>> parse_amounts({"EUR": "25.00", "JPY": 2500})
    {'EUR': 2500, 'JPY': 2500}
    """
    if not isinstance(value, dict):
        raise PydanticCustomError("amounts", 'write amounts by currency, such as {EUR: "25.00"}')
    return {str(currency): _minor(str(currency), amount) for currency, amount in value.items()}


def _minor(currency: str, amount: Any) -> int:
    if not _CURRENCY.match(currency):
        raise PydanticCustomError("currency", "'{key}' is not a currency code such as EUR", {"key": currency})
    if isinstance(amount, bool) or not isinstance(amount, str | int):
        raise _bad_amount(currency, amount, "is not an amount")
    try:
        minor = to_minor(str(amount), currency)
    except ValueError as error:
        raise _bad_amount(currency, amount, "is not an amount of that currency") from error
    if minor < 0:
        raise _bad_amount(currency, amount, "is below zero")
    return minor


def _bad_amount(currency: str, amount: Any, complaint: str) -> PydanticCustomError:
    return PydanticCustomError("amount", f"{{amount}} {{key}} {complaint}", {"key": currency, "amount": str(amount)})


def _print_amounts(amounts: Mapping[str, int]) -> dict[str, str]:
    return {currency: str(to_decimal(minor, currency)) for currency, minor in amounts.items()}


@dataclass(frozen=True, slots=True)
class Window:
    """The hours of one weekday in which a message may leave, in the recipient's zone: ``opens <= t < closes``."""

    opens: time
    closes: time


def parse_window(value: Any) -> Window:
    """A window from text such as ``09:00-18:00``; it may not close before it opens.

    >>> parse_window("09:00-18:00").closes
    datetime.time(18, 0)
    """
    found = _WINDOW.match(value) if isinstance(value, str) else None
    if not found:
        raise PydanticCustomError("window", 'write hours such as "09:00-18:00"')
    hours = [int(part) for part in found.groups()]
    window = Window(time(hours[0], hours[1]), time(hours[2], hours[3]))
    if window.closes <= window.opens:
        raise PydanticCustomError("window", "the window closes before it opens")
    return window


def _print_window(window: Window) -> str:
    return f"{window.opens:%H:%M}-{window.closes:%H:%M}"


AmountPerCurrency = Annotated[
    Mapping[str, int],
    BeforeValidator(parse_amounts),
    PlainSerializer(_print_amounts),
    WithJsonSchema(
        {
            "type": "object",
            "propertyNames": {"pattern": "^[A-Z]{3}$"},
            "additionalProperties": {"anyOf": [{"type": "string", "pattern": r"^\d+(\.\d+)?$"}, {"type": "number"}]},
            "examples": [{"EUR": "25.00", "USD": "25.00"}],
        }
    ),
]
SendWindow = Annotated[
    Window,
    BeforeValidator(parse_window),
    PlainSerializer(_print_window),
    WithJsonSchema({"type": "string", "examples": ["09:00-18:00"]}),
]
_SLUG = r"^[a-z][a-z0-9_]*$"
_CURRENCY_FORM = r"^[A-Z]{3}$"
_COUNTRY = r"^[A-Z]{2}$"
_REGION = r"^[A-Z]{2,3}$"
_LANGUAGE = r"^[a-z]{2}(_[A-Z]{2})?$"
_EMAIL = r"^[^@\s<>,]+@[^@\s<>,]+\.[^@\s<>,]+$"
_PHONE = r"^\+[1-9]\d{6,14}$"
_DOMAIN = r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"
_SMS_SENDER = r"^[A-Za-z0-9 ]{3,11}$"
_PREFIX = r"^[A-Z0-9]{1,6}$"
_FOLDER = r"^[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9_-]*)*$"

Slug = Annotated[str, Field(pattern=_SLUG, max_length=60)]
Currency = Annotated[str, Field(pattern=_CURRENCY_FORM)]
Country = Annotated[str, Field(pattern=_COUNTRY)]
Region = Annotated[str, Field(pattern=_REGION)]
Language = Annotated[str, Field(pattern=_LANGUAGE)]
Email = Annotated[str, Field(pattern=_EMAIL)]
Phone = Annotated[str, Field(pattern=_PHONE)]
Domain = Annotated[str, Field(pattern=_DOMAIN)]
SmsSender = Annotated[str, Field(pattern=_SMS_SENDER)]
AccountPrefix = Annotated[str, Field(pattern=_PREFIX)]
Folder = Annotated[str, Field(pattern=_FOLDER)]
Text = Annotated[str, Field(min_length=1)]
# Days are among them: more than this many lead behind the end of the calendar, and every run of that account fails.
_MOST = 1_000_000
OneOrMore = Annotated[int, Field(ge=1, le=_MOST)]
NotNegative = Annotated[int, Field(ge=0, le=_MOST)]

# What to write where a text has not the form of its kind.
FORMS: Mapping[str, str] = {
    _SLUG: "lower-case letters, digits and underscores, such as friendly_reminder",
    _CURRENCY_FORM: "a currency code such as EUR",
    _REGION: "a state as its post writes it, such as FL",
    _COUNTRY: "a country code of two capitals, such as DE",
    _LANGUAGE: "a language such as en, or de_CH",
    _EMAIL: "one address such as ar@company.example",
    _PHONE: 'an international number such as "+4915112345678"',
    _DOMAIN: "a domain such as company.example",
    _SMS_SENDER: "3 to 11 letters, digits or spaces",
    _PREFIX: "1 to 6 capitals or digits",
    _FOLDER: "a folder below COLLECTBOT_HOME such as placements/north",
}
