"""Coming in and going out: who may, for how long, how often one may fail, and what the journal keeps of it."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from tests.console_room import ConsoleRoom
from workers.errors import UserError
from workers.ledger.laws.law import Replays
from workers.ledger.laws.verify import verify
from workers.ledger.people import users
from workers.ledger.schema import journal, login_attempts, user_sessions
from workers.policy.console import ConsolePolicy, LoginPolicy


def test_a_user_logs_in_and_out(room: ConsoleRoom) -> None:
    browser = room.log_in("Ann@Example.com")
    assert "ann@example.com" in browser.page("/profile")
    assert browser.send("/profile", "/logout").headers["location"] == "/login"
    assert browser.open("/profile").status_code == 303
    assert len(room.entries("user.logged_in")) == len(room.entries("user.logged_out")) == 1


def test_whoever_is_not_signed_in_comes_back_to_the_page_they_wanted(small_room: ConsoleRoom) -> None:
    small_room.user("ann")
    browser = small_room.browser()
    assert browser.open("/profile?said=language").headers["location"] == "/login?next=%2Fprofile%3Fsaid%3Dlanguage"
    done = browser.log_in("ann", page="/login?next=%2Fprofile%3Fsaid%3Dlanguage")
    assert done.headers["location"] == "/profile?said=language"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:x"]
)
def test_a_prepared_link_leads_nowhere_else(small_room: ConsoleRoom, target: str) -> None:
    small_room.user("ann")
    browser = small_room.browser()
    fields = {
        "form_token": browser.form_token("/login"),
        "next": target,
        "name": "ann",
        "password": "correct horse battery",
    }
    assert browser.client.post("/login", data=fields).headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_name_look_the_same(small_room: ConsoleRoom) -> None:
    small_room.user("ann")
    browser = small_room.browser()
    wrong, unknown = browser.log_in("ann", "not this one"), browser.log_in("nobody", "not this one")
    assert wrong.status_code == unknown.status_code == 403
    assert "do not belong together" in wrong.text
    assert wrong.text.replace("ann", "") == unknown.text.replace("nobody", "")


def test_the_journal_keeps_no_typed_name(small_room: ConsoleRoom) -> None:
    """People type their password into the field of the name."""
    small_room.browser().log_in("my secret password", "x")
    (entry,) = small_room.entries("login.failed")
    assert "secret" not in entry
    assert json.loads(entry)["reason"] == "wrong"


def test_too_many_failures_of_a_name_close_it_from_everywhere(room: ConsoleRoom) -> None:
    room.user("ann")
    for n in range(5):
        assert room.browser(f"192.0.2.{n}").log_in("ann", "wrong").status_code == 403
    refused = room.browser("192.0.2.99").log_in("ann")
    assert refused.status_code == 429
    assert "Too many" in refused.text
    with room.book.ledger.write() as connection:
        earlier = login_attempts.c.attempted_at
        for at in connection.scalars(select(earlier).distinct()).all():
            moved = update(login_attempts).where(earlier == at)
            connection.execute(moved.values(attempted_at=at - timedelta(minutes=16)))
    assert room.browser("192.0.2.99").log_in("ann").status_code == 303


def test_too_many_failures_from_an_address_close_it_for_every_name(small_room: ConsoleRoom) -> None:
    small_room.user("ann")
    small_room.book.with_robot(console=ConsolePolicy(logins=LoginPolicy(per_address=3)))
    small_room = ConsoleRoom(small_room.book, small_room.home)
    for n in range(3):
        small_room.browser("192.0.2.7").log_in(f"guess{n}", "wrong")
    assert small_room.browser("192.0.2.7").log_in("ann").status_code == 429
    assert small_room.browser("192.0.2.8").log_in("ann").status_code == 303


def test_a_success_forgets_the_failures_before_it(small_room: ConsoleRoom) -> None:
    small_room.user("ann")
    for _ in range(4):
        small_room.browser().log_in("ann", "wrong")
    assert small_room.browser().log_in("ann").status_code == 303
    assert small_room.browser().log_in("ann", "wrong").status_code == 403
    assert small_room.browser().log_in("ann").status_code == 303


@pytest.mark.parametrize(("column", "minutes"), [("seen_at", 61), ("opened_at", 12 * 60 + 1)])
def test_a_session_ends_when_idle_and_in_any_case(room: ConsoleRoom, column: str, minutes: int) -> None:
    browser = room.log_in("ann")
    assert browser.open("/profile").status_code == 200
    with room.book.ledger.write() as connection:
        began = connection.scalars(select(user_sessions.c[column])).one()
        connection.execute(update(user_sessions).values({column: began - timedelta(minutes=minutes)}))
    assert browser.open("/profile").status_code == 303


def test_a_used_session_stays_open(room: ConsoleRoom) -> None:
    browser = room.log_in("ann")
    with room.book.ledger.write() as connection:
        began = connection.scalars(select(user_sessions.c.seen_at)).one()
        connection.execute(update(user_sessions).values(seen_at=began - timedelta(minutes=59)))
    browser.page("/profile")
    with room.book.ledger.read() as connection:
        assert connection.scalars(select(user_sessions.c.seen_at)).one() >= began


def test_a_disabled_user_is_out_at_once(room: ConsoleRoom) -> None:
    browser = room.log_in("ann")
    with room.book.ledger.write() as connection:
        users.disable_user(connection, users.user_named(connection, "ann"), room.book.occasion("admin"))
    assert browser.open("/profile").status_code == 303
    assert room.browser().log_in("ann").status_code == 403
    with room.book.ledger.write() as connection:
        users.enable_user(connection, users.user_named(connection, "ann"), room.book.occasion("admin"))
    assert room.browser().log_in("ann").status_code == 303


def test_the_token_itself_is_kept_nowhere(small_room: ConsoleRoom) -> None:
    browser = small_room.log_in("ann")
    token = browser.client.cookies["collectbot"]
    with small_room.book.ledger.read() as connection:
        assert token not in str(connection.execute(select(user_sessions)).all())
        assert token not in str(connection.execute(select(journal)).all())


def test_a_new_password_ends_every_session(small_room: ConsoleRoom) -> None:
    first = small_room.log_in("ann")
    second = small_room.browser()
    second.log_in("ann")
    fields = {"old": "correct horse battery", "new": "another four words", "again": "another four words"}
    assert first.send("/profile", "/profile/password", **(fields | {"old": "x"})).status_code == 422
    assert first.send("/profile", "/profile/password", **(fields | {"again": "x"})).status_code == 422
    assert (
        first.send("/profile", "/profile/password", **(fields | {"new": "short", "again": "short"})).status_code == 422
    )
    assert first.send("/profile", "/profile/password", **fields).status_code == 303
    assert second.open("/profile").status_code == 303
    assert small_room.browser().log_in("ann", "another four words").status_code == 303


def test_nobody_guesses_a_password_from_within(small_room: ConsoleRoom) -> None:
    ann = small_room.log_in("ann")
    fields = {"new": "another four words", "again": "another four words"}
    found = [ann.send("/profile", "/profile/password", old=f"guess {n}", **fields).status_code for n in range(5)]
    assert found == [422] * 5
    refused = ann.send("/profile", "/profile/password", old="correct horse battery", **fields)
    assert (refused.status_code, "Too many attempts" in refused.text) == (429, True)
    assert len(small_room.entries("login.failed")) == 5


def test_what_people_do_at_the_console_leaves_the_journal_whole(room: ConsoleRoom) -> None:
    room.log_in("ann").send("/profile", "/logout")
    room.browser().log_in("ann", "wrong")
    results = verify(room.book.ledger, Replays({}), room.book.occasion())
    assert [result.name for result in results if result.violations] == []


@pytest.mark.parametrize("name", ["", "robot", "two words", "x" * 201])
def test_what_is_no_name_for_a_user(small_room: ConsoleRoom, name: str) -> None:
    with pytest.raises(UserError, match="is no name"):
        small_room.user(name)


def test_a_name_is_taken_once_and_a_role_must_exist(small_room: ConsoleRoom) -> None:
    small_room.user("ann")
    for spelling in ("ANN", "a\u200bnn", "\uff41nn"):
        with pytest.raises(UserError, match="already"):
            small_room.user(spelling)
    with pytest.raises(UserError, match="no role boss"):
        small_room.user("bob", "boss")


def test_two_attempts_at_once_are_counted_as_two(room: ConsoleRoom) -> None:
    room.user("ann")
    pages = [room.browser() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda browser: browser.log_in("ann", "wrong").status_code, pages))
    assert sorted(codes) == [403] * 5 + [429] * 3


def test_a_language_is_chosen_per_user(small_room: ConsoleRoom) -> None:
    browser = small_room.log_in("ann")
    assert browser.send("/profile", "/profile/language", language="de").status_code == 303
    assert "Ihr Profil" in browser.page("/profile")
    assert "Anmelden" in small_room.browser().open("/login", **{"accept-language": "de-AT,en"}).text
