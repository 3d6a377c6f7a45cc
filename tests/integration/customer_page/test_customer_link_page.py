"""Who gets in by a link, what they see, and that everybody else sees one and the same page."""

from __future__ import annotations

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from sqlalchemy import update

from tests.customer_room import SECRET, CustomerRoom
from workers.errors import ConfigurationError
from workers.ledger.book import stops
from workers.ledger.schema import accounts, open_items
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch
from workers.policy.customer_page import PageRequests
from workers.receivables.customer_link import CustomerLinks, LinkFacts
from workers.settings import load_settings
from workers.wiring import read_configuration


def made(room: CustomerRoom, *, account: int = 1, message: int = 1, days: int = 30, secret: str = SECRET) -> str:
    """A link that somebody made."""
    facts = LinkFacts(account, message, room.book.today + timedelta(days=days))
    return f"/c/{CustomerLinks(secret).token(facts)}"


def test_the_page_shows_what_is_open_in_the_language_of_the_customer(small_room: CustomerRoom) -> None:
    account_id = small_room.book.customer("C1", days_overdue=(10, 1, -5), language="de_CH")
    small_room.book.item(account_id, "<b>CR-1</b>", 3, -2_000)
    page = small_room.browser().page(small_room.notice_link())
    assert 'lang="de"' in page
    assert "10 Tage überfällig" in page
    assert "1 Tag überfällig" in page
    assert "&lt;b&gt;CR-1&lt;/b&gt;" in page
    assert re.search(r"Überfällig</dt><dd>180,00\s€", page)
    assert re.search(r"Insgesamt offen</dt><dd>280,00\s€", page)
    assert '"page":"account"' in small_room.entries("customer_page.viewed")[-1]


