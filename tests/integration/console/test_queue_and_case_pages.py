"""The queue and its cases as pages: ranked as the desk ranks them, decided as the command line decides them."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from email.message import EmailMessage

import pytest
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import select

from tests.console_room import ConsoleRoom
from workers.exception_queue import desk
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book import stops
from workers.ledger.incoming.raw_messages import Arrival, store_arrivals
from workers.ledger.queue.ranked import Wanted
from workers.ledger.schema import cases, raw_messages
from workers.policy.queue import queue_policy


def put(room: ConsoleRoom, kind: CaseKind = CaseKind.UNCLEAR_MAIL, *, days_ago: int = 0, **facts: object) -> int:
    occasion = room.book.occasion()
    earlier = replace(
        occasion,
        at=occasion.at - timedelta(days=days_ago),
        business_date=occasion.business_date - timedelta(days=days_ago),
    )
    subject = str(facts.pop("subject", f"test:{kind}:{days_ago}"))
    new = NewCase(kind, subject, str(facts.pop("reason", "because")), **facts)  # type: ignore[arg-type]
    with room.book.ledger.write() as connection:
        return open_case(connection, new, earlier, queue_policy(room.book.policy.robot))


def listed(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'class="row" href="/cases/(\d+)"', page)]


def test_the_pages_rank_like_the_desk(room: ConsoleRoom) -> None:
    """Lateness of eleven kinds, amounts and weights: the figures in SQL are those of the rule."""
    kinds = [CaseKind.UNCLEAR_MAIL, CaseKind.STALE_FEED, CaseKind.SHORT_PAYMENT, CaseKind.NOT_A_REMITTANCE]
    for n in range(60):
        amount = {"amount_minor": 10 ** (n % 9), "currency": "EUR"} if n % 3 else {}
        put(room, kinds[n % 4], days_ago=n % 20, subject=f"case:{n}", **amount)
    now = room.robot.clock.now()
    with room.book.ledger.read() as connection:
        ranked = [case.id for case in desk.list_cases(connection, now)]
        paged: list[int] = []
        after = None
        while page := desk.page_of_cases(connection, Wanted(), now, after=after, limit=7):
            paged += [line.place.id for line in page]
            after = page[-1].place
    assert paged == ranked
    browser = room.log_in("ann")
    first = browser.page("/queue")
    more = re.search(r'rel="next" href="([^"]+)"', first)
    assert more
    assert listed(first) + listed(browser.page(more.group(1).replace("&amp;", "&"))) == ranked


def test_the_queue_is_filtered(small_room: ConsoleRoom) -> None:
    late, other = put(small_room, days_ago=30), put(small_room, CaseKind.STALE_FEED)
    browser = small_room.log_in("ann")
    assert set(listed(browser.page("/queue"))) == {late, other}
    assert listed(browser.page("/queue?kind=stale_feed")) == [other]
    assert listed(browser.page("/queue?owner=collections")) == [late]
    assert listed(browser.page("/queue?age=late")) == [late]
    assert listed(browser.page("/queue?mine=yes")) == []
    browser.send(f"/cases/{late}", f"/cases/{late}/claim")
    assert listed(browser.page("/queue?mine=yes")) == [late]
    assert set(listed(browser.page("/queue?kind=nonsense&age=x&after=broken"))) == {late, other}


def test_an_empty_queue_says_so(small_room: ConsoleRoom) -> None:
    browser = small_room.log_in("ann")
    assert "No case waits" in browser.page("/queue")
    assert browser.open("/queue/next").headers["location"] == "/queue"


def test_one_person_works_on_a_case(room: ConsoleRoom) -> None:
    case_id = put(room)
    ann, bob = room.log_in("ann"), room.log_in("bob")
    assert (
        ann.send(f"/cases/{case_id}", f"/cases/{case_id}/claim").headers["location"] == f"/cases/{case_id}?said=claimed"
    )
    assert "with ann" in bob.page("/queue")
    refused = bob.send(f"/cases/{case_id}", f"/cases/{case_id}/decide", decision="handled")
    assert refused.status_code == 409
    assert "is claimed by ann" in refused.text
    assert bob.open("/queue/next").headers["location"] == "/queue"
    assert ann.send(f"/cases/{case_id}", f"/cases/{case_id}/release").status_code == 303
    assert bob.send(f"/cases/{case_id}", f"/cases/{case_id}/decide", decision="handled", note="seen").status_code == 303
    with room.book.ledger.read() as connection:
        row = connection.execute(select(cases.c.state, cases.c.resolved_by, cases.c.note)).one()
    assert tuple(row) == ("resolved", "bob", "seen")
    assert "bob" in ann.page(f"/cases/{case_id}")


def test_a_decision_has_its_consequence(room: ConsoleRoom) -> None:
    """The same function as on the command line: lifting a stop takes the role here, and the name in robot.yaml."""
    account_id = room.book.customer("C1")
    with room.book.ledger.write() as connection:
        stop_id = stops.add_stop(connection, account_id, "insolvency", room.book.occasion(), evidence="a letter")
    case_id = put(room, CaseKind.STOP_REQUEST, account_id=account_id, evidence={"stop": stop_id})
    path = f"/cases/{case_id}"
    specialist = room.log_in("ann")
    assert "Not your role" in specialist.page(path)
    assert specialist.send(path, f"{path}/decide", decision="lift").status_code == 403
    unnamed = room.log_in("carl", "legal").send(path, f"{path}/decide", decision="lift")
    assert (unnamed.status_code, "people.legal" in unnamed.text) == (409, True)
    named = room.log_in("legal@brightwater-components.example", "legal")
    assert named.send(path, f"{path}/decide", decision="lift", note="paid in court").status_code == 303
    with room.book.ledger.read() as connection:
        stop = stops.find_stop(connection, stop_id)
    assert stop is not None
    assert stop.lifted_by == "legal@brightwater-components.example"


def test_a_case_that_changed_while_its_page_was_open_is_looked_at_anew(small_room: ConsoleRoom) -> None:
    case_id = put(small_room, CaseKind.DISPUTE, amount_minor=100, currency="EUR")
    ann = small_room.log_in("ann")
    form = re.search(rf'action="/cases/{case_id}/decide">(.*?)</form>', ann.page(f"/cases/{case_id}"), re.DOTALL)
    assert form
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form.group(1)))
    put(small_room, CaseKind.DISPUTE, amount_minor=10**9, currency="EUR", reason="much more by now")
    refused = ann.client.post(f"/cases/{case_id}/decide", data={**hidden, "decision": "reject"})
    assert refused.status_code == 409
    assert "changed since" in refused.text
    assert "much more by now" in refused.text
    decided = ann.send(f"/cases/{case_id}", f"/cases/{case_id}/decide", decision="reject")
    assert decided.headers["location"] == "/queue?said=decided"


def test_a_dead_message_is_tried_again_from_the_page(small_room: ConsoleRoom) -> None:
    letter = {"actor": "exception_queue.clear_calls", "ids": [], "error": "busy"}
    case_id = put(small_room, CaseKind.DEAD_MESSAGE, evidence=letter)
    ops = small_room.log_in("ops", "ops")
    assert ops.send(f"/cases/{case_id}", f"/cases/{case_id}/decide", decision="retry").status_code == 303
    unknown = put(small_room, CaseKind.DEAD_MESSAGE, subject="other", evidence={**letter, "actor": "no.actor"})
    refused = ops.send(f"/cases/{unknown}", f"/cases/{unknown}/decide", decision="retry")
    assert "no actor no.actor" in refused.text


def test_what_fails_again_when_it_is_tried_again_is_a_case_again(small_room: ConsoleRoom) -> None:
    letter = {"actor": "no.actor", "ids": [7], "error": "busy"}
    case_id = put(small_room, CaseKind.DEAD_MESSAGE, subject="message:no.actor:7", evidence=letter)
    ops = small_room.log_in("ops", "ops")
    ops.send(f"/cases/{case_id}", f"/cases/{case_id}/decide", decision="retry")
    (again,) = listed(ops.page("/queue"))
    assert again != case_id
    assert "this version has no actor" in ops.page(f"/cases/{again}")


@pytest.mark.parametrize("decision", ["", "approve", "x" * 500])
def test_what_is_no_decision_of_the_kind_changes_nothing(small_room: ConsoleRoom, decision: str) -> None:
    case_id = put(small_room)
    refused = small_room.log_in("ann").send(f"/cases/{case_id}", f"/cases/{case_id}/decide", decision=decision)
    assert refused.status_code == 409
    assert "takes handled or dismiss" in refused.text


@pytest.mark.parametrize("role", ["read_only", "admin"])
def test_who_may_only_look_sees_no_form_and_sends_none(small_room: ConsoleRoom, role: str) -> None:
    case_id = put(small_room)
    browser = small_room.log_in("ann", role)
    page = browser.page(f"/cases/{case_id}")
    assert "may look at cases" in page
    token = browser.form_token(f"/cases/{case_id}")
    sent = browser.client.post(f"/cases/{case_id}/decide", data={"form_token": token, "decision": "handled"})
    assert sent.status_code == 403


def test_there_is_no_such_case(small_room: ConsoleRoom) -> None:
    browser = small_room.log_in("ann")
    assert browser.open("/cases/7").status_code == browser.open("/cases/7/documents/0").status_code == 404
    assert browser.open("/cases/x").status_code == 422


def test_every_view_of_a_customer_is_journalled(room: ConsoleRoom) -> None:
    account_id = room.book.customer("C1")
    case_id = put(room, account_id=account_id)
    browser = room.log_in("ann")
    browser.page("/queue")
    browser.page(f"/cases/{case_id}")
    seen = [json.loads(entry) for entry in room.entries("console.viewed")]
    assert seen == [{"page": "queue", "cases": [case_id]}, {"page": "case", "case": case_id, "account": account_id}]


def test_a_page_shows_hostile_text_as_text(small_room: ConsoleRoom) -> None:
    evil = "<script>alert(1)</script>"
    case_id = put(small_room, reason=evil, evidence={"quote": evil, "odd": [{"a": evil}]})
    page = small_room.log_in("ann").page(f"/cases/{case_id}")
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") >= 3


def mail_with_pdf(room: ConsoleRoom, folder: str) -> int:
    """A stored mail with an advice; returns its number."""
    file = room.home / folder
    drawn = Canvas(str(file), pagesize=(400, 300))
    drawn.drawString(40, 250, "Remittance advice")
    drawn.drawString(40, 220, "INV-2026-0417 120.50")
    drawn.save()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ann <ann@payer.example>", "ar@us.example", "Payment of 120.50"
    mail.set_content("We paid INV-2026-0417 and <b>more</b>.")
    mail.add_attachment(file.read_bytes(), maintype="application", subtype="pdf", filename="advice.pdf")
    mail.add_attachment(b"%PDF-1.7 broken", maintype="application", subtype="pdf", filename="broken.pdf")
    with room.book.ledger.write() as connection:
        store_arrivals(connection, [Arrival("INBOX", 1, 1, mail.as_bytes())], room.book.occasion())
        return int(connection.scalars(select(raw_messages.c.id)).one())


def test_a_case_shows_its_mail_and_its_document_with_the_words_that_matter(small_room: ConsoleRoom) -> None:
    post = {"document_number": "INV-2026-0417", "cash": "120.50", "discount": "0.00", "writeoff": "0.00"}
    suggestion = {"rank": 1, "line": None, "customer": "C1", "reason": "named", "posts": [post], "on_account": None}
    evidence = {
        "mail": mail_with_pdf(small_room, "advice.pdf"),
        "lines": [{"reference": "INV-2026-0417", "net": 12050, "document": None, "candidates": ["INV-2026-0417"]}],
        "suggestions": [suggestion],
    }
    case_id = put(small_room, CaseKind.AMBIGUOUS_REFERENCE, currency="EUR", amount_minor=12050, evidence=evidence)
    browser = small_room.log_in("ann")
    page = browser.page(f"/cases/{case_id}")
    assert "We paid <mark>INV-2026-0417</mark> and &lt;b&gt;more&lt;/b&gt;." in page
    assert "€120.50" in page
    assert "advice.pdf" in page
    drawn = browser.page(f"/cases/{case_id}/documents/0")
    assert re.search(r'<rect class="found"[^>]*/>\s*<text[^>]*>INV-2026-0417</text>', drawn)
    assert "<text" in drawn.split("Remittance")[0]
    assert "cannot be read" in browser.page(f"/cases/{case_id}/documents/1")
    assert browser.open(f"/cases/{case_id}/documents/2").status_code == 404
