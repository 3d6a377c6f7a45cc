"""Holds, stops and contacts: each makes what is planned stale at once, and ends as it says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from tests.open_items_file import OPTIONS, TODAY, item, occasion, take_in
from tests.sample_notices import add_notice, message_state
from workers.errors import UserError
from workers.ledger.book.account_page import restraints_of
from workers.ledger.book.contacts import Channel, find_by_address, mark_invalid, set_contact
from workers.ledger.book.holds import NewHold, add_hold, holds_in_force, lift_hold
from workers.ledger.book.listings import item_named
from workers.ledger.book.stops import add_stop, find_stop, lift_stop, stops_in_force
from workers.ledger.schema import accounts, customers, journal
from workers.ledger.unit_of_work import Ledger

NOW = occasion()


@pytest.fixture(autouse=True)
def _two_customers(ledger: Ledger, tmp_path: Path) -> None:
    other = {"customer_id": "C2", "customer_name": "Berg AG", "customer_email": "pay@berg.example"}
    take_in(ledger, tmp_path, item("INV-1"), item("INV-2", **other))


def version(connection: Connection, account_id: int = 1) -> int:
    return connection.scalar(select(accounts.c.version).where(accounts.c.id == account_id)) or 0


def kinds(connection: Connection) -> list[str]:
    query = select(journal.c.kind).where(journal.c.account_id == 1).order_by(journal.c.seq)
    return [kind for kind in connection.scalars(query) if kind.split(".")[0] in ("hold", "stop", "contact")]


@pytest.mark.parametrize("state", ["planned", "claimed"])
def test_a_hold_cancels_what_is_planned_in_the_same_transaction(ledger: Ledger, state: str) -> None:
    with ledger.write() as connection:
        mine = add_notice(connection, ["INV-1"], 1, TODAY, state)
        others = add_notice(connection, ["INV-2"], 1, TODAY, state)
        before = version(connection)
        add_hold(connection, NewHold(1, "dispute", "wrong price"), NOW)
        assert message_state(connection, mine) == ("cancelled", "dispute_added")
        assert message_state(connection, others)[0] == state
        assert version(connection) == before + 1


def test_a_hold_is_in_force_through_its_last_day(ledger: Ledger) -> None:
    last = TODAY + timedelta(days=3)
    with ledger.write() as connection:
        add_hold(connection, NewHold(1, "promise", "pays on Wednesday", expires_on=last), NOW)
        add_hold(connection, NewHold(2, "hold", "no end"), NOW)

        def held(on: date) -> list[int]:
            return [hold.account_id for hold in holds_in_force(connection, [1, 2], on)]

        assert held(last) == [1, 2]
        assert held(last + timedelta(days=1)) == [2]


def test_a_hold_is_lifted_once_and_everything_is_journalled(ledger: Ledger) -> None:
    with ledger.write() as connection:
        hold_id = add_hold(connection, NewHold(1, "hold", "why", open_item_id=1, amount_minor=50), NOW)
        lift_hold(connection, hold_id, NOW)
        assert holds_in_force(connection, [1], TODAY) == []
        assert kinds(connection) == ["hold.added", "hold.lifted"]
        with pytest.raises(UserError, match="lifted before"):
            lift_hold(connection, hold_id, NOW)
        with pytest.raises(UserError, match="no hold 99"):
            lift_hold(connection, 99, NOW)


def test_a_stop_is_shown_until_it_is_lifted(ledger: Ledger) -> None:
    """The account's page hid a stop from the day after its last one on, while it still kept every message back."""
    with ledger.write() as connection:
        stop_id = add_stop(connection, 1, "breathing_space", NOW, ends_on=TODAY)
        assert [shown.id for shown in restraints_of(connection, 1, TODAY + timedelta(days=1))] == [stop_id]
        lift_stop(connection, stop_id, "it is over", NOW)
        assert restraints_of(connection, 1, TODAY) == []


def test_a_number_that_two_systems_gave_names_no_item(ledger: Ledger, tmp_path: Path) -> None:
    """`hold add --item` told of a bug of ours where two systems number their documents alike."""
    with ledger.read() as connection:
        assert item_named(connection, 1, "INV-1") == (1, "EUR")
    take_in(ledger, tmp_path, item("INV-1"), options=replace(OPTIONS, system="shop"))
    with ledger.read() as connection, pytest.raises(UserError, match="the systems erp and shop have an item INV-1"):
        item_named(connection, 1, "INV-1")