def test_every_link_that_is_not_good_gets_the_same_page(room: CustomerRoom) -> None:
    good = room.link("C1")
    room.link("C2")
    bad = {
        "tampered": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "made up": "/c/" + "A" * 48,
        "of another secret": made(room, secret="another"),
        "over": made(room, days=-1),
        "of a message to somebody else": made(room, account=1, message=2),
        "of no account": made(room, account=99),
        "short": "/c/x",
        "a file of nobody": f"{good}/copies/1",
        "a deed of nobody": f"{good}/done/{'0' * 64}",
    }
    answers = {name: room.browser().open(path) for name, path in bad.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(bad, 404)
    assert len({answer.text for answer in answers.values()}) == 1
    assert "Brightwater" not in answers["over"].text
    posted = room.browser().client.post(f"{bad['over']}/contact", data={"name": "Eva", "email": "e@c1.example"})
    assert posted.text == answers["over"].text
    assert room.deeds() == []


def test_a_link_opens_the_page_to_its_last_day(small_room: CustomerRoom) -> None:
    path = small_room.link()
    small_room.book.pass_days(30)
    assert small_room.browser().open(path).status_code == 200
    small_room.book.pass_days(1)
    assert small_room.browser().open(path).status_code == 404


def test_a_person_ends_all_links_and_the_next_notice_brings_a_new_one(room: CustomerRoom) -> None:
    old = room.link()
    room.book.pass_days(8)
    room.book.plan()
    clerk = room.log_in("ann")
    assert clerk.send("/accounts/1", "/accounts/1/end-links").status_code == 303
    assert room.browser().open(old).status_code == 404
    # What was planned before is planned anew, so that no link that leaves is dead.
    assert room.book.states()[-1] == "cancelled"
    assert room.browser().open(room.notice_link()).status_code == 200
    assert len(room.entries("customer_page.revoked")) == 1


@pytest.mark.parametrize("barred", ["stop", "parked"])
def test_under_a_stop_the_page_only_says_to_call(small_room: CustomerRoom, barred: str) -> None:
    path = small_room.link()
    with small_room.book.ledger.write() as connection:
        if barred == "stop":
            stops.add_stop(connection, 1, "insolvency", small_room.book.occasion("eva"), evidence="a letter")
        else:
            connection.execute(update(accounts).values(parked_reason="law 1"))
    page = small_room.browser().page(path)
    assert "Please call us" in page
    assert "<form" not in page
    assert "C1-INV-1" not in page
    assert "insolvency" not in page


def test_where_nothing_is_open_nothing_can_be_promised(small_room: CustomerRoom) -> None:
    path = small_room.link()
    with small_room.book.ledger.write() as connection:
        connection.execute(update(open_items).values(open_minor=0))
    page = small_room.browser().page(path)
    assert "Nothing is open" in page
    assert "/promise" not in page


def test_a_copy_is_given_to_whom_it_belongs(small_room: CustomerRoom) -> None:
    document = pdfium.PdfDocument.new()
    document.new_page(200, 200)
    (small_room.home / "documents").mkdir()
    for number in ("C1-INV-1", "C2-INV-1"):
        document.save(small_room.home / "documents" / f"{number}.pdf")
    path = small_room.link("C1")
    small_room.book.customer("C2")
    page = small_room.browser().page(path)
    (copy,) = re.findall(r'href="(/c/[^"]+/copies/\d+)"', page)
    answer = small_room.browser().open(copy)
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-disposition"] == 'attachment; filename="C1-INV-1.pdf"'
    assert small_room.browser().open(f"{path}/copies/2").status_code == 404


def test_an_address_has_so_many_requests(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    with CustomerRoom.opened(sqlite_ledger, tmp_path, requests=PageRequests(per_address=3)) as room:
        path = room.link()
        answers = [room.browser().open(path if n else "/c/wrong").status_code for n in range(5)]
        assert answers == [404, 200, 200, 429, 429]
        assert room.browser("198.51.100.7").open(path).status_code == 200


def test_a_page_loads_nothing_from_elsewhere_and_is_listed_nowhere(small_room: CustomerRoom) -> None:
    answer = small_room.browser().open(small_room.link())
    assert answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert "script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_the_same_notice_has_the_same_link_plain_and_in_html(small_room: CustomerRoom) -> None:
    path = small_room.link()
    ((text, html),) = small_room.sent_texts()
    assert f"http://testserver{path}" in text
    assert f'href="http://testserver{path}"' in html
    assert path == made(small_room)


def test_without_the_page_no_link_leaves_and_none_opens(small_room: CustomerRoom) -> None:
    on = small_room.book.policy.robot.customer_page
    small_room.book.with_robot(customer_page=type(on)())
    small_room.book.customer("C1")
    small_room.book.plan()
    dispatch(small_room.ports())
    ((text, html),) = small_room.sent_texts()
    assert "/c/" not in text + html
    with CustomerRoom(small_room.book, small_room.home) as off:
        assert off.browser().open(made(off)).status_code == 404


def test_links_that_leave_need_an_address_with_tls(tmp_path: Path) -> None:
    config, root = tmp_path / "config", Path(__file__).parent.parent.parent.parent
    shutil.copytree(root / "config", config)
    with (config / "robot.yaml").open("a") as file:
        file.write("\ncustomer_page: {enabled: true}\n")
    common = {"COLLECTBOT_CONFIG": str(config), "COLLECTBOT_SECRET_KEY": "x", "COLLECTBOT_HOME": str(tmp_path)}
    mail = {"COLLECTBOT_MAIL_OUT_URL": "smtp://mail.example"}
    plain = load_settings(common | mail | {"COLLECTBOT_PUBLIC_URL": "http://pay.us.example"}, tmp_path / "none")
    with pytest.raises(ConfigurationError, match="customer_page is enabled"):
        read_configuration(plain, checked=False)
    secure = load_settings(common | mail | {"COLLECTBOT_PUBLIC_URL": "https://pay.us.example"}, tmp_path / "none")
    assert read_configuration(secure, checked=True).policy.robot.customer_page.enabled
