"""An account as a page: its items with their ages, what holds it back, and why it is dunned or not."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from tests.console_room import ConsoleRoom
from tests.open_items_file import item, take_in
from workers.ledger.book import stops
from workers.ledger.book.account_page import ITEMS_PAGE, aged_sums, find_accounts
from workers.ledger.book.item_keys import index_whole_book
from workers.ledger.book.promises import NewPromise, add_promise
from workers.ledger.schema import customers
from workers.ledger.unit_of_work import Ledger
from workers.receivables.customer import name_key


def test_an_account_shows_what_is_open_and_how_old(room: ConsoleRoom) -> None:
    account_id = room.book.customer("C1", days_overdue=(0, 1, 30, 31, 60, 61, 90, 91, -5))
    with room.book.ledger.read() as connection:
        (line,) = aged_sums(connection, account_id, room.book.today)
    sums = (line.current, line.d1_30, line.d31_60, line.d61_90, line.d90_plus, line.items)
    assert sums == (20_000, 20_000, 20_000, 20_000, 10_000, 9)
    page = room.log_in("ann").page(f"/accounts/{account_id}")
    assert "€900.00" in page
    assert page.count("C1-INV-") == 9
    assert "ap@c1.example" in page


def test_an_account_shows_what_holds_it_back(room: ConsoleRoom) -> None:
    account_id = room.book.customer("C1")
    today, occasion = room.book.today, room.book.occasion("eva")
    with room.book.ledger.write() as connection:
        promised = today + timedelta(days=3)
        add_promise(connection, NewPromise(account_id, "EUR", 10_000, promised, promised, "said Ann"), occasion)
        stops.add_stop(connection, account_id, "insolvency", occasion, evidence="a letter")
        over = stops.add_stop(connection, account_id, "litigation", occasion, evidence="an old letter")
        stops.lift_stop(connection, over, "settled", occasion)
    page = room.log_in("ann").page(f"/accounts/{account_id}")
    assert "said Ann" in page
    assert "a letter" in page
    assert "an old letter" not in page
    assert "Promise taken" in page


def test_open_items_and_timeline_go_on_page_by_page(small_room: ConsoleRoom) -> None:
    account_id = small_room.book.customer("C1", days_overdue=tuple(range(ITEMS_PAGE + 3)))
    browser, seen, path = small_room.log_in("ann"), [], f"/accounts/{account_id}"
    while path:
        page = browser.page(path)
        seen += re.findall(r'class="mono">(C1-INV-\d+)', page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        path = found.group(1) if found else ""
    assert len(seen) == len(set(seen)) == ITEMS_PAGE + 3
    assert seen[0] == f"C1-INV-{ITEMS_PAGE + 3}"


@pytest.mark.parametrize("words", ["c1", "mull", "MÜLLER", "C1-inv-1"])
def test_an_account_is_found_by_number_name_or_document(room: ConsoleRoom, words: str) -> None:
    account_id = room.book.customer("C1")
    room.book.customer("C2")
    with room.book.ledger.write() as connection:
        named = update(customers).where(customers.c.id == "C1")
        connection.execute(named.values(name="Müller & Söhne", name_key=name_key("Müller & Söhne")))
        index_whole_book(connection)
    with room.book.ledger.read() as connection:
        found = [head.id for head in find_accounts(connection, words)]
    assert found == [account_id]


@pytest.mark.parametrize("name", ["Adler GmbH", "Газпром нефть"], ids=["latin", "cyrillic"])
def test_an_imported_customer_is_found_by_the_beginning_of_its_name(ledger: Ledger, tmp_path: Path, name: str) -> None:
    take_in(ledger, tmp_path, item(customer_name=name), item("INV-2", customer_id="C2", customer_name="Zander AG"))
    with ledger.read() as connection:
        assert [head.customer_id for head in find_accounts(connection, name[:4])] == ["C1"]


def test_why_a_notice_or_none_is_told_rule_by_rule(small_room: ConsoleRoom) -> None:
    account_id = small_room.book.customer("C1", days_overdue=(10,))
    browser = small_room.log_in("ann")
    page = browser.page(f"/accounts/{account_id}/why")
    assert "EUR: a notice is due" in page
    assert page.count("<tr>") > 8
    assert json.loads(small_room.entries("console.viewed")[-1]) == {"page": "why", "account": account_id}
    assert browser.open("/accounts/99").status_code == browser.open("/accounts/99/why").status_code == 404
