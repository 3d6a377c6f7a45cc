"""Plans and settlements over the API and on the account's page: as by command, and refusals that say why."""

from __future__ import annotations

from tests.console_room import ConsoleRoom
from tests.integration.console.test_api import program

PLAN = {"customer_id": "C1", "currency": "EUR", "evidence": "call of today", "instalments": 3}
OFFER = {"customer_id": "C1", "currency": "EUR", "evidence": "call of today", "agreed_minor": 200_00}


def test_a_plan_is_proposed_accepted_shown_and_cancelled(room: ConsoleRoom) -> None:
    account = room.book.customer("C1", days_overdue=(10, 20))
    ann = program(room, "ann")
    plan = ann.post("/arrangements/plans", **PLAN).json()
    assert (plan["state"], plan["balance"], [part["amount"] for part in plan["instalments"]]) == (
        "proposed", 200_00, [66_67, 66_67, 66_66],
    )  # fmt: skip
    accepted = ann.post(f"/arrangements/{plan['id']}/accept", how="mail 17").json()
    assert (accepted["state"], accepted["accepted_by"], accepted["acceptance"]) == ("accepted", "ann", "mail 17")
    assert ann.get(f"/accounts/{account}/arrangements").json() == [accepted]
    page = room.log_in("bob", language="de").page(f"/accounts/{account}")
    assert "Ratenpläne und Vergleiche" in page
    assert "angenommen" in page
    assert "Ratenplan 1, Rate 1 von 3: 66,67\xa0€ fällig 10.03.2026" in page
    assert "66.67 EUR due 2026-03-10" in room.log_in("eve").page(f"/accounts/{account}/why")
    cancelled = ann.post(f"/arrangements/{plan['id']}/cancel", note="paid by card").json()
    assert (cancelled["state"], cancelled["note"]) == ("cancelled", "paid by card")


def test_a_settlement_is_offered_countered_and_read(small_room: ConsoleRoom) -> None:
    small_room.book.customer("C1", days_overdue=(10, 20))
    ann = program(small_room, "ann")
    made = ann.post("/arrangements/settlements", **OFFER).json()
    assert (made["kind"], made["state"], "in full and final payment" in made["terms"]) == (
        "settlement", "proposed", True,
    )  # fmt: skip
    answered = ann.post(f"/arrangements/{made['id']}/counter", agreed_minor=200_00, how="mail 18").json()
    assert (answered["state"], answered["id"]) == ("accepted", 2)


REFUSALS: list[tuple[str, dict[str, object], int, str]] = [
    ("plans", {"customer_id": "C9"}, 409, "no account of customer C9"),
    ("plans", {"instalments": 1}, 422, "greater than or equal"),
    ("plans", {"instalments": 60}, 409, "a plan has 2 to 6 instalments"),
    ("plans", {"first_on": "9999-12-31"}, 409, "the first instalment is due between"),
    ("plans", {"documents": ["INV-77"]}, 409, "has no item INV-77"),
    ("plans", {"currency": "USD"}, 409, "nothing of it is open"),
    ("plans", {"evidence": "  "}, 409, "needs evidence"),
    ("settlements", {"agreed_minor": 200_01}, 409, "at most 200.00 EUR"),
    ("settlements", {"agreed_minor": 1}, 409, "nobody may let 199.99 EUR off"),
    ("settlements", {"agreed_minor": 0}, 422, "greater than"),
    ("settlements", {"sum": 1}, 422, "not permitted"),
    ("7/accept", {"how": "mail 1"}, 409, "there is no arrangement 7"),
]


def test_what_is_wrong_is_refused(small_room: ConsoleRoom) -> None:
    small_room.book.customer("C1", days_overdue=(10, 20))
    ann, bases = program(small_room, "ann"), {"plans": PLAN, "settlements": OFFER}
    for call, change, status, says in REFUSALS:
        refused = ann.post(f"/arrangements/{call}", **{**bases.get(call, {}), **change})
        assert (refused.status_code, says in refused.text) == (status, True), (call, change, refused.text)


def test_who_may_only_look_may_not_propose(small_room: ConsoleRoom) -> None:
    small_room.book.customer("C1", days_overdue=(10, 20))
    assert program(small_room, "eva", "read_only").post("/arrangements/plans", **PLAN).status_code == 403
