"""What an open-items file does to customers, contacts and what is planned for them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from tests.open_items_file import OPTIONS, item, occasion, take_in
from workers.ledger.book.contacts import mark_invalid, set_contact
from workers.ledger.book.standing_rows import contacts_of
from workers.ledger.schema import accounts, contacts, customers
from workers.ledger.unit_of_work import Ledger


def customer(ledger: Ledger) -> Any:
    with ledger.read() as connection:
        return connection.execute(select(customers)).one()


def contact(ledger: Ledger, role: str = "ap_clerk") -> Any:
    with ledger.read() as connection:
        return connection.execute(select(contacts).where(contacts.c.role == role)).one()


def version(ledger: Ledger) -> int:
    with ledger.read() as connection:
        return int(connection.scalar(select(accounts.c.version)) or 0)


def test_optional_columns_fill_customer_and_contact(ledger: Ledger, tmp_path: Path) -> None:
    row = item(
        customer_name="Müller & Söhne  GmbH",
        customer_domain="Adler.example",
        parent_customer_id="C0",
        language="de-at",
        country="AT",
        timezone="Europe/Vienna",
        segment="key",
        party="sole_trader",
        credit_limit="5000",
        account_owner_email="kim@north.example",
        customer_email="AP@Adler.example",
        customer_phone="01 / 234 5678",
        contact_role="manager",
    )
    take_in(ledger, tmp_path, row)
    found, person = customer(ledger), contact(ledger, "manager")
    assert (found.name, found.name_key, found.domain) == ("Müller & Söhne GmbH", "mullersohnegmbh", "adler.example")
    assert (found.parent_id, found.language, found.country, found.timezone) == ("C0", "de_AT", "AT", "Europe/Vienna")
    assert (found.segment, found.party, found.credit_limit_minor) == ("key", "sole_trader", 500000)
    assert found.owner_email == "kim@north.example"
    assert (person.email, person.phone, person.phone_valid) == ("ap@adler.example", "+4312345678", True)


def test_addresses_that_cannot_be_used_park_the_contact_and_not_the_file(ledger: Ledger, tmp_path: Path) -> None:
    result = take_in(ledger, tmp_path, item(customer_email="a@b, c@d", customer_phone="call us", country="DE"))
    person = contact(ledger)
    assert not result.refused
    assert (person.email_valid, person.phone, person.phone_valid) == (False, "call us", False)


def test_an_address_corrected_here_survives_the_next_file(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item(customer_email="old@adler.example"))
    with ledger.write() as connection:
        set_contact(connection, "C1", "ap_clerk", {"email": "right@adler.example"}, occasion())
    take_in(ledger, tmp_path, item(customer_email="old@adler.example"))
    assert contact(ledger).email == "right@adler.example"
    take_in(ledger, tmp_path, item(customer_email="new@adler.example"))
    assert contact(ledger).email == "new@adler.example"


def test_a_postal_address_corrected_here_survives_the_next_file(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item(postal_address="Old Road 1|12345 Berlin"))
    with ledger.write() as connection:
        set_contact(connection, "C1", "ap_clerk", {"letter": " New Road  2 |12345 Berlin"}, occasion())
    assert customer(ledger).postal_address == "New Road 2\n12345 Berlin"
    again = take_in(ledger, tmp_path, item(postal_address="Old Road 1|12345 Berlin"))
    assert (again.changed, customer(ledger).postal_address) == (0, "New Road 2\n12345 Berlin")
    take_in(ledger, tmp_path, item(postal_address=""))
    assert customer(ledger).postal_address == "New Road 2\n12345 Berlin"
    take_in(ledger, tmp_path, item(postal_address="Third Road 3|12345 Berlin"))
    assert customer(ledger).postal_address == "Third Road 3\n12345 Berlin"


def test_the_same_address_again_lifts_no_mark_of_a_bounce(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item())
    with ledger.write() as connection:
        mark_invalid(connection, "email", "ap@adler.example", "bounced", occasion())
    take_in(ledger, tmp_path, item())
    assert not contact(ledger).email_valid
    take_in(ledger, tmp_path, item(customer_email="new@adler.example"))
    assert contact(ledger).email_valid


def test_an_empty_cell_erases_nothing(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item(language="de", po_number="PO-1"))
    result = take_in(ledger, tmp_path, item(language="", po_number="", customer_email=""))
    assert result.changed == 0
    assert (customer(ledger).language, contact(ledger).email) == ("de", "ap@adler.example")


def test_every_change_makes_what_is_planned_stale_and_nothing_else_does(ledger: Ledger, tmp_path: Path) -> None:
    versions = [version(ledger)] if take_in(ledger, tmp_path, item()).added else []
    for row in (
        item(),
        item(open_amount="90.00"),
        item("INV-2"),
        item(open_amount="90.00", customer_email="new@adler.example"),
        item(open_amount="90.00", language="de"),
        item(open_amount="90.00"),
    ):
        take_in(ledger, tmp_path, row)
        versions.append(version(ledger))
    assert versions == [0, 0, 1, 2, 3, 4, 4]


def test_a_postal_address_keeps_its_lines_and_is_a_way_to_reach_a_clerk(ledger: Ledger, tmp_path: Path) -> None:
    row = item(customer_email="", customer_phone="", postal_address=" Musterstr.  1 | 12345 Berlin\n\nDeutschland ")
    take_in(ledger, tmp_path, row)
    assert customer(ledger).postal_address == "Musterstr. 1\n12345 Berlin\nDeutschland"
    with ledger.read() as connection:
        ((clerk, reach),) = contacts_of(connection, [connection.scalars(select(accounts.c.id)).one()])["C1"]
    assert (reach.role, reach.channels) == ("ap_clerk", ("letter",))
    assert clerk.address("letter") == customer(ledger).postal_address


def test_an_address_that_no_envelope_shows_is_named_by_line_and_column(ledger: Ledger, tmp_path: Path) -> None:
    result = take_in(ledger, tmp_path, item(postal_address="|".join("abcdef")))
    assert result.refused
    assert [(r.line, r.column) for r in result.rejected] == [(2, "postal_address")]


def test_of_whom_nobody_says_what_he_is_it_is_unknown_unless_ops_say_it_for_all(ledger: Ledger, tmp_path: Path) -> None:
    take_in(ledger, tmp_path, item(), item("INV-2", customer_id="C2", party="sole_trader"))
    assert parties(ledger) == ["", "sole_trader"]
    told = replace(OPTIONS, party_unless_told="company")
    take_in(ledger, tmp_path, item(), item("INV-3", customer_id="C3"), item("INV-2", customer_id="C2"), options=told)
    assert parties(ledger) == ["company", "sole_trader", "company"]


def parties(ledger: Ledger) -> list[str]:
    with ledger.read() as connection:
        return list(connection.scalars(select(customers.c.party).order_by(customers.c.id)))
