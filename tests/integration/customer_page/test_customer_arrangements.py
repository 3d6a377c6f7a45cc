"""Plans and offers on the customers' page: what may be chosen, what runs at once, and what a person looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.arranged_book import SETTLING, TERMS
from tests.customer_room import CustomerRoom
from tests.dunned_book import DunnedBook, shipped_templates
from workers.arrangements.debt import Scope
from workers.arrangements.offering import OfferWish, offer
from workers.arrangements.wording import OfferDesk
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Consequence, Resolution, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.arrangements import find_arrangements
from workers.ledger.unit_of_work import Ledger
from workers.policy.arrangements import ArrangementPolicy
from workers.policy.customer_page import CustomerPage
from workers.policy.queue import queue_policy
from workers.receivables.arrangement import Arrangement

TERMED = ArrangementPolicy((TERMS,), (SETTLING,))


def opened(ledger: Ledger, home: Path, arrangements: ArrangementPolicy = TERMED) -> CustomerRoom:
    """A room under these terms."""
    book = DunnedBook(ledger)
    book.with_robot(customer_page=CustomerPage(enabled=True, days=60))
    book.policy = replace(book.policy, arrangements=arrangements)
    return CustomerRoom(book, home)


@pytest.fixture
def small_room(sqlite_ledger: Ledger, tmp_path: Path) -> Iterator[CustomerRoom]:
    """For what no database decides."""
    with opened(sqlite_ledger, tmp_path) as found:
        yield found


@pytest.fixture
def room(ledger: Ledger, tmp_path: Path) -> Iterator[CustomerRoom]:
    with opened(ledger, tmp_path) as found:
        yield found


def arranged(room: CustomerRoom) -> list[Arrangement]:
    with room.book.ledger.read() as connection:
        return find_arrangements(connection)


def offered(room: CustomerRoom, account_id: int) -> Arrangement:
    """A settlement for 90.00, offered to that account."""
    wish = OfferWish(Scope(account_id, "EUR"), "call of today", 9_000)
    with room.book.ledger.write() as connection:
        return offer(connection, wish, OfferDesk(room.book.policy, shipped_templates()), room.book.occasion("ann"))


def test_a_plan_inside_the_limits_runs_at_once_and_silences_what_is_due(room: CustomerRoom) -> None:
    path = room.link(days_overdue=(10, 20))
    page = room.browser().page(path)
    assert "4 instalments, the last of €50.00" in page
    assert "5 instalments" not in page, "each would be below the least"
    done = room.do(path, "plan", plan="EUR:3")
    assert "Your payment plan runs from now on" in room.browser().page(done.headers["location"])
    (found,) = arranged(room)
    assert (found.state, len(found.instalments), found.accepted_by) == ("accepted", 3, "customer")
    assert found.acceptance == "customer page, by the link of message 1"
    room.book.pass_days(7)
    room.book.plan()
    assert "planned" not in room.book.states()
    page = room.browser().page(path)
    assert "Agreed: your payment plan" in page
    assert "€0.00 of €200.00 have arrived" in page
    assert "Pay what is due in instalments" not in page, "one is enough"


@pytest.mark.parametrize("unasked", [{"EUR": 199_99}, {}], ids=["above", "not listed"])
def test_what_needs_a_person_becomes_a_case(sqlite_ledger: Ledger, tmp_path: Path, unasked: dict[str, int]) -> None:
    terms = ArrangementPolicy((replace(TERMS, unasked_up_to=unasked),))
    with opened(sqlite_ledger, tmp_path, terms) as room:
        path = room.link(days_overdue=(10, 20))
        done = room.do(path, "plan", plan="EUR:2")
        assert "A person will look at it" in room.browser().page(done.headers["location"])
        (case,) = room.cases(1)
        assert (case.kind, case.amount_minor) == ("arrangement_request", 20_000)
        says = "over the customer page: its balance is above what needs no person"
        assert case.reason == f"the customer asks for 2 instalments of 200.00 EUR {says}"
        assert arranged(room) == []


def decide(room: CustomerRoom, case_id: int, decision: str) -> None:
    consequences: dict[CaseKind, Consequence] = {}
    with room.book.ledger.write() as connection:
        resolve_case(
            connection,
            case_id,
            Resolution(decision, "no: two plans were broken"),
            occasion=room.book.occasion("ann"),
            now=room.book.occasion().at,
            consequences=consequences,
        )


@pytest.fixture
def strict_room(sqlite_ledger: Ledger, tmp_path: Path) -> Iterator[CustomerRoom]:
    """Where a person has to look at every plan."""
    with opened(sqlite_ledger, tmp_path, ArrangementPolicy((replace(TERMS, unasked_up_to={}),), (SETTLING,))) as found:
        yield found


@pytest.mark.parametrize(
    ("language", "waits", "declined"),
    [
        (
            "en",
            "to pay in 2 instalments. A person is looking at it.",
            "to pay in 2 instalments. We cannot agree to that.",
        ),
        ("de", "um 2 Raten gebeten. Eine Person sieht", "um 2 Raten gebeten. Dem können wir nicht zustimmen."),
    ],
    ids=["en", "de"],
)
def test_a_request_that_was_dismissed_is_shown_as_declined(
    strict_room: CustomerRoom, language: str, waits: str, declined: str
) -> None:
    room = strict_room
    path = room.link(days_overdue=(10, 20), language=language)
    room.do(path, "plan", plan="EUR:2")
    page = room.browser().page(path)
    assert (waits in page, declined in page) == (True, False)
    messages = room.book.states()
    decide(room, 1, "dismiss")
    page = room.browser().page(path)
    assert (waits in page, declined in page, "two plans were broken" in page) == (False, True, False)
    assert room.book.states() == messages, "nobody is written to"
    room.do(path, "plan", plan="EUR:3")
    page = room.browser().page(path)
    assert (declined in page, waits.replace("2 ", "3 ") in page) == (False, True), "the newest counts"


def test_a_request_that_was_seen_to_is_spoken_of_no_more(strict_room: CustomerRoom) -> None:
    room = strict_room
    path = room.link(days_overdue=(10, 20))
    room.do(path, "plan", plan="EUR:2")
    decide(room, 1, "handled")
    assert "you asked to pay" not in room.browser().page(path)


def test_a_declined_request_gives_way_to_an_offer(strict_room: CustomerRoom) -> None:
    room = strict_room
    path = room.link()
    room.do(path, "plan", plan="EUR:2")
    decide(room, 1, "dismiss")
    assert "We cannot agree to that" in room.browser().page(path)
    offered(room, 1)
    page = room.browser().page(path)
    assert ("We cannot agree" in page, "Accept this offer" in page) == (False, True)


@pytest.mark.parametrize(("days", "is_told"), [(30, True), (31, False)], ids=["that month", "later"])
def test_a_declined_request_is_told_for_a_month(strict_room: CustomerRoom, days: int, is_told: bool) -> None:
    room = strict_room
    path = room.link(days_overdue=(10, 20))
    room.do(path, "plan", plan="EUR:2")
    decide(room, 1, "dismiss")
    room.book.pass_days(days)
    assert ("We cannot agree to that" in room.browser().page(path)) == is_told


def test_another_sum_that_staff_heard_of_is_no_request_of_the_page(strict_room: CustomerRoom) -> None:
    room = strict_room
    path = room.link(days_overdue=(10, 20))
    new = NewCase(
        CaseKind.ARRANGEMENT_REQUEST, "arrangement:7", "another sum", account_id=1, evidence={"arrangement": 7}
    )
    with room.book.ledger.write() as connection:
        open_case(connection, new, room.book.occasion(), queue_policy(room.book.policy.robot))
    decide(room, 1, "dismiss")
    assert "you asked to pay" not in room.browser().page(path)


def test_nothing_outside_the_limits_can_be_asked_for(small_room: CustomerRoom) -> None:
    path = small_room.link(days_overdue=(10, 20))
    for asked in ("EUR:5", "EUR:1", "USD:2", "EUR:", "nonsense"):
        refused = small_room.do(path, "plan", plan=asked)
        assert (refused.status_code, "This plan is not possible" in refused.text) == (409, True), asked
    assert (arranged(small_room), small_room.deeds()) == ([], [])


def test_without_terms_the_page_speaks_of_no_plans(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    with opened(sqlite_ledger, tmp_path, ArrangementPolicy()) as room:
        path = room.link()
        assert "in instalments" not in room.browser().page(path)


def test_an_offer_is_read_in_the_customers_language_and_accepted_with_one_button(small_room: CustomerRoom) -> None:
    room = small_room
    path = room.link(language="de")
    made, foreign = offered(room, 1), offered(room, room.book.customer("C2"))
    page = room.browser().page(path)
    assert "zur vollständigen und endgültigen Abgeltung von 100,00" in page
    assert "Dieses Angebot annehmen" in page
    for number in (str(foreign.id), "77", "x"):
        assert room.do(path, "offer", arrangement=number).status_code == 409, "of another account, or nobody's"
    done = room.do(path, "offer", arrangement=str(made.id))
    assert "Sie haben angenommen" in room.browser().page(done.headers["location"])
    assert [found.state for found in arranged(room)] == ["accepted", "proposed"]
    assert "Dieses Angebot annehmen" not in room.browser().page(path)
