"""A plan or a settlement on a page of its own: accepted and ended by the checks of the command line."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.console_room import Browser, ConsoleRoom
from tests.integration.console.test_arranging_at_the_console import arrangements, propose
from workers.arrangements import accepting, ending
from workers.ledger.book.holds import holds_in_force


def opened(room: ConsoleRoom, **wish: str) -> tuple[Browser, str]:
    """A proposal over everything overdue, and who looks at its page."""
    account = room.book.customer("C1", days_overdue=(100, 120))
    ann = room.log_in("ann")
    propose(ann, account, **wish)
    (found,) = arrangements(room)
    return ann, f"/accounts/{account}/arrangements/{found.id}"


def silent(room: ConsoleRoom) -> int:
    with room.book.ledger.read() as connection:
        return len(holds_in_force(connection, [1], room.book.today))


def test_a_plan_is_accepted_for_a_customer_who_wrote_so(room: ConsoleRoom) -> None:
    ann, page = opened(room)
    account = page.split("/arrangements")[0]
    assert f'href="{page}"' in ann.page(account)
    sent = ann.send(page, f"{page}/accept", said=" mail 17 ")
    assert sent.headers["location"] == f"{account}?said=arrangement_accepted"
    (plan,) = arrangements(room)
    assert (plan.state, plan.accepted_by, plan.acceptance) == ("accepted", "ann", "mail 17")
    assert silent(room) == 2
    assert "Accepted. What it covers is silent" in ann.page(f"{account}?said=arrangement_accepted")
    assert json.loads(room.entries("arrangement.accepted")[0])["arrangement"] == plan.id


def test_a_plan_that_runs_is_ended_and_its_items_are_asked_for_again(room: ConsoleRoom) -> None:
    ann, page = opened(room)
    ann.send(page, f"{page}/accept", said="mail 17")
    running = ann.page(page)
    assert ("/accept" in running, "asked for again, where the ladder stood" in running) == (False, True)
    sent = ann.send(page, f"{page}/cancel", said="the customer went back on it")
    assert sent.headers["location"].endswith("?said=arrangement_cancelled")
    (plan,) = arrangements(room)
    assert (plan.state, plan.note, silent(room)) == ("cancelled", "the customer went back on it", 0)
    over = ann.page(page)
    assert (f'action="{page}' in over, "It is over" in over) == (False, True)


def test_a_settlement_shows_the_words_that_are_accepted(small_room: ConsoleRoom) -> None:
    ann, page = opened(small_room, kind="settlement", amount="190", count="")
    (offer,) = arrangements(small_room)
    assert offer.terms.splitlines()[0] in ann.page(page)
    ann.send(page, f"{page}/accept", said="mail 9")
    assert [found.state for found in arrangements(small_room)] == ["accepted"]


def test_an_acceptance_without_evidence_is_refused(small_room: ConsoleRoom) -> None:
    ann, page = opened(small_room)
    refused = ann.send(page, f"{page}/accept", said="  ")
    assert (refused.status_code, "an acceptance is in writing" in refused.text) == (409, True)
    assert [found.state for found in arrangements(small_room)] == ["proposed"]


def test_a_proposal_of_other_days_is_accepted_no_more(small_room: ConsoleRoom) -> None:
    """The reason stands on the page, in the reader's language, with what was written in the form."""
    _, page = opened(small_room)
    anna = small_room.log_in("anna", language="de")
    small_room.book.offset += timedelta(days=60)
    anna.log_in("anna")
    refused = anna.send(page, f"{page}/accept", said="Mail 17")
    assert (refused.status_code, "Ratenplan 1 war bis " in refused.text) == (409, True)
    assert ">Mail 17</textarea>" in refused.text
    assert [found.state for found in arrangements(small_room)] == ["proposed"]


def test_what_the_customer_accepted_meanwhile_is_not_ended_as_a_proposal(small_room: ConsoleRoom) -> None:
    ann, page = opened(small_room)
    token = ann.form_token(page)
    with small_room.book.ledger.write() as connection:
        accepting.accept(connection, 1, "customer page", small_room.book.occasion("customer"))
    fields = {"form_token": token, "seen": "proposed", "said": "a mistake"}
    refused = ann.client.post(f"{page}/cancel", data=fields)
    assert (refused.status_code, "is no longer proposed" in refused.text) == (409, True)
    assert [found.state for found in arrangements(small_room)] == ["accepted"]


def test_what_is_over_is_neither_accepted_nor_ended(small_room: ConsoleRoom) -> None:
    ann, page = opened(small_room)
    token = ann.form_token(page)
    with small_room.book.ledger.write() as connection:
        ending.cancel(connection, 1, "", small_room.book.occasion("bob"))
    for deed, says in (("accept", "is cancelled, not proposed"), ("cancel", "is cancelled already")):
        refused = ann.client.post(f"{page}/{deed}", data={"form_token": token, "seen": "cancelled", "said": "x"})
        assert (refused.status_code, says in refused.text) == (409, True), deed


def test_what_waits_for_a_second_person_is_only_ended_here(small_room: ConsoleRoom) -> None:
    """The second person's word is a case; who proposed it does not get round it on this page."""
    account = small_room.book.customer("C1", days_overdue=())
    small_room.book.item(account, "INV-1", 30, 6_000_00)
    ann = small_room.log_in("ann")
    propose(ann, account)
    page = f"/accounts/{account}/arrangements/1"
    shown = ann.page(page)
    assert ("/accept" in shown, "waits for a second person" in shown) == (False, True)
    fields = {"form_token": ann.form_token(page), "seen": "approval_pending", "said": "mail 17"}
    refused = ann.client.post(f"{page}/accept", data=fields)
    assert (refused.status_code, "is approval_pending, not proposed" in refused.text) == (409, True)
    assert [found.state for found in arrangements(small_room)] == ["approval_pending"]


def test_it_is_looked_at_only_under_its_own_account_and_by_who_works(small_room: ConsoleRoom) -> None:
    ann, page = opened(small_room)
    other = small_room.book.customer("C2", days_overdue=(10,))
    assert ann.open(f"/accounts/{other}/arrangements/1").status_code == 404
    token = ann.form_token(page)
    fields = {"form_token": token, "seen": "proposed", "said": "x"}
    assert ann.client.post(f"/accounts/{other}/arrangements/1/cancel", data=fields).status_code == 404
    eva = small_room.log_in("eva", "read_only")
    assert page not in eva.page(page.split("/arrangements")[0])
    assert eva.open(page).status_code == 403
    assert [found.state for found in arrangements(small_room)] == ["proposed"]


@pytest.mark.parametrize("deed", ["accept", "cancel"])
def test_a_form_without_its_token_does_nothing(small_room: ConsoleRoom, deed: str) -> None:
    ann, page = opened(small_room)
    assert ann.client.post(f"{page}/{deed}", data={"seen": "proposed", "said": "x"}).status_code == 403
    assert [found.state for found in arrangements(small_room)] == ["proposed"]
