"""MT940, SWIFT's customer statement, in the dialects of European banks: fields with their places, then lines. Pure.

The mt-940 package reads the same fields (a test holds both against each other), but merges the statements of a file,
keeps no line numbers and passes over what it does not know: neither a balance proof nor a clear refusal can rest on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workers.receivables.currencies import is_currency
from workers.remittance.bank.formats.fields import Unreadable, amount_of, day_of, given
from workers.remittance.bank.formats.mt940_details import Details, read_details
from workers.remittance.bank.statement import Balance, Nature, Statement, StatementLine

_TAG = re.compile(r":(\d{2}[A-Z]?):(.*)\Z", re.DOTALL)
_BALANCE = re.compile(r"([CD])(\d{6})([A-Z]{3})([\d,.]+)\Z")
_LINE = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4}|\s{4})?(?P<mark>R?[DC])(?P<funds>[A-Z])?\s?(?P<amount>[\d,.]{1,18})"
    r"(?P<type>[A-Z][A-Z0-9]{3})?(?P<reference>(?:(?!//)[^\n]){0,40})(?://(?P<bank>[^\n]{0,40}))?(?:\n(?P<more>.*))?\Z",
    re.DOTALL,
)
_ENVELOPE = re.compile(r"\{[^{}]*\}|\{\d:|-\}")
# Returned items, by the bank's transaction type or by the German business code.
_RETURN_TYPES = frozenset(("NRTI", "FRTI", "SRTI"))
_RETURN_CODES = frozenset(("008", "009", "011", "014", "108", "109", "111", "159"))
_INTERIM = ("60M", "62M")
_IGNORED = frozenset(("13D", "21", "34F", "64", "65", "90C", "90D", "NS"))
_MAX_LINES = 2_000_000


@dataclass(frozen=True, slots=True)
class _Field:
    tag: str
    text: str
    place: int


def is_mt940(text: str) -> bool:
    """Whether a text holds the fields that a statement begins with."""
    head = text[:4000]
    return ":20:" in head and ":25" in head and (":60F:" in head or ":60M:" in head)


def read_mt940(text: str) -> list[Statement]:
    """All statements of a file, page by page; raises `Unreadable`."""
    return [_statement(fields) for fields in _messages(text)]


def _messages(text: str) -> Iterator[list[_Field]]:
    """The fields of each message; a message begins with its reference."""
    current: list[_Field] = []
    for field in _fields(text):
        if field.tag == "20" and current:
            yield current
            current = []
        current.append(field)
    if current:
        yield current


def _fields(text: str) -> Iterator[_Field]:
    tag, place, parts = "", 0, list[str]()
    for number, raw in enumerate(text.lstrip("\ufeff").splitlines(), start=1):
        if number > _MAX_LINES:
            raise Unreadable(number, "the file is too long to be read safely")
        line = _ENVELOPE.sub("", raw) if raw.lstrip().startswith(("{", "-}")) else raw
        found = _TAG.match(line.strip())
        if found:
            if tag:
                yield _Field(tag, "\n".join(parts).rstrip(), place)
            tag, place, parts = found.group(1), number, [found.group(2)]
        elif line.strip() in ("", "-", "--"):
            continue
        elif tag:
            parts.append(line.rstrip("\r"))
        elif number > 10:
            raise Unreadable(number, f"{line[:20]!r} belongs to no field")
    if tag:
        yield _Field(tag, "\n".join(parts).rstrip(), place)


def _statement(fields: Sequence[_Field]) -> Statement:
    account, number, balances = "", "", dict[str, Balance]()
    currency, interim = "", False
    for field in fields:
        match field.tag:
            case "25" | "25P":
                account = field.text.strip().split("\n")[0].strip()
            case "28C" | "28":
                number = field.text.strip()
            case "60F" | "60M" | "62F" | "62M":
                balances[field.tag[:2]], code = _balance(field)
                if currency and code != currency:
                    raise Unreadable(field.place, f"the statement is in {currency}, this balance in {code}")
                currency, interim = code, field.tag in _INTERIM
            case "20" | "61" | "86":
                pass
            case tag if tag not in _IGNORED:
                raise Unreadable(field.place, f"{tag} is no field of an MT940 statement")
    first = fields[0].place
    if "60" not in balances or "62" not in balances:
        raise Unreadable(first, "the statement has no opening (60F) or no closing balance (62F): it was cut off")
    if not account:
        raise Unreadable(first, "the statement names no account (25)")
    return Statement(
        format="mt940",
        lines=tuple(_lines(fields, currency)),
        account=re.sub(rf"\s*{currency}\Z", "", account.replace(" ", "")),
        currency=currency,
        number=number.split("/")[0],
        opening=balances["60"],
        closing=balances["62"],
        goes_on=interim,
    )


def _balance(field: _Field) -> tuple[Balance, str]:
    found = _BALANCE.match(field.text.strip())
    if not found:
        raise Unreadable(field.place, f"{field.text.strip()!r} is no balance")
    mark, day, currency, digits = found.groups()
    if not is_currency(currency):
        raise Unreadable(field.place, f"{currency!r} is no currency code (ISO 4217)")
    amount = amount_of(digits, currency, field.place)
    signed = amount if mark == "C" else -amount
    return Balance(signed, day_of(day, "%y%m%d", field.place), field.place), currency


def _lines(fields: Sequence[_Field], currency: str) -> Iterator[StatementLine]:
    """Each 61 with the 86 behind it; an 86 after the closing balance speaks of the whole statement."""
    for field, after in zip(fields, [*fields[1:], None], strict=True):
        if field.tag == "61":
            told = after.text if after is not None and after.tag == "86" else ""
            yield _line(field, told, currency)


def _line(field: _Field, told: str, currency: str) -> StatementLine:
    found = _LINE.match(field.text.strip())
    if not found:
        raise Unreadable(field.place, f"{field.text.strip()[:40]!r} is no statement line (61)")
    value = day_of(found["value"], "%y%m%d", field.place)
    amount = amount_of(found["amount"], currency, field.place)
    if not amount:
        raise Unreadable(field.place, "the line moves nothing")
    more = (found["more"] or "").strip()
    details = read_details(told, more)
    own = given(found["reference"])
    return StatementLine(
        booked_on=_booked(found["entry"], value, field.place),
        amount=-amount if found["mark"] in ("D", "RC") else amount,
        currency=currency,
        reference=" ".join(part for part in (details.text, own) if part),
        payer=details.payer,
        bank_id=given(found["bank"]),
        value_on=value,
        end_to_end=details.end_to_end,
        payer_account=details.payer_account,
        structured=details.structured,
        type_code=" ".join(part for part in (found["type"], details.code) if part),
        nature=_nature(found["mark"], found["type"] or "", details),
        return_reason=details.return_reason,
        charges=_charges(details, currency, field.place),
        place=field.place,
    )


def _nature(mark: str, kind: str, details: Details) -> Nature:
    if mark == "RD":
        return "undone_debit"
    returned = mark == "RC" or kind in _RETURN_TYPES or details.code in _RETURN_CODES or bool(details.return_reason)
    if not returned:
        return "payment"
    return "return" if mark in ("D", "RC") else "undone_debit"


def _charges(details: Details, currency: str, place: int) -> int:
    """What the bank kept of the payment, where it says so in the account's currency."""
    return amount_of(details.charges[1], currency, place) if details.charges[0] == currency else 0


def _booked(entry: str | None, value: date, place: int) -> date:
    """The booking date has no year: it is the one nearest to the value date."""
    if not entry or not entry.strip():
        return value
    candidates = []
    for year in (value.year - 1, value.year, value.year + 1):
        try:
            candidates.append(date(year, int(entry[:2]), int(entry[2:])))
        except ValueError:
            continue
    if not candidates:
        raise Unreadable(place, f"{entry!r} is no day of a year")
    return min(candidates, key=lambda day: abs((day - value).days))
