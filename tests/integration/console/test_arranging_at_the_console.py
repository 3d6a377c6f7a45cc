"""A plan or a settlement from an account's page: seen before it is proposed, by the limits of the command line."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.console_room import Browser, ConsoleRoom
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.arrangements import find_arrangements
from workers.ledger.queue.cases import find_unresolved
from workers.receivables.arrangement import Arrangement

WISH = {"kind": "plan", "currency": "EUR", "count": "3", "first_on": "", "amount": "", "documents": ""}


def address(account: int, **wish: str) -> str:
    return f"/accounts/{account}/arrange?" + "&".join(f"{name}={value}" for name, value in (WISH | wish).items())


def propose(browser: Browser, account: int, evidence: str = "call of today", **wish: str) -> str:
    """Where the proposal leads to; the page that refuses it."""
    sent = browser.send(address(account, **wish), f"/accounts/{account}/arrange", evidence=evidence)
    return sent.headers.get("location") or sent.text


def arrangements(room: ConsoleRoom) -> list[Arrangement]:
    with room.book.ledger.read() as connection:
        return list(find_arrangements(connection))


def listed(page: str) -> list[str]:
    """The sums of the instalments that a page shows."""
    return re.findall(r'<td class="day">[^<]+</td><td class="number">([^<]+)<', page)


def test_a_plan_is_seen_before_it_is_proposed(small_room: ConsoleRoom) -> None:
    account = small_room.book.customer("C1", days_overdue=(10, 20))
    ann = small_room.log_in("ann")
    assert f'action="/accounts/{account}/arrange"' in ann.page(f"/accounts/{account}")
    page = ann.page(address(account))
    assert listed(page) == ["€66.67", "€66.67", "€66.66"]
    assert arrangements(small_room) == []
    assert propose(ann, account) == f"/accounts/{account}?said=arrangement_proposed"
    (plan,) = arrangements(small_room)
    assert [part.amount for part in plan.instalments] == [66_67, 66_67, 66_66]
    assert (plan.state, plan.proposed_by, plan.evidence) == ("proposed", "ann", "call of today")
    assert "Proposed. The customer can accept it" in ann.page(f"/accounts/{account}?said=arrangement_proposed")


def test_a_settlement_of_one_document_is_seen_before_it_is_offered(small_room: ConsoleRoom) -> None:
    account = small_room.book.customer("C1", days_overdue=(100, 120))
    anna = small_room.log_in("anna", language="de")
    wish = {"kind": "settlement", "amount": "95,50", "documents": " C1-INV-2 ,"}
    page = anna.page(address(account, **wish))
    assert (listed(page), "Nachlass" in page, "4,50\xa0€" in page) == (["95,50\xa0€"], True, True)
    propose(anna, account, **wish)
    (offer,) = arrangements(small_room)
    assert (offer.kind, offer.agreed, [item.document_number for item in offer.items]) == (
        "settlement", 95_50, ["C1-INV-2"],
    )  # fmt: skip


def test_what_is_above_one_persons_limit_waits_for_a_second(small_room: ConsoleRoom) -> None:
    account = small_room.book.customer("C1", days_overdue=())
    small_room.book.item(account, "INV-1", 30, 6_000_00)
    ann = small_room.log_in("ann")
    assert "waits for a second person" in ann.page(address(account))
    assert propose(ann, account) == f"/accounts/{account}?said=arrangement_waits"
    with small_room.book.ledger.read() as connection:
        (case,) = find_unresolved(connection, kind=CaseKind.ARRANGEMENT_APPROVAL)
    assert "€2,000.00" in ann.page(f"/cases/{case.id}")


REFUSED = [
    ({"count": "60"}, "a plan has 2 to 6 instalments"),
    ({"count": "x"}, "in how many instalments"),
    ({"first_on": "9999-12-31"}, "the first instalment is due between"),
    ({"first_on": "soon"}, "is no day"),
    ({"documents": "INV-77"}, "has no item INV-77"),
    ({"currency": "USD"}, "nothing of it is open"),
    ({"kind": "settlement", "amount": "1"}, "nobody may let"),
    ({"kind": "settlement", "amount": "1e3"}, "is no amount"),
    ({"kind": "settlement", "amount": "", "currency": "Q"}, "nothing of it is open"),
]


def test_what_is_outside_the_limits_has_no_form_to_propose_it(small_room: ConsoleRoom) -> None:
    account = small_room.book.customer("C1", days_overdue=(10, 20))
    ann = small_room.log_in("ann")
    token = ann.form_token()
    for wish, says in REFUSED:
        refused = ann.open(address(account, **wish))
        assert (refused.status_code, says in refused.text, 'name="evidence"' in refused.text) == (409, True, False), (
            says
        )
        fields = WISH | wish | {"form_token": token, "evidence": "call"}
        forged = ann.client.post(f"/accounts/{account}/arrange", data=fields)
        assert (forged.status_code, says in forged.text) == (409, True), says
    assert arrangements(small_room) == []


def test_a_proposal_without_evidence_is_refused_and_the_preview_stays(small_room: ConsoleRoom) -> None:
    account = small_room.book.customer("C1", days_overdue=(10, 20))
    first_on = f"{small_room.book.today + timedelta(days=2)}"
    again = propose(small_room.log_in("ann"), account, evidence=" ", first_on=first_on)
    assert ("needs evidence" in again, len(listed(again)), f'value="{first_on}"' in again) == (True, 3, True)
    assert arrangements(small_room) == []


def test_who_may_only_look_is_offered_nothing(small_room: ConsoleRoom) -> None:
    account = small_room.book.customer("C1", days_overdue=(10, 20))
    eva = small_room.log_in("eva", "read_only")
    assert "/arrange" not in eva.page(f"/accounts/{account}")
    assert eva.open(address(account)).status_code == 403


def test_the_case_that_waits_for_a_second_person_says_so_in_the_readers_language(small_room: ConsoleRoom) -> None:
    account = small_room.book.customer("C1", days_overdue=())
    small_room.book.item(account, "INV-1", 30, 6_000_00)
    anna = small_room.log_in("anna", language="de")
    propose(anna, account)
    assert '<p class="lead">anna schlägt vor: Ratenplan über 6.000,00\xa0€.' in anna.page("/cases/1")
