"""People at customers and how they may be reached: set, found, marked as unreachable.

Addresses are personal data: they stand here and never in the journal. Must not choose whom to write to.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.book.addresses import postal_lines, valid_email, valid_phone
from workers.ledger.schema import accounts, contacts, customers
from workers.receivables.customer import Contact
from workers.receivables.occasion import Occasion

Channel = Literal["email", "sms"]
ReachedBy = Channel | Literal["letter"]
_ADDRESS = {"email": contacts.c.email, "sms": contacts.c.phone}
_VALID = {"email": contacts.c.email_valid, "sms": contacts.c.phone_valid}


@dataclass(frozen=True, slots=True)
class CustomerContact:
    """A contact and the customer it belongs to."""

    customer_id: str
    contact: Contact


def set_contact(
    connection: Connection, customer_id: str, role: str, addresses: Mapping[ReachedBy, str], occasion: Occasion
) -> int:
    """Give the contact in that role these addresses; those not named stay. Returns the contact's id.

    A new address is taken for valid; the same address again lifts no mark that a bounce left on it. The postal address
    is the customer's: letters to all of its contacts go there.
    """
    customer = connection.execute(
        select(customers.c.country, customers.c.postal_address).where(customers.c.id == customer_id)
    ).one_or_none()
    if customer is None:
        raise UserError(f"there is no customer {customer_id}")
    usable = {by: _usable(by, address, customer.country) for by, address in addresses.items() if by != "letter"}
    postal = _postal(addresses.get("letter", ""))
    account_ids = accounts_of(connection, [customer_id])
    supersede(connection, account_ids, "contact_changed")
    known = connection.execute(
        select(contacts).where(contacts.c.customer_id == customer_id, contacts.c.role == role)
    ).one_or_none()
    values = _changed(known, usable)
    if known is None:
        fresh = insert(contacts).values(customer_id=customer_id, role=role, **values).returning(contacts.c.id)
        contact_id = int(connection.execute(fresh).scalar_one())
    else:
        contact_id = int(known.id)
        if values:
            connection.execute(update(contacts).where(contacts.c.id == contact_id).values(values))
    moved = bool(postal) and postal != customer.postal_address
    if moved:
        connection.execute(update(customers).where(customers.c.id == customer_id).values(postal_address=postal))
    changed = [*values, *(["postal_address"] if moved else [])]
    told = {"contact": contact_id, "changed": sorted(changed), "added": known is None}
    _record(connection, account_ids, "contact.set", told, occasion)
    return contact_id


def demand_usable(connection: Connection, customer_id: str, addresses: Mapping[Channel, str]) -> None:
    """Raise `UserError` where nothing can be sent to one of these addresses of a customer."""
    country = connection.scalar(select(customers.c.country).where(customers.c.id == customer_id)) or ""
    for by, address in addresses.items():
        _usable(by, address, country)


def mark_invalid(connection: Connection, channel: Channel, address: str, reason: str, occasion: Occasion) -> list[int]:
    """A provider said that an address takes nothing: nobody writes to it any more. Returns the accounts concerned."""
    hit = find_by_address(connection, channel, address)
    account_ids = accounts_of(connection, [found.customer_id for found in hit])
    supersede(connection, account_ids, "address_invalid")
    ids = [found.contact.id for found in hit]
    connection.execute(update(contacts).where(contacts.c.id.in_(ids)).values({_VALID[channel]: False}))
    data = {"contacts": ids, "channel": channel, "reason": reason}
    _record(connection, account_ids, "contact.invalid", data, occasion)
    return account_ids


def find_by_address(connection: Connection, channel: Channel, address: str) -> list[CustomerContact]:
    """Everybody with that address, at whichever customer; capital letters do not tell two addresses apart."""
    query = select(contacts).where(_ADDRESS[channel].in_(_spellings(address))).order_by(contacts.c.id)
    return [CustomerContact(row.customer_id, _contact(row)) for row in connection.execute(query)]


def _spellings(address: str) -> set[str]:
    """As given and in small letters: the two forms under which importers store an address."""
    return {address.strip(), address.strip().lower()}


def _changed(known: Row[Any] | None, addresses: Mapping[Channel, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for channel, address in addresses.items():
        column, valid = _ADDRESS[channel].name, _VALID[channel].name
        if known is None or getattr(known, column) != address:
            values |= {column: address, valid: True}
    return values


def _usable(channel: Channel, address: str, country: str) -> str:
    """The address in the form it is stored in; raises `UserError` when nothing can be sent there."""
    text = address.strip().lower() if channel == "email" else address.strip()
    number, possible = (text, valid_email(text)) if channel == "email" else valid_phone(text, country)
    if not possible:
        raise UserError(f"{address!r} is no {'e-mail address' if channel == 'email' else 'telephone number'}")
    return number


def _postal(address: str) -> str:
    """The lines of an envelope; raises `UserError` when it shows fewer."""
    try:
        return postal_lines(address)
    except ValueError as error:
        raise UserError(f"the postal address {error}") from error


def accounts_of(connection: Connection, customer_ids: Sequence[str]) -> list[int]:
    """The accounts of these customers, at all of our entities."""
    query = select(accounts.c.id).where(accounts.c.customer_id.in_(customer_ids)).order_by(accounts.c.id)
    return list(connection.scalars(query))


def _record(
    connection: Connection, account_ids: Sequence[int], kind: str, data: Mapping[str, Any], occasion: Occasion
) -> None:
    for account_id in account_ids:
        journal.record(connection, kind, data, occasion, account_id=account_id)


def _contact(row: Row[Any]) -> Contact:
    return Contact(row.id, row.role, row.email, row.phone, row.email_valid, row.phone_valid)
