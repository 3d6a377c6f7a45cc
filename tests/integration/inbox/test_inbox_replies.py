"""Replies: what they hold, stop or hand to a person."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Table, select

from tests.cash_book import after, on
from tests.mailroom import CLERK, Mailroom, write_mail
from tests.stop_phrases import one_phrase_of_each_kind
from workers.ledger.book.promises import Outcome, close_promise, find_promises
from workers.ledger.schema import cases, consents, holds, journal, stops
from workers.receivables.stop import STOP_KINDS


def rows(room: Mailroom, table: Table) -> list[Any]:
    with room.book.ledger.read() as connection:
        return list(connection.execute(select(table)).all())


@pytest.mark.parametrize(
    ("text", "outcome", "kinds"),
    [
        ("We dispute this invoice.", "case", ["dispute"]),
        ("We will pay on 15 March.", "answered", []),
        ("We will pay soon.", "case", ["promise"]),
        ("This was paid last week.", "case", ["unclear_mail"]),
        ("Please send us a copy of the invoice.", "case", ["unclear_mail"]),
        ("Please speak to our lawyer.", "case", ["stop_request"]),
        ("Please unsubscribe this address.", "answered", []),
        ("Thank you for the nice talk.", "case", ["unclear_mail"]),
    ],
)
def test_each_reply_ends_as_what_it_says(room: Mailroom, text: str, outcome: str, kinds: list[str]) -> None:
    room.poll(write_mail(text))
    assert (room.outcomes(), room.book.cases()) == ([outcome], kinds)


def test_a_dispute_holds_the_items_it_names(room: Mailroom) -> None:
    room.poll(write_mail("We dispute inv 2, the goods were damaged."))
    (hold,), (case,) = rows(room, holds), rows(room, cases)
    assert (hold.kind, hold.open_item_id) == ("dispute", room.book.item_ids["INV-2"])
    assert case.evidence["holds"] == [hold.id]


def test_a_dispute_that_names_nothing_holds_the_account(room: Mailroom) -> None:
    room.poll(write_mail("We dispute what you ask for."))
    (hold,) = rows(room, holds)
    assert (hold.account_id, hold.open_item_id, hold.expires_on) == (1, None, None)


def test_a_promise_holds_until_the_bank_could_bring_the_money(room: Mailroom) -> None:
    room.poll(write_mail("We will pay INV-1 on 2026-03-10."))
    (hold,) = rows(room, holds)
    assert (hold.kind, hold.expires_on) == ("promise", date(2026, 3, 13))
    assert hold.open_item_id == room.book.item_ids["INV-1"]


def test_after_a_broken_promise_a_person_hears_of_the_next(room: Mailroom) -> None:
    room.poll(write_mail("We will pay on 2026-03-10."))
    with room.book.ledger.write() as connection:
        (promise,) = find_promises(connection)
        close_promise(connection, promise, Outcome("broken", 0), on(after(1)))
    room.poll(write_mail("We will pay on 2026-03-20."))
    assert (len(rows(room, holds)), room.book.cases()) == (1, ["promise"])


def test_a_promise_without_figures_is_one_of_what_is_owed(room: Mailroom) -> None:
    room.poll(write_mail("We will pay INV-1 on 2026-03-10."), write_mail("We will pay INV-1 on 2026-03-12."))
    with room.book.ledger.read() as connection:
        first, second = find_promises(connection)
    owed = (room.book.item_ids["INV-1"], 100_00)
    assert [(p.open_item_id, p.amount_minor) for p in (first, second)] == [owed, owed]
    assert (first.state, second.state, second.promised_on) == ("replaced", "open", date(2026, 3, 12))


@pytest.mark.parametrize("what", ["50.00 EUR", "half of it"])
def test_a_promise_of_a_part_silences_nothing_and_is_a_case(room: Mailroom, what: str) -> None:
    """It was taken for all that is due: a few euros bought silence for the whole account."""
    room.poll(write_mail(f"We will pay {what} on 2026-03-10."))
    assert (rows(room, holds), room.book.cases()) == ([], ["promise"])


def test_a_stop_word_stops_whoever_wrote_it(room: Mailroom) -> None:
    room.poll(write_mail("We filed for bankruptcy.", dmarc="fail"))
    (stop,) = rows(room, stops)
    assert (stop.account_id, stop.reason, room.book.cases()) == (1, "bankruptcy", ["stop_request"])


@pytest.mark.parametrize(("kind", "words"), one_phrase_of_each_kind(), ids=lambda value: str(value)[:20])
def test_each_kind_of_stop_stops_by_mail(room: Mailroom, kind: str, words: str) -> None:
    room.poll(write_mail(words))
    (stop,), (case,) = rows(room, stops), rows(room, cases)
    assert (stop.account_id, stop.reason, stop.evidence) == (1, kind, "mail 1")
    assert (case.kind, case.evidence["kind"], case.evidence["stop"]) == ("stop_request", kind, stop.id)


def test_every_kind_of_stop_has_words_and_a_sentence_that_is_tried() -> None:
    assert set(STOP_KINDS) == {kind for kind, _ in one_phrase_of_each_kind()}


@pytest.mark.parametrize("text", ["We dispute this invoice.", "Unsubscribe.", "We will pay on 2026-03-10."])
def test_nothing_else_is_done_for_a_sender_who_may_not_be_believed(room: Mailroom, text: str) -> None:
    room.poll(write_mail(text, dmarc="fail"))
    assert (rows(room, holds), rows(room, consents), room.book.cases()) == ([], [], ["suspicious_sender"])


def test_an_opt_out_is_of_the_writers_address(room: Mailroom) -> None:
    room.poll(write_mail("Please unsubscribe me."))
    assert {row.address for row in rows(room, consents)} == {CLERK}


def test_an_opt_out_from_another_address_of_the_house_closes_the_one_we_wrote_to(room: Mailroom) -> None:
    room.poll(write_mail("Please unsubscribe us.", sender="john@adler.example", In_Reply_To=room.sent()))
    assert {row.address for row in rows(room, consents)} == {CLERK, "john@adler.example"}
    assert room.outcomes() == ["answered"]


def test_an_opt_out_that_closes_nobodys_address_is_a_case(room: Mailroom) -> None:
    """A firm's bookkeeper answers for it: filed as answered, our next mail would go out as if nothing was said."""
    room.poll(write_mail("Please unsubscribe us.", sender="office@bookkeeper.example", In_Reply_To=room.sent()))
    assert {row.address for row in rows(room, consents)} == {"office@bookkeeper.example"}
    assert (room.outcomes(), room.book.cases()) == (["case"], ["unclear_mail"])


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        ({"subject": "Re: Reminder [BW-C1]", "sender": "somebody@mail.example"}, True),
        ({"subject": "Re: your mail", "sender": CLERK}, True),
        ({"subject": "Re: your mail", "sender": "boss@adler.example"}, True),
        ({"subject": "Re: your mail", "sender": "boss@elsewhere.example"}, False),
        ({"subject": "Re: [XX-C1]", "sender": "boss@elsewhere.example"}, False),
    ],
)
def test_the_account_is_found_by_token_address_or_domain(room: Mailroom, headers: dict[str, str], found: bool) -> None:
    with room.book.ledger.write() as connection:
        connection.exec_driver_sql("UPDATE customers SET domain = 'adler.example'")
    room.poll(write_mail("We dispute this.", **headers))
    assert bool(rows(room, holds)) is found
    assert room.outcomes() == ["case"]


