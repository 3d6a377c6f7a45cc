"""Customers and the people at them. Must not hold money."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

import msgspec

from workers.receivables.reference import canonical


class Customer(NamedTuple):
    """A business partner as the system of record names it; ``parent_id`` is the head of its family.

    ``pinned_segment`` is one that a person chose for it; empty: the rules of robot.yaml choose. A tuple, because a run
    makes one for every account it looks at.
    """

    id: str
    name: str
    domain: str = ""
    parent_id: str | None = None
    language: str = "en"
    country: str = ""
    timezone: str = ""
    segment: str = ""
    party: str = "company"
    pinned_segment: str = ""


class Contact(msgspec.Struct, frozen=True):
    """One person's addresses at a customer, by role (``ap_clerk``, ``manager``, ``finance_head``).

    The postal address is the customer's: letters name the person's house, and its clerk opens them.
    """

    id: int
    role: str
    email: str = ""
    phone: str = ""
    email_valid: bool = True
    phone_valid: bool = True
    postal_address: str = ""

    def channels(self, barred: Collection[str]) -> tuple[str, ...]:
        """The channels over which this person can be reached; ``barred`` are those that consent closes."""
        usable = []
        if self.email and self.email_valid and "email" not in barred:
            usable.append("email")
        if self.phone and self.phone_valid and "sms" not in barred:
            usable.append("sms")
        if self.postal_address:
            usable.append("letter")
        if self.phone and self.phone_valid:
            usable.append("call")
        return tuple(usable)

    def address(self, channel: str) -> str:
        """Where a message over that channel goes.

        >>> Contact(1, "ap_clerk", "ap@customer.example", "+4930123").address("call")
        '+4930123'
        """
        match channel:
            case "email":
                return self.email
            case "letter":
                return self.postal_address
            case _:
                return self.phone


def name_key(name: str) -> str:
    """Letters and digits of a name in small letters, as `canonical` folds them: how a printed name finds its customer.

    A name without any Latin letter or digit keeps its own.

    >>> name_key("Müller & Söhne G.m.b.H."), name_key("Газпром")
    ('mullersohnegmbh', 'газпром')
    """
    return canonical(name).lower() or "".join(letter for letter in name.casefold() if letter.isalnum())
