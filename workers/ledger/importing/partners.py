"""Customers, contacts and accounts of a report, written in bulk. Must not touch items or money.

A contact's address is changed only when the system of record reports another one than last time, so that an address
corrected here is not put back by the next nightly file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Column, Connection, Row, bindparam, insert, select, update

from workers.ledger.book.addresses import valid_email, valid_phone
from workers.ledger.importing.customer_cells import ReportedCustomer
from workers.ledger.schema import accounts, contacts, customers
from workers.ledger.sql.batches import in_batches
from workers.receivables.customer import name_key

_EMPTY_CUSTOMER: Mapping[str, Any] = {
    "domain": "",
    "parent_id": None,
    "language": "",
    "country": "",
    "timezone": "",
    "segment": "",
    "party": "",
    "credit_limit_minor": None,
    "owner_email": "",
    "postal_address": "",
    "reported_postal_address": "",
}
AccountKey = tuple[str, str]


@dataclass(slots=True)
class ChangedCustomers:
    """Names of the changed fields by customer id; ids and field names only, for the journal."""

    fields: dict[str, list[str]] = field(default_factory=dict)

    def add(self, customer_id: str, names: Iterable[str]) -> None:
        self.fields.setdefault(customer_id, []).extend(names)


def lock_accounts(connection: Connection, customer_ids: Sequence[str]) -> dict[AccountKey, int]:
    """Lock the existing accounts of these customers, in order; (entity, customer id) -> account id."""
    columns = (accounts.c.id, accounts.c.entity, accounts.c.customer_id)
    found = _find(connection, accounts.c.customer_id, customer_ids, *columns)
    for ids in in_batches(sorted(row.id for row in found)):
        connection.execute(
            select(accounts.c.id).where(accounts.c.id.in_(ids)).order_by(accounts.c.id).with_for_update(key_share=True)
        )
    return {(row.entity, row.customer_id): row.id for row in found}


def open_accounts(connection: Connection, keys: Sequence[AccountKey]) -> dict[AccountKey, int]:
    """Open an account for every (entity, customer id)."""
    if not keys:
        return {}
    rows = [{"entity": entity, "customer_id": customer_id} for entity, customer_id in keys]
    added = insert(accounts).returning(accounts.c.id, sort_by_parameter_order=True)
    return dict(zip(keys, connection.execute(added, rows).scalars(), strict=True))


def store_customers(
    connection: Connection, reported: Mapping[str, ReportedCustomer], party_unless_told: str = ""
) -> ChangedCustomers:
    """Add new customers and contacts, change what the report changes; an empty cell changes nothing.

    Of whom no report ever said what he is, he is ``party_unless_told``; empty: nobody knows.
    """
    known = {row.id: row for row in _find(connection, customers.c.id, list(reported), *customers.c)}
    changed = ChangedCustomers()
    unsaid = {"party": party_unless_told} if party_unless_told else {}
    fresh = [_customer_row(customer, unsaid) for customer in reported.values() if customer.id not in known]
    if fresh:
        connection.execute(insert(customers), fresh)
    for customer_id, row in known.items():
        values = (unsaid if not row.party else {}) | _with_key(_address_news(row, reported[customer_id].values))
        names = [name for name, value in values.items() if getattr(row, name) != value]
        if names:
            statement = update(customers).where(customers.c.id == customer_id)
            connection.execute(statement.values({name: values[name] for name in names}))
            changed.add(customer_id, [name for name in names if not name.startswith("reported_")])
    _store_contacts(connection, reported, known, changed)
    return changed


def _store_contacts(
    connection: Connection,
    reported: Mapping[str, ReportedCustomer],
    known_customers: Mapping[str, Row[Any]],
    changed: ChangedCustomers,
) -> None:
    found = _find(connection, contacts.c.customer_id, list(known_customers), *contacts.c)
    known = {(row.customer_id, row.role): row for row in found}
    fresh, moved = [], []
    for customer in reported.values():
        country = _country_of(customer, known_customers)
        for role, (email, phone) in customer.contacts.items():
            row = known.get((customer.id, role))
            if row is not None and _is_no_news(row, email, phone):
                continue
            if row is None:
                fresh.append({"customer_id": customer.id, "role": role, **_addresses(email, phone, country)})
            else:
                moved.append({"contact": row.id, **_news(row, _addresses(email, phone, country))})
            if customer.id in known_customers:
                changed.add(customer.id, [f"contact.{role}"])
    if fresh:
        connection.execute(insert(contacts), fresh)
    if moved:
        _update_contacts(connection, moved)


def _country_of(customer: ReportedCustomer, known: Mapping[str, Row[Any]]) -> str:
    before = known[customer.id].country if customer.id in known else ""
    return str(customer.values.get("country") or before)


def _addresses(email: str, phone: str, country: str) -> dict[str, Any]:
    number, phone_is_valid = valid_phone(phone, country)
    return {
        "email": email.lower(),
        "email_valid": valid_email(email),
        "reported_email": email,
        "phone": number,
        "phone_valid": phone_is_valid,
        "reported_phone": phone,
    }


def _is_no_news(row: Row[Any], email: str, phone: str) -> bool:
    """Whether the system of record reports what it reported last time; an empty cell reports nothing."""
    return email in ("", row.reported_email) and phone in ("", row.reported_phone)


def _news(row: Row[Any], reported: Mapping[str, Any]) -> dict[str, Any]:
    """The contact with the addresses that the system of record reports differently than last time."""
    news = {name: getattr(row, name) for name in reported}
    for kind in ("email", "phone"):
        name = f"reported_{kind}"
        if reported[name] and reported[name] != getattr(row, name):
            news |= {key: reported[key] for key in (kind, f"{kind}_valid", name)}
    return news


def _update_contacts(connection: Connection, moved: Sequence[Mapping[str, Any]]) -> None:
    names = [name for name in moved[0] if name != "contact"]
    statement = update(contacts).where(contacts.c.id == bindparam("contact"))
    connection.execute(
        statement.values({name: bindparam(f"new_{name}") for name in names}),
        [{"contact": row["contact"], **{f"new_{name}": row[name] for name in names}} for row in moved],
    )


def _customer_row(customer: ReportedCustomer, unsaid: Mapping[str, str]) -> dict[str, Any]:
    return {"id": customer.id, **_EMPTY_CUSTOMER, **unsaid, **_with_key(_address_news(None, customer.values))}


def _address_news(row: Row[Any] | None, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values without a postal address that the system of record reported before."""
    told = values.get("postal_address")
    if told is None:
        return values
    if row is not None and told == row.reported_postal_address:
        return {name: value for name, value in values.items() if name != "postal_address"}
    return {**values, "reported_postal_address": told}


def _with_key(values: Mapping[str, Any]) -> dict[str, Any]:
    return {**values, "name_key": name_key(values["name"])}


def _find(connection: Connection, key: Column[Any], values: Sequence[Any], *columns: Column[Any]) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    for batch in in_batches(values):
        rows.extend(connection.execute(select(*columns).where(key.in_(batch))))
    return rows
