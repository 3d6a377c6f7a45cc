"""The gate counts a person, not an address: over e-mail and SMS, contacts and customers; and asks what it must know."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from tests.called_book import first_level
from tests.dunned_book import START, DunnedBook, capped
from workers.clock import real_now
from workers.ledger.book.people import people_of
from workers.ledger.schema import (
    cases,
    contacts,
    customers,
    message_items,
    messages,
    metadata,
)
from workers.ledger.unit_of_work import Ledger


def let_share(book: DunnedBook, **address: str) -> None:
    with book.ledger.write() as connection:
        connection.execute(update(contacts).values(address))


def plan_both_channels(book: DunnedBook) -> None:
    """The second reminder goes over e-mail and SMS."""
    book.plan()
    book.send()
    book.pass_days(7)
    book.plan()


def test_the_cap_counts_a_person_over_mail_and_text(book: DunnedBook) -> None:
    book.with_robot(contact_rules=capped(2))
    book.customer(days_overdue=(20,))
    plan_both_channels(book)
    assert book.send()["handed_over"] == 2
    book.with_robot(contact_rules=capped(1))
    book.customer("C2", days_overdue=(20,))
    plan_both_channels(book)
    sent = book.send()
    assert (sent["handed_over"], sent["deferred"]) == (1, 1)
    assert "contact cap of 1 in 7 days" in book.column("reason")


def test_the_cap_counts_a_letter_for_the_person_it_names(book: DunnedBook) -> None:
    """Letters counted at their postal address alone, so that an e-mail to the same person followed at once."""
    book.with_robot(contact_rules=capped(1))
    first_level(book, "letter")
    account = book.customer(days_overdue=(20,), postal_address="Musterstr. 1\n12345 Berlin")
    book.plan()
    assert book.send()["handed_over"] == 1
    book.pass_days(1)
    _copy_of_the_notice(book, account, "email")
    assert book.send()["deferred"] == 1
    assert "contact cap of 1 in 7 days" in book.column("reason")


@pytest.mark.parametrize("shared", [{"email": "clerk@service-centre.example"}, {"phone": "+4930555000"}])
def test_one_person_who_answers_for_two_customers_is_one_person(book: DunnedBook, shared: dict[str, str]) -> None:
    book.with_robot(contact_rules=capped(1))
    book.customer()
    book.customer("C2")
    let_share(book, **shared)
    book.plan()
    assert (book.send()["handed_over"], book.states()) == (1, ["handed_over", "planned"])


def test_people_are_known_by_every_address_that_links_them(book: DunnedBook) -> None:
    with book.ledger.write() as connection:
        connection.execute(insert(customers).values(id="C1", name="C", name_key="C"))
        rows = [
            ("a", "a@x.example", "+491"),
            ("b", "b@x.example", "+491"),
            ("c", "b@x.example", ""),
            ("d", "d@x.example", ""),
        ]
        for role, email, phone in rows:
            connection.execute(insert(contacts).values(customer_id="C1", role=role, email=email, phone=phone))
        people = people_of(connection, [["a@x.example"], ["d@x.example"]])
    assert people["a@x.example"] == {"a@x.example", "+491", "b@x.example"}
    assert people["d@x.example"] == {"d@x.example"}


def open_cases(book: DunnedBook) -> list[tuple[Any, ...]]:
    with book.ledger.read() as connection:
        return [tuple(row) for row in connection.execute(select(cases.c.kind, cases.c.account_id))]


def test_a_customer_of_whom_nobody_says_what_he_is_becomes_one_case(book: DunnedBook) -> None:
    account_id = book.customer(days_overdue=(20,), party="")
    plan_both_channels(book)
    book.send()
    assert open_cases(book) == [("party_unknown", account_id)]


def test_where_no_hour_suits_all_zones_nothing_leaves_and_a_person_is_asked(book: DunnedBook) -> None:
    account_id = book.customer(country="RU")
    let_share(book, phone="")
    book.plan()
    assert book.send()["handed_over"] == 0
    assert open_cases(book) == [("zone_unknown", account_id)]
    with book.ledger.write() as connection:
        connection.execute(update(customers).values(timezone="Europe/Moscow"))
    book.pass_days(1)
    assert book.send()["handed_over"] == 1


def test_a_message_keeps_the_packs_and_versions_it_was_judged_under(book: DunnedBook) -> None:
    book.customer(country="US", timezone="America/New_York")
    book.customer("C2", country="GB", party="sole_trader")
    book.offset += timedelta(hours=5)
    book.plan()
    book.send()
    assert book.column("rule_packs") == ["us_bankruptcy@1", "uk_breathing_space@1"]


STEP = st.tuples(st.sampled_from(["clerk", "texter", "both"]), st.integers(min_value=0, max_value=80))


@given(steps=st.lists(STEP, min_size=4, max_size=14), cap=st.integers(min_value=1, max_value=3))
@settings(
    max_examples=15,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_random_schedules_never_break_the_cap_in_any_span(
    sqlite_ledger: Ledger, steps: list[tuple[str, int]], cap: int
) -> None:
    """Messages to one person, now by mail and now by text, planned whenever: at most ``cap`` within seven days."""
    book = DunnedBook(sqlite_ledger, offset=START - real_now())
    _empty(book)
    book.with_robot(contact_rules=capped(cap))
    account_id = book.customer()
    book.plan()
    book.send()
    for kind, hours in steps:
        book.offset += timedelta(hours=hours)
        for channel in {"clerk": ["email"], "texter": ["sms"], "both": ["email", "sms"]}[kind]:
            _copy_of_the_notice(book, account_id, channel)
        book.send()
    with sqlite_ledger.read() as connection:
        left = sorted(connection.scalars(select(messages.c.handed_over_at).where(messages.c.state == "handed_over")))
    span = timedelta(days=7) - timedelta(minutes=5)  # what was reserved at the claim leaves some moments later
    assert all(sum(first <= at < first + span for at in left) <= cap for first in left)
    assert left


def _copy_of_the_notice(book: DunnedBook, account_id: int, channel: str) -> None:
    """Another message like the planned one, as random ladders would make them."""
    with book.ledger.write() as connection:
        row = dict(connection.execute(select(messages).order_by(messages.c.id).limit(1)).mappings().one())
        items = (
            connection.execute(select(message_items).where(message_items.c.message_id == row["id"])).mappings().all()
        )
        number = int(connection.scalar(select(messages.c.id).order_by(messages.c.id.desc()).limit(1)) or 0) + 1
        phone = connection.scalar(select(contacts.c.phone))
        changed = {"id": number, "key": f"key-{number}", "channel": channel, "state": "planned", "attempts": 0}
        changed |= {"recipient": phone if channel == "sms" else "ap@c1.example", "not_before": book.occasion().at}
        blank = {"handed_over_at": None, "handed_over_on": None, "claim_token": None, "lease_until": None}
        connection.execute(insert(messages).values(row | changed | blank | {"template": "second_reminder"}))
        connection.execute(insert(message_items), [dict(item) | {"message_id": number} for item in items])


def _empty(book: DunnedBook) -> None:
    """Every example begins with an empty book."""
    with book.ledger.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))


def test_the_number_of_a_customer_without_a_country_tells_its_hours(book: DunnedBook) -> None:
    """Eleven in our own house is five in the morning in Miami: what country he is in, only his number says."""
    book.customer(party="company")
    let_share(book, phone="+13055550123")
    book.plan()
    assert (book.send()["deferred"], book.states()) == (1, ["planned"])
    assert "outside the send window in America/New_York" in book.column("reason")
    book.offset += timedelta(hours=5)
    assert book.send()["handed_over"] == 1
