"""What customers do on their page: each once, only for their own account, and never past a stop."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Thread

from sqlalchemy import func, select

from tests.customer_room import CustomerRoom, file_of
from workers.ledger.book import stops
from workers.ledger.book.disputes import find_disputes
from workers.ledger.book.promises import Outcome, close_promise, find_promises
from workers.ledger.incoming.raw_messages import find_message
from workers.ledger.schema import contacts, messages, open_items, payments
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch

PDF = b"%PDF-1.4\n1 0 obj\n"


def test_a_promise_pauses_the_ladder_in_planning_and_at_the_gate(room: CustomerRoom) -> None:
    path = room.link()
    day = room.book.today + timedelta(days=14)
    # A notice of the next level is planned already, and must not leave any more.
    room.book.pass_days(8)
    room.book.plan()
    assert room.book.states()[-1] == "planned"
    done = room.do(path, "promise", item="EUR", day=day.isoformat(), amount="100.00")
    assert done.status_code == 303
    assert "We have noted your promise" in room.browser().page(done.headers["location"])
    assert room.deeds() == [("promise", "taken")]
    assert room.book.states()[-1] == "cancelled"
    sent = len(room.sent_texts())
    room.book.plan()
    dispatch(room.ports())
    assert len(room.sent_texts()) == sent
    assert "€100.00 by" in room.browser().page(path)


def test_a_promise_that_was_not_kept_is_dunned_on(small_room: CustomerRoom) -> None:
    """The pause ends with the promise: the page gives no way to be silent for good."""
    path = small_room.link()
    small_room.do(path, "promise", item="EUR", day=small_room.book.today.isoformat(), amount="100.00")
    with small_room.book.ledger.write() as connection:
        (promise,) = find_promises(connection, ("open",))
        close_promise(connection, promise, Outcome("broken", 0), small_room.book.occasion())
    later = small_room.book.today + timedelta(days=3)
    small_room.do(path, "promise", item="EUR", day=later.isoformat(), amount="100.00")
    assert small_room.deeds()[-1] == ("promise", "asked")
    assert "a promise was broken before" in small_room.cases(1)[0].reason


def test_a_promise_of_less_than_is_due_is_for_a_person(small_room: CustomerRoom) -> None:
    path = small_room.link()
    day = small_room.book.today.isoformat()
    done = small_room.do(path, "promise", item="EUR", day=day, amount="1.00")
    assert "A person will look at it" in small_room.browser().page(done.headers["location"])
    (case,) = small_room.cases(1)
    assert (case.kind, case.amount_minor, case.currency) == ("promise", 100, "EUR")
    with small_room.book.ledger.read() as connection:
        assert find_promises(connection) == []


def test_a_promise_that_puts_off_an_open_one_is_for_a_person(small_room: CustomerRoom) -> None:
    path = small_room.link()
    first, later = (small_room.book.today + timedelta(days=days) for days in (5, 20))
    for day in (first, later):
        small_room.do(path, "promise", item="EUR", day=day.isoformat(), amount="100.00")
    assert [outcome for _, outcome in small_room.deeds()] == ["taken", "asked"]
    with small_room.book.ledger.read() as connection:
        assert [promise.promised_on for promise in find_promises(connection, ("open",))] == [first]


def test_one_item_is_promised_without_the_rest(small_room: CustomerRoom) -> None:
    path = small_room.link(days_overdue=(10, 20))
    small_room.do(path, "promise", item="1", day=small_room.book.today.isoformat(), amount="100,00")
    with small_room.book.ledger.read() as connection:
        (promise,) = find_promises(connection, ("open",))
    assert (promise.open_item_id, promise.amount_minor) == (1, 10_000)


_REFUSED: list[tuple[dict[str, str], str]] = [
    ({"day": "2026-03-02"}, "a day from today"),
    ({"day": "2026-04-04"}, "a day from today"),
    ({"day": "soon"}, "a day from today"),
    ({"amount": "0"}, "an amount above zero"),
    ({"amount": "-5"}, "an amount above zero"),
    ({"amount": "100.01"}, "no more than is due"),
    ({"amount": "1e9"}, "an amount above zero"),
    ({"amount": "1e2"}, "an amount above zero"),
    ({"amount": "10_0"}, "an amount above zero"),
    ({"item": "USD"}, "Nothing of that is due"),
    ({"item": "999999999999999"}, "choose an open invoice"),
    ({"item": ""}, "Nothing of that is due"),
    ({"form": "made.up"}, "Please try again"),
]


def test_what_cannot_be_promised_is_said_and_nothing_is_done(small_room: CustomerRoom) -> None:
    path = small_room.link()
    client = small_room.browser().client
    well = {"form": form_field(client.get(path).text), "item": "EUR", "day": "2026-03-10", "amount": "100.00"}
    for fields, says in _REFUSED:
        answer = client.post(f"{path}/promise", data=well | fields)
        assert (answer.status_code, says in answer.text) == (409, True), fields
    assert small_room.deeds() == []


def test_a_dispute_holds_what_is_disputed_and_finds_its_owner(room: CustomerRoom) -> None:
    path = room.link()
    room.do(path, "dispute", item="1", reason="Two of the boxes arrived damaged.", amount="30")
    with room.book.ledger.read() as connection:
        (dispute,) = find_disputes(connection)
    assert (dispute.account_id, dispute.open_item_id, dispute.amount) == (1, 1, 3_000)
    assert dispute.note == "Two of the boxes arrived damaged."
    assert [case.kind for case in room.cases(1)] == ["dispute_resolution"]
    assert "in dispute" in room.browser().page(path)
    again = room.do(path, "dispute", item="1", reason="All of it is wrong, in fact.", amount="90")
    assert "is in dispute already, or less is open" in again.text


def test_a_proof_of_payment_becomes_a_case_and_is_never_applied(room: CustomerRoom) -> None:
    path = room.link()
    browser = room.browser()
    form = form_field(browser.page(path))
    files = {"file": ("../../Überweisung <1>.exe", PDF + b"x", "text/html")}
    answer = browser.client.post(f"{path}/proof", data={"form": form, "note": "paid on Monday"}, files=files)
    assert answer.status_code == 303
    (case,) = room.cases(1)
    assert case.kind == "payment_proof"
    with room.book.ledger.read() as connection:
        mail = find_message(connection, case.evidence["mail"])
        applied = connection.scalar(select(func.count()).select_from(payments))
        still_open = connection.scalar(select(open_items.c.open_minor))
    assert (mail.outcome, mail.account_id, mail.filed) == ("case", 1, True)
    assert file_of(mail.content) == ("Überweisung -1-.pdf", "application/pdf", PDF + b"x")
    assert (applied, still_open) == (0, 10_000)
    page = room.log_in("ann").page(f"/cases/{case.id}")
    assert "paid on Monday" in page


def test_signs_of_a_customers_number_break_no_proof(small_room: CustomerRoom) -> None:
    path = small_room.link("A:B;<C>")
    browser = small_room.browser()
    files = {"file": ("paid.pdf", PDF, "application/pdf")}
    answer = browser.client.post(f"{path}/proof", data={"form": form_field(browser.page(path))}, files=files)
    assert (answer.status_code, small_room.deeds()) == (303, [("proof", "asked")])


def test_a_charset_of_a_form_makes_no_signs_that_nothing_takes(small_room: CustomerRoom) -> None:
    path = small_room.link()
    client = small_room.browser().client
    fields = {"form": form_field(client.get(path).text), "name": "\\ud800 Eve", "email": "eve@c1.example"}
    parts = "".join(f'--X\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())
    for charset in ("unicode_escape", "utf-7", "undefined"):
        headers = {"content-type": f"multipart/form-data; charset={charset}; boundary=X"}
        answer = client.post(f"{path}/contact", content=f"{parts}--X--\r\n", headers=headers)
        assert (answer.status_code, "Please try again" in answer.text) == (409, True), charset
    assert small_room.deeds() == []


def test_other_files_are_refused(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    refused = [
        (b"", "choose a file"),
        (b"MZ not a document", "a PDF, a PNG or a JPEG"),
        (PDF + b"x" * 2048, "too large"),
        (PDF + b"x" * 80_000, "too large"),
    ]
    with CustomerRoom.opened(sqlite_ledger, tmp_path, upload_kb=1) as room:
        path = room.link()
        client = room.browser().client
        data = {"form": form_field(client.get(path).text)}
        for content, says in refused:
            answer = client.post(f"{path}/proof", data=data, files={"file": ("a.pdf", content)})
            assert says in answer.text, content[:20]
        assert room.deeds() == []


def test_a_contact_is_suggested_and_none_is_changed(small_room: CustomerRoom) -> None:
    path = small_room.link()
    small_room.do(path, "contact", name="Eva <b>Neu</b>", email="eva@c1.example", phone="")
    (case,) = small_room.cases(1)
    assert case.kind == "contact_suggested"
    assert case.evidence["email"] == "eva@c1.example"
    with small_room.book.ledger.read() as connection:
        assert list(connection.scalars(select(contacts.c.email))) == ["ap@c1.example"]
    assert "Eva &lt;b&gt;Neu&lt;/b&gt;" in small_room.log_in("ann").page(f"/cases/{case.id}")


def test_a_double_click_counts_once(room: CustomerRoom) -> None:
    path = room.link()
    browser = room.browser()
    form = form_field(browser.page(path))
    fields = {"form": form, "name": "Eva", "email": "eva@c1.example", "phone": ""}
    first, second = (browser.client.post(f"{path}/contact", data=fields) for _ in range(2))
    assert first.headers["location"] == second.headers["location"]
    assert second.status_code == 303
    assert len(room.cases(1)) == 1
    other = browser.client.post(f"{path}/contact", data=fields | {"name": "Max"})
    assert other.headers["location"] != first.headers["location"]
    assert len(room.deeds()) == 2


def test_two_clicks_at_once_count_once(postgres_ledger: Ledger, tmp_path: Path) -> None:
    with CustomerRoom.opened(postgres_ledger, tmp_path) as room:
        path = room.link()
        form = form_field(room.browser().page(path))
        fields = {"form": form, "item": "1", "reason": "It never arrived here.", "amount": ""}
        places: list[str] = []

        def click() -> None:
            places.append(room.browser().client.post(f"{path}/dispute", data=fields).headers["location"])

        clicks = [Thread(target=click) for _ in range(4)]
        for one in clicks:
            one.start()
        for one in clicks:
            one.join()
        assert len(places) == 4
        assert len(set(places)) == 1
        assert room.deeds() == [("dispute", "taken")]


def test_a_day_holds_so_many_deeds(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    with CustomerRoom.opened(sqlite_ledger, tmp_path, deeds_per_day=2) as room:
        path = room.link()
        answers = [room.do(path, "contact", name=f"Eva {n}", email="eva@c1.example") for n in range(3)]
        assert [answer.status_code for answer in answers] == [303, 303, 409]
        assert "enough for today" in answers[-1].text
        room.book.pass_days(1)
        assert room.do(path, "contact", name="Eva 9", email="eva@c1.example").status_code == 303


def test_a_stop_that_came_while_the_page_was_open_lets_nothing_be_done(room: CustomerRoom) -> None:
    path = room.link()
    browser = room.browser()
    form = form_field(browser.page(path))
    with room.book.ledger.write() as connection:
        stops.add_stop(connection, 1, "insolvency", room.book.occasion("eva"), evidence="a letter")
    fields = {"form": form, "item": "EUR", "day": room.book.today.isoformat(), "amount": "100.00"}
    answer = browser.client.post(f"{path}/promise", data=fields)
    assert "Please call us" in answer.text
    assert room.deeds() == []
    with room.book.ledger.read() as connection:
        assert find_promises(connection) == []


def test_a_form_of_another_link_or_site_does_nothing(small_room: CustomerRoom) -> None:
    own = small_room.link("C1")
    strange = small_room.link("C2")
    form = form_field(small_room.browser().page(strange))
    fields = {"form": form, "name": "Eva", "email": "eva@c1.example"}
    client = small_room.browser().client
    assert client.post(f"{own}/contact", data=fields).status_code == 409
    assert client.post(f"{strange}/contact", data=fields, headers={"origin": "https://evil.example"}).status_code == 409
    assert small_room.deeds() == []


def test_no_item_of_another_account_can_be_disputed_or_promised(small_room: CustomerRoom) -> None:
    small_room.book.customer("C9")
    path = small_room.link("C1")
    with small_room.book.ledger.read() as connection:
        foreign = connection.scalar(select(open_items.c.id).where(open_items.c.document_number == "C9-INV-1"))
        sent = connection.scalar(select(func.count()).select_from(messages))
    assert sent
    disputed = small_room.do(path, "dispute", item=str(foreign), reason="This is not mine.")
    promised = small_room.do(path, "promise", item=str(foreign), day=small_room.book.today.isoformat(), amount="100.00")
    assert "Please choose an open invoice" in disputed.text
    assert "Please choose an open invoice" in promised.text
    assert "C9" not in small_room.browser().page(path)


def form_field(page: str) -> str:
    """What the forms of a page carry."""
    return page.partition('name="form" value="')[2].partition('"')[0]