@pytest.mark.parametrize(("open_item_id", "amount"), [(None, 50), (1, 0), (1, -5)])
def test_a_held_amount_belongs_to_an_item(ledger: Ledger, open_item_id: int | None, amount: int) -> None:
    new = NewHold(1, "dispute", "why", open_item_id=open_item_id, amount_minor=amount)
    with ledger.write() as connection, pytest.raises(UserError, match="above zero"):
        add_hold(connection, new, NOW)


def test_a_stop_cancels_and_is_lifted_only_with_a_reason(ledger: Ledger) -> None:
    with ledger.write() as connection:
        planned = add_notice(connection, ["INV-1"], 1, TODAY, "planned")
        stop_id = add_stop(connection, 1, "insolvency", NOW)
        assert add_stop(connection, 1, "insolvency", NOW) == stop_id
        assert message_state(connection, planned) == ("cancelled", "stop")
        with pytest.raises(UserError, match="with a reason"):
            lift_stop(connection, stop_id, " ", NOW)
        lift_stop(connection, stop_id, "petition withdrawn", NOW)
        lifted = find_stop(connection, stop_id)
        assert lifted is not None
        assert (lifted.lifted_by, lifted.lift_reason) == ("robot", "petition withdrawn")
        assert stops_in_force(connection, [1]) == []
        assert kinds(connection) == ["stop.added", "stop.lifted"]


def test_a_contact_is_set_and_a_new_address_is_taken_for_valid(ledger: Ledger) -> None:
    with ledger.write() as connection:
        before = version(connection)
        contact_id = set_contact(connection, "C1", "manager", {"email": "Boss@Adler.example"}, NOW)
        (set_first,) = find_by_address(connection, "email", "boss@adler.example")
        assert set_first.contact.id == contact_id
        mark_invalid(connection, "email", "BOSS@adler.example", "550", NOW)
        set_contact(connection, "C1", "manager", {"email": "boss@adler.example", "sms": "+49 170 1234567"}, NOW)
        found = find_by_address(connection, "email", "boss@adler.example")[0].contact
        assert (found.email_valid, found.phone_valid) == (False, True)
        set_contact(connection, "C1", "manager", {"email": "chef@adler.example"}, NOW)
        found = find_by_address(connection, "email", "chef@adler.example")[0].contact
        assert (found.id, found.email_valid, found.phone) == (contact_id, True, "+491701234567")
        assert version(connection) == before + 4


def test_a_postal_address_is_set_for_the_customer_and_cancels_what_is_planned(ledger: Ledger) -> None:
    with ledger.write() as connection:
        planned, before = add_notice(connection, ["INV-1"], 1, TODAY, "planned"), version(connection)
        set_contact(connection, "C1", "manager", {"letter": "Ringstr. 1|80331 München"}, NOW)
        assert (
            connection.scalar(select(customers.c.postal_address).where(customers.c.id == "C1"))
            == "Ringstr. 1\n80331 München"
        )
        assert message_state(connection, planned) == ("cancelled", "contact_changed")
        assert version(connection) == before + 1
        data = connection.scalar(select(journal.c.data).where(journal.c.kind == "contact.set")) or ""
        assert '"changed":["postal_address"]' in data
        assert "Ringstr" not in data
        with pytest.raises(UserError, match="has 6 lines, but an envelope shows 5"):
            set_contact(connection, "C1", "manager", {"letter": "a|b|c|d|e|f"}, NOW)


def test_a_contact_of_nobody_is_refused(ledger: Ledger) -> None:
    with ledger.write() as connection, pytest.raises(UserError, match="no customer C9"):
        set_contact(connection, "C9", "manager", {"email": "x@y.example"}, NOW)


@pytest.mark.parametrize(("channel", "address"), [("email", "boss at adler"), ("sms", "call us")])
def test_an_address_that_takes_nothing_is_refused(ledger: Ledger, channel: Channel, address: str) -> None:
    with ledger.write() as connection, pytest.raises(UserError, match="is no"):
        set_contact(connection, "C1", "manager", {channel: address}, NOW)


def test_a_bounce_marks_the_address_and_cancels_what_is_planned(ledger: Ledger) -> None:
    with ledger.write() as connection:
        planned = add_notice(connection, ["INV-1"], 1, TODAY, "planned")
        assert mark_invalid(connection, "email", "ap@adler.example", "550 no such user", NOW) == [1]
        assert not find_by_address(connection, "email", "ap@adler.example")[0].contact.email_valid
        assert message_state(connection, planned) == ("cancelled", "address_invalid")
        assert kinds(connection) == ["contact.invalid"]
