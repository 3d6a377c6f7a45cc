"""What the rows of an open-items file say about customers and their contacts. Must not touch the database.

An empty cell says nothing; two rows that say different things are a complaint, because guessing would depend on order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import available_timezones

from workers.ledger.book.addresses import postal_lines
from workers.ledger.importing.columns import CONTACT, CUSTOMER
from workers.ledger.importing.row import BadCell, read_amount

_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{2}))?\Z", re.IGNORECASE)
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_ROLE = re.compile(r"[a-z][a-z0-9_]*\Z")
_ZONES = frozenset(available_timezones())
DEFAULT_ROLE = "ap_clerk"
PARTIES = ("company", "sole_trader", "consumer")


@dataclass(slots=True)
class ReportedCustomer:
    """Values by column of the customers table, and (email, phone) by contact role, as reported."""

    id: str
    values: dict[str, Any] = field(default_factory=dict)
    contacts: dict[str, tuple[str, str]] = field(default_factory=dict)

    def merge(self, values: Mapping[str, tuple[str, Any]], contact: tuple[str, str, str] | None) -> None:
        """Take in one more row, all of it or, raising `BadCell`, nothing of it."""
        for name, (column, value) in values.items():
            if self.values.setdefault(name, value) != value:
                raise BadCell(column, f"{value!r} for customer {self.id}, but an earlier row has {self.values[name]!r}")
        if contact is not None:
            role, email, phone = contact
            known_email, known_phone = self.contacts.get(role, ("", ""))
            _agree("customer_email", known_email, email, self.id)
            _agree("customer_phone", known_phone, phone, self.id)
            self.contacts[role] = (email or known_email, phone or known_phone)


def read_customer(row: Mapping[str, str]) -> dict[str, tuple[str, Any]]:
    """(file column, value) by column of the customers table, for the cells that say something; raises `BadCell`."""
    readers: dict[str, tuple[str, Callable[[str], Any]]] = {
        "name": ("customer_name", _one_line),
        "domain": ("customer_domain", str.lower),
        "parent_id": ("parent_customer_id", str),
        "language": ("language", _language),
        "country": ("country", _country),
        "timezone": ("timezone", _zone),
        "segment": ("segment", str),
        "party": ("party", _party),
        "owner_email": ("account_owner_email", str),
        "postal_address": ("postal_address", _address),
    }
    said = {name: (column, read(row[column])) for name, (column, read) in readers.items() if row.get(column)}
    if row.get("credit_limit"):
        limit = read_amount("credit_limit", row["credit_limit"], row["currency"])
        said["credit_limit_minor"] = ("credit_limit", limit)
    if row.get("parent_customer_id") == row["customer_id"]:
        raise BadCell("parent_customer_id", "a customer cannot be its own parent")
    return said


def read_contact(row: Mapping[str, str]) -> tuple[str, str, str] | None:
    """(role, e-mail, phone) of the person a row names, or None; raises `BadCell`.

    Who has only a postal address is somebody too: letters go to a person in a role.
    """
    role = row.get("contact_role") or DEFAULT_ROLE
    if not _ROLE.match(role):
        raise BadCell("contact_role", f"{role!r} is no role: write lower-case words such as {DEFAULT_ROLE}")
    email, phone = row.get("customer_email", ""), row.get("customer_phone", "")
    return (role, email, phone) if email or phone or row.get("postal_address") else None


def customer_columns(positions: Mapping[str, int]) -> tuple[str, ...]:
    """The columns of this file that speak of the customer; equal cells in them need no second look."""
    return tuple(name for name in ("customer_id", "currency", *CUSTOMER, *CONTACT) if name in positions)


def _agree(column: str, known: str, reported: str, customer_id: str) -> None:
    if known and reported and known != reported:
        raise BadCell(column, f"{reported!r} for customer {customer_id}, but an earlier row has {known!r}")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _language(text: str) -> str:
    found = _LANGUAGE.match(text)
    if not found:
        raise BadCell("language", f"{text!r} is no language: write en, or de_CH")
    language, country = found.groups()
    return language.lower() + (f"_{country.upper()}" if country else "")


def _address(text: str) -> str:
    try:
        return postal_lines(text)
    except ValueError as error:
        raise BadCell("postal_address", str(error)) from error


def _country(text: str) -> str:
    if not _COUNTRY.match(text):
        raise BadCell("country", f"{text!r} is no country code: write two capitals such as DE")
    return text


def _zone(text: str) -> str:
    if text not in _ZONES:
        raise BadCell("timezone", f"{text!r} is no time zone: write an IANA name such as Europe/Berlin")
    return text


def _party(text: str) -> str:
    if text not in PARTIES:
        raise BadCell("party", f"{text!r} is none of {', '.join(PARTIES)}")
    return text
