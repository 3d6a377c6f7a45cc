"""The consent ledger: the last word on an address holds, for all accounts, and the words before stay as evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from tests.open_items_file import TODAY, item, occasion, take_in
from tests.sample_notices import add_notice, message_state
from workers.ledger.book.consents import consent_history, is_opted_out, record_opt_in, record_opt_out
from workers.ledger.book.standings import load_dossiers
from workers.ledger.schema import journal
from workers.ledger.unit_of_work import Ledger

NOW = replace(occasion(), actor="anna")
NUMBER = "+4915112345678"


@pytest.fixture(autouse=True)
def _two_customers_with_one_number(ledger: Ledger, tmp_path: Path) -> None:
    phone = {"customer_phone": NUMBER}
    other = {"customer_id": "C2", "customer_name": "Berg AG", "customer_email": "pay@berg.example"}
    take_in(ledger, tmp_path, item("INV-1", **phone), item("INV-2", **other, **phone))


def reach(connection: Connection) -> list[tuple[str, ...]]:
    dossiers = load_dossiers(connection, [1, 2], TODAY, lambda _: "all")
    return [dossier.standings[0].reach[0].channels for dossier in dossiers]


def test_a_stop_of_a_number_silences_it_for_all_accounts_and_cancels_what_is_planned(ledger: Ledger) -> None:
    with ledger.write() as connection:
        planned = add_notice(connection, ["INV-2"], 1, TODAY, "planned")
        assert record_opt_out(connection, "sms", NUMBER, wording="STOP", evidence="SM1", occasion=NOW) == [1, 2]
        assert message_state(connection, planned) == ("cancelled", "opt_out")
        assert reach(connection) == [("email", "call"), ("email", "call")]


def test_a_start_opens_only_that_number(ledger: Ledger) -> None:
    with ledger.write() as connection:
        for channel, address in (("sms", NUMBER), ("email", "ap@adler.example")):
            record_opt_out(connection, channel, address, wording="stop", evidence="SM1", occasion=NOW)  # type: ignore[arg-type]
        record_opt_in(connection, "sms", NUMBER, wording="START", evidence="SM2", occasion=NOW)
        assert reach(connection) == [("sms", "call"), ("email", "sms", "call")]


def test_every_word_is_kept_with_who_when_how_and_its_end(ledger: Ledger) -> None:
    later = occasion()
    with ledger.write() as connection:
        record_opt_out(connection, "sms", NUMBER, wording="no more texts", evidence="SM1", occasion=NOW)
        record_opt_out(connection, "sms", NUMBER, wording="STOP", evidence="SM2", occasion=later)
        record_opt_in(connection, "sms", NUMBER, wording="START", evidence="SM3", occasion=later)
        said = consent_history(connection, "sms", NUMBER)
    assert [(word.kind, word.wording, word.evidence, word.author) for word in said] == [
        ("opt_out", "no more texts", "SM1", "anna"),
        ("opt_in", "START", "SM3", "robot"),
    ]
    assert [word.revoked_at for word in said] == [later.at, None]


def test_the_same_word_again_cancels_nothing_that_was_planned_since(ledger: Ledger) -> None:
    """Whoever texted STOP every morning was never written to by e-mail either."""
    with ledger.write() as connection:
        record_opt_out(connection, "sms", NUMBER, wording="STOP", evidence="SM1", occasion=NOW)
        planned = add_notice(connection, ["INV-2"], 1, TODAY, "planned")
        assert record_opt_out(connection, "sms", NUMBER, wording="STOP", evidence="SM2", occasion=NOW) == [1, 2]
        assert message_state(connection, planned)[0] == "planned"


def test_capitals_tell_no_two_mail_addresses_apart(ledger: Ledger) -> None:
    with ledger.write() as connection:
        assert record_opt_out(connection, "email", "AP@Adler.example", wording="", evidence="m", occasion=NOW) == [1]
        assert is_opted_out(connection, "email", "ap@adler.example")
        assert reach(connection) == [("sms", "call"), ("email", "sms", "call")]


def test_a_word_on_an_address_that_nobody_has_holds_for_whoever_gets_it(ledger: Ledger) -> None:
    with ledger.write() as connection:
        assert record_opt_out(connection, "sms", "+15550100", wording="STOP", evidence="SM1", occasion=NOW) == []
        assert is_opted_out(connection, "sms", "+15550100")


def test_no_address_and_no_wording_stands_in_the_journal(ledger: Ledger) -> None:
    with ledger.write() as connection:
        record_opt_out(connection, "sms", NUMBER, wording="leave me alone", evidence="SM1", occasion=NOW)
        written = " ".join(connection.scalars(select(journal.c.data).where(journal.c.kind == "contact.opted_out")))
    assert '"channel":"sms"' in written.replace(" ", "")
    assert NUMBER not in written
    assert "alone" not in written
