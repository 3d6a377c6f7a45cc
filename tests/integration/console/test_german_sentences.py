"""What the ledger holds in English and what it refuses, read by somebody whose console is German."""

from __future__ import annotations

from html import unescape

from tests.console_room import ConsoleRoom
from tests.integration.console.test_queue_and_case_pages import put
from workers.exception_queue.kinds import CaseKind


def test_a_lead_is_german_on_its_page_and_in_the_queue(small_room: ConsoleRoom) -> None:
    reason = "the writer promises to pay on 2026-04-02, and broke a promise before"
    case_id = put(small_room, CaseKind.PROMISE, reason=reason, suggestion="Send the copy.")
    german, english = small_room.log_in("ada", language="de"), small_room.log_in("ann")
    said = "Der Schreiber sagt Zahlung am 02.04.2026 zu und hat schon eine Zusage gebrochen"
    for page in ("/queue", f"/cases/{case_id}"):
        assert said in german.page(page)
        assert reason in english.page(page)
    assert "Senden Sie die Kopie." in german.page(f"/cases/{case_id}")


def test_a_refusal_is_german_where_the_form_was_sent(small_room: ConsoleRoom) -> None:
    case_id = put(small_room)
    german, other = small_room.log_in("ada", language="de"), small_room.log_in("bob")
    other.send(f"/cases/{case_id}", f"/cases/{case_id}/claim")
    refused = german.send(f"/cases/{case_id}", f"/cases/{case_id}/decide", decision="handled")
    assert refused.status_code == 409
    assert f"Fall {case_id} ist bei bob bis " in refused.text


def test_an_error_page_speaks_the_language_of_who_is_signed_in(small_room: ConsoleRoom) -> None:
    """Not the browser's: the console was asked for in German."""
    german = small_room.log_in("ada", language="de")
    refused = german.open("/accounts/1/arrange?kind=plan&currency=EUR", **{"accept-language": "en"})
    assert 'lang="de"' in refused.text
    missing = german.open("/cases/999", **{"accept-language": "en"})
    assert (missing.status_code, "Unter dieser Adresse ist nichts." in missing.text) == (404, True)


def test_why_is_answered_in_german(small_room: ConsoleRoom) -> None:
    account_id = small_room.book.customer("C1")
    german = unescape(small_room.log_in("ada", language="de").page(f"/accounts/{account_id}/why"))
    assert ": 100.00 offen, fällig " in german
    assert "noch keine Stufe ging hinaus" in german
    assert "keine Mahnung ist unterwegs" in german
