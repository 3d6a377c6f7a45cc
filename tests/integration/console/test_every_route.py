"""Every route of the application, found and not listed: whoever may not come in stays outside, and no form is forged.

A route that is added is tested here at once; one that anybody may ask has to be named below, or its test fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import BaseRoute, Mount

from tests.console_room import ConsoleRoom
from tests.integration.console.test_api import program
from workers.ledger.schema.people import ROLES

_TEMPLATES = Path(__file__).parents[3] / "templates" / "console"
# What has no login on purpose; each has tests of its own.
PUBLIC = ("/login", "/static", "/healthz", "/metrics", "/c/{token}", "/webhooks/", "/api/openapi.json")
# What everybody who came in may post: it concerns nobody else.
OWN = ("/logout", "/profile/")


def routes_of(routes: Sequence[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    """(method, path) of each route, whatever it is mounted or included below."""
    for route in routes:
        if isinstance(route, Mount):
            yield from routes_of(route.routes, prefix + route.path) if route.routes else [("GET", prefix + route.path)]
            continue
        for each in iter_route_contexts([route]):
            yield from ((method, prefix + str(each.path)) for method in sorted((each.methods or set()) - {"HEAD"}))


def guarded(room: ConsoleRoom) -> list[tuple[str, str]]:
    """What is not public, with a number in place of each parameter."""
    found = [(method, path) for method, path in routes_of(room.app.routes) if not path.startswith(PUBLIC)]
    assert len(found) > 20
    return [(method, re.sub(r"{\w+}", "1", path)) for method, path in found]


def test_a_stranger_comes_in_nowhere(small_room: ConsoleRoom) -> None:
    stranger = TestClient(small_room.app, follow_redirects=False)
    for method, path in guarded(small_room):
        answer = stranger.request(method, path, data={"form_token": ""})
        if path.startswith("/api/"):
            assert answer.status_code == 401, (method, path)
        else:
            assert answer.status_code == 303, (method, path)
            assert answer.headers["location"].startswith("/login"), (method, path)


def test_who_may_only_look_changes_nothing(small_room: ConsoleRoom) -> None:
    """Also with a true form: the role is asked for on the way in, not only where the button is drawn."""
    eva = small_room.log_in("eva", "read_only")
    reader = program(small_room, "reader", "read_only")
    fields = {"form_token": eva.form_token(), "decision": "handled", "note": "x"}
    for method, path in guarded(small_room):
        if method == "GET" or path.startswith(OWN):
            continue
        if path.startswith("/api/"):
            assert reader.post(path.removeprefix("/api"), decision="handled").status_code == 403, path
        else:
            assert eva.client.request(method, path, data=fields).status_code == 403, path


# Of these roles, who may not open a page that others may; every other page is for everybody who came in. Between them
# they may do everything but what only approvers, legal and operations do: a page for those alone would be named here.
ASKING = ("specialist", "read_only", "admin")
CLOSED = {
    "/audit": ("specialist",),
    "/cases/1/rule": ("read_only", "admin"),
    "/accounts/1/arrange": ("read_only", "admin"),
    "/accounts/1/arrangements/1": ("read_only", "admin"),
}


def test_a_page_opens_for_the_roles_it_is_for(small_room: ConsoleRoom) -> None:
    """404 and 422 are answers to who may ask; 403 is none."""
    closed: dict[str, list[str]] = {}
    for role in ASKING:
        browser = small_room.log_in(f"{role}@us.example", role)
        reader = program(small_room, f"{role}.program", role)
        for method, path in guarded(small_room):
            if method != "GET":
                continue
            asked = reader.get(path.removeprefix("/api")) if path.startswith("/api/") else browser.open(path)
            assert asked.status_code < 500, (role, path)
            if asked.status_code == 403:
                closed.setdefault(path, []).append(role)
    assert {path: sorted(roles) for path, roles in closed.items()} == {
        path: sorted(roles) for path, roles in CLOSED.items()
    }


def test_no_form_is_taken_without_its_token(small_room: ConsoleRoom) -> None:
    ann = small_room.log_in("ann", *ROLES)
    for method, path in guarded(small_room):
        if method != "GET" and not path.startswith("/api/"):
            for fields in ({}, {"form_token": "0" * 64}):
                assert ann.client.request(method, path, data=fields).status_code == 403, path


@pytest.mark.parametrize("file", sorted(_TEMPLATES.rglob("*.html")), ids=lambda file: str(file.relative_to(_TEMPLATES)))
def test_every_form_that_changes_something_carries_its_token(file: Path) -> None:
    """The page of the customers has a token of its own, bound to the link."""
    text = file.read_text(encoding="utf-8")
    forms = re.findall(r'<form[^>]*method="post".*?(?:</form>|{% endmacro %})', text, re.DOTALL)
    assert [
        form for form in forms if 'name="form_token"' not in form and 'name="form" value="{{ form }}"' not in form
    ] == []


def test_a_body_without_end_is_refused_before_its_token_is_asked_for(small_room: ConsoleRoom) -> None:
    stranger = TestClient(small_room.app)
    assert stranger.post("/api/cases/1/decide", content=b" " * 100_000).status_code == 413


@pytest.mark.parametrize("path", ["/login", "/healthz", "/api/openapi.json"])
def test_no_route_is_built_while_a_request_waits(
    small_room: ConsoleRoom, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Two consoles of one process, asked at once for the first time, answered 500: each switches warnings for all."""

    def build(**_: object) -> None:
        raise AssertionError("a route is built while a request waits")

    monkeypatch.setattr("fastapi.routing.get_dependant", build)
    assert small_room.browser().open(path).status_code in {200, 503}