def test_the_account_is_found_by_the_message_answered_before_all_else(room: Mailroom) -> None:
    room.book.customer("C2", "Bussard AG")
    room.add_contact("C2", "boss@bussard.example")
    answered = room.sent()
    room.poll(write_mail("We dispute this.", "Re: x", "boss@bussard.example", In_Reply_To=answered))
    assert rows(room, holds)[0].account_id == 1


def test_an_address_of_two_customers_names_no_account(room: Mailroom) -> None:
    room.book.customer("C2", "Bussard AG")
    room.add_contact("C2")
    room.poll(write_mail("We dispute this.", "Re: your mail"))
    assert (rows(room, holds), room.book.cases()) == ([], ["unclear_mail"])


def test_out_of_office_is_ignored_with_a_reason(room: Mailroom) -> None:
    room.poll(write_mail("Back on Monday.", "Automatic reply: Reminder", Auto_Submitted="auto-replied"))
    assert room.endings() == [("ignored", "an automatic answer")]


def test_an_absence_is_noted_and_stops_nothing(room: Mailroom) -> None:
    answer = "I am away until 20 March 2026 and will pay then. Ask boss@adler.example."
    room.poll(write_mail(answer, "Automatic reply: Reminder [BW-C1]", Auto_Submitted="auto-replied"))
    told = "an automatic answer; away until 2026-03-20; stand-in boss@adler.example"
    assert room.endings() == [("ignored", told)]
    assert (rows(room, holds), rows(room, stops), room.book.cases()) == ([], [], [])
    (noted,) = [row for row in rows(room, journal) if row.kind == "customer.away"]
    assert (noted.account_id, json.loads(noted.data)["until"]) == (1, "2026-03-20")
    assert "boss" not in str(noted.data)
