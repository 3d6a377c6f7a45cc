"""What keeps other sites out: forms that only our own pages can send, and headers that every answer carries."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.console_room import Browser, ConsoleRoom

_INLINE = ("<script>", " onclick=", " onload=", " style=", "<style", "javascript:")


def post(browser: Browser, **headers: str) -> int:
    fields = {"form_token": browser.form_token(), "language": "de"}
    return browser.client.post("/profile/language", data=fields, headers=headers).status_code


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_without_its_token_is_refused(small_room: ConsoleRoom, token: str) -> None:
    browser = small_room.log_in("ann")
    refused = browser.client.post("/profile/language", data={"form_token": token, "language": "de"})
    assert refused.status_code == 403
    assert "Your profile" in browser.page("/profile")


def test_the_token_of_one_session_is_no_good_in_another(small_room: ConsoleRoom) -> None:
    ann, bob = small_room.log_in("ann"), small_room.log_in("bob")
    token = ann.form_token()
    refused = bob.client.post("/profile/language", data={"form_token": token, "language": "de"})
    assert refused.status_code == 403


def test_a_form_of_another_site_is_refused(small_room: ConsoleRoom) -> None:
    browser = small_room.log_in("ann")
    assert post(browser, origin="http://evil.example") == 403
    assert post(browser, origin="null") == 403
    assert post(browser, origin="http://testserver") == 303


def test_a_login_from_another_site_is_refused(small_room: ConsoleRoom) -> None:
    """Else a page could log its visitor in as somebody else, and watch what they do."""
    small_room.user("ann")
    fields = {"name": "ann", "password": "correct horse battery"}
    assert small_room.browser().client.post("/login", data=fields).status_code == 403


def test_a_form_that_is_too_long_is_refused(small_room: ConsoleRoom) -> None:
    browser = small_room.log_in("ann")
    assert browser.client.post("/profile/language", data={"language": "x" * 70_000}).status_code == 413


@pytest.mark.parametrize("path", ["/login", "/profile", "/static/console.css", "/nothing-here", "/healthz"])
def test_every_answer_carries_the_headers(small_room: ConsoleRoom, path: str) -> None:
    headers = small_room.log_in("ann").open(path).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in headers
    assert ("no-store" in headers["cache-control"]) is not path.startswith("/static")


def test_behind_tls_the_cookie_and_the_browser_stay_there(small_room: ConsoleRoom) -> None:
    secure = ConsoleRoom(small_room.book, small_room.home, public_url="https://collect.example")
    secure.user("ann")
    done = secure.browser().log_in("ann")
    cookie = next(each for each in done.headers.get_list("set-cookie") if "collectbot=" in each)
    assert cookie.startswith("__Host-collectbot=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "max-age=31536000" in done.headers["strict-transport-security"]


@pytest.mark.parametrize("path", ["/login", "/profile", "/nothing-here"])
def test_no_page_has_anything_inline(small_room: ConsoleRoom, path: str) -> None:
    text = small_room.log_in("ann").open(path).text
    assert [mark for mark in _INLINE if mark in text] == []


def test_nothing_is_fetched_from_elsewhere(small_room: ConsoleRoom) -> None:
    text = small_room.log_in("ann").page("/profile")
    assert "http://" not in text
    assert "https://" not in text


def test_a_bug_of_ours_is_a_page_that_tells_no_more_than_its_kind(small_room: ConsoleRoom) -> None:
    def broken() -> None:
        raise ZeroDivisionError("secret inside")

    small_room.app.add_api_route("/broken", broken)
    client = TestClient(small_room.app, raise_server_exceptions=False)
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert "ZeroDivisionError" in answer.text
    assert "secret" not in answer.text
