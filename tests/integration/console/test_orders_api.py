"""An order system asks over the API: the same answers as the command line, and refusals that say why."""

from __future__ import annotations

import json

import pytest

from tests.console_room import ConsoleRoom
from tests.integration.console.test_api import program
from workers.exception_queue.kinds import CaseKind
from workers.ledger.credit.terms import find_terms
from workers.ledger.queue.cases import find_by_subject

ORDER = {"customer_id": "C1", "order": "SO-1", "currency": "EUR", "amount_minor": 100_00}


def test_an_order_system_asks_and_a_person_answers(room: ConsoleRoom) -> None:
    account = room.book.customer("C1", days_overdue=(40,))
    erp, ann = program(room, "erp"), program(room, "ann")
    asked = erp.post("/orders/review", **ORDER).json()
    assert (asked["answer"], [reason["rule"] for reason in asked["reasons"]]) == ("refer", ["oldest_item"])
    assert "40 days overdue" in asked["reasons"][0]["says"]
    assert erp.post("/orders/review", **ORDER).json() == asked
    with room.book.ledger.read() as connection:
        case = find_by_subject(connection, CaseKind.ORDER_REVIEW, f"order:{account}:SO-1")
    assert case is not None
    assert case.id == asked["case"]
    assert ann.post(f"/cases/{case.id}/decide", decision="release").json()["state"] == "resolved"
    answer = erp.post("/orders/review", **ORDER).json()
    assert (answer["answer"], answer["decided_by"], answer["case"]) == ("release", "ann", None)
    viewed = [json.loads(entry) for entry in room.entries("console.viewed")]
    assert {"page": "api.order", "account": account, "review": 1} in viewed


REFUSED: tuple[tuple[dict[str, object], int, str], ...] = (
    ({"customer_id": "C9"}, 409, "no account of customer C9"),
    ({"currency": "XXZ"}, 409, "not a currency"),
    ({"amount_minor": -1}, 422, "greater than or equal"),
    ({"amount_minor": 10**16}, 422, "less than or equal"),
    ({"amount_minor": "100"}, 422, "valid integer"),
    ({"payment": "barter"}, 422, "on_account"),
    ({"order": ""}, 422, "at least 1"),
    ({"ordr": "1"}, 422, "not permitted"),
)


def test_a_wrong_order_is_refused_with_what_is_wrong(small_room: ConsoleRoom) -> None:
    small_room.book.customer("C1")
    erp = program(small_room, "erp")
    for change, status, says in REFUSED:
        refused = erp.post("/orders/review", **ORDER | change)
        assert (refused.status_code, says in refused.text) == (status, True), (change, refused.text)


def test_who_may_only_look_may_not_ask(small_room: ConsoleRoom) -> None:
    small_room.book.customer("C1")
    assert program(small_room, "eva", "read_only").post("/orders/review", **ORDER).status_code == 403


def test_a_limit_is_set_or_waits_over_the_api(small_room: ConsoleRoom) -> None:
    account = small_room.book.customer("C1")
    ann = program(small_room, "ann")
    wanted = {"customer_id": "C1", "currency": "EUR", "limit_minor": 500_00, "reason": "yearly"}
    assert ann.post("/credit-terms", **wanted).json() == {"state": "set", "case": None}
    waits = ann.post("/credit-terms", **wanted | {"limit_minor": 90_000_00}).json()
    assert waits["state"] == "waits"
    refused = ann.post(f"/cases/{waits['case']}/decide", decision="approve")
    assert (refused.status_code, "approver" in refused.text) == (403, True)
    with small_room.book.ledger.read() as connection:
        terms = find_terms(connection, account, "EUR")
    assert terms is not None
    assert terms.limit_minor == 500_00


def test_the_case_of_an_order_says_why_in_the_readers_language(small_room: ConsoleRoom) -> None:
    small_room.book.customer("C1", days_overdue=(40,))
    program(small_room, "erp").post("/orders/review", **ORDER)
    page = small_room.log_in("anna", language="de").page("/cases/1")
    assert '<p class="lead">Bestellung SO-1: der älteste Posten in EUR ist 40 Tage überfällig' in page
    assert "the oldest item" not in page


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_credit_page_shows_limit_score_and_orders(small_room: ConsoleRoom, language: str) -> None:
    account = small_room.book.customer("C1", days_overdue=(40,))
    erp = program(small_room, "erp")
    erp.post("/orders/review", **ORDER)
    erp.post("/credit-terms", customer_id="C1", currency="EUR", limit_minor=99_00, reason="x", terms="cod")
    ann = small_room.log_in("ann", language=language)
    assert f"/accounts/{account}/credit" in ann.page(f"/accounts/{account}")
    page = ann.page(f"/accounts/{account}/credit")
    said = {
        "en": (
            "99.00",
            "payment on delivery",
            "too few invoices paid",
            "SO-1",
            "waits for a person",
            "40 days overdue",
        ),
        "de": (
            "99,00",
            "Zahlung bei Lieferung",
            "zu wenige bezahlte",
            "SO-1",
            "wartet auf eine Person",
            "40 Tage überfällig",
        ),
    }
    assert [word for word in said[language] if word not in page] == []
    assert ann.open("/accounts/77/credit").status_code == 404
