"""The JSON API: tokens and roles, the same decisions as the pages, and answers as its OpenAPI document says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import validate  # type: ignore[import-untyped]

from tests.console_room import ConsoleRoom
from tests.dunned_book import DunnedBook
from tests.integration.console.test_queue_and_case_pages import put
from workers.clock import real_now
from workers.console.access.secrets import new_token, token_hash
from workers.errors import UserError
from workers.exception_queue.kinds import CaseKind
from workers.ledger.people import tokens
from workers.ledger.people.users import disable_user, user_named
from workers.ledger.unit_of_work import Ledger


@dataclass
class Program:
    """A program with a token."""

    client: TestClient
    token: str

    def get(self, path: str) -> Response:
        return self.client.get(f"/api{path}", headers={"authorization": f"Bearer {self.token}"})

    def post(self, path: str, **body: object) -> Response:
        headers = {"authorization": f"Bearer {self.token}"}
        return self.client.post(f"/api{path}", json=body, headers=headers)


def program(room: ConsoleRoom, name: str, *roles: str, days: int = 1) -> Program:
    user, secret = room.user(name, *roles), new_token()
    with room.book.ledger.write() as connection:
        occasion = room.book.occasion("test")
        tokens.add_token(connection, user, "a test", token_hash(secret), days=days, now=real_now(), occasion=occasion)
    return Program(TestClient(room.app, raise_server_exceptions=False), secret)


def test_a_token_is_good_until_it_is_revoked_expires_or_its_user_is_disabled(room: ConsoleRoom) -> None:
    ann, bob = program(room, "ann"), program(room, "bob")
    assert (ann.get("/queue").status_code, bob.get("/queue").status_code) == (200, 200)
    assert Program(ann.client, "wrong").get("/queue").status_code == 401
    assert ann.client.get("/api/queue").status_code == 401
    with room.book.ledger.write() as connection:
        first, second = tokens.list_tokens(connection)
        assert (first.user, second.user, first.label) == ("ann", "bob", "a test")
        later = real_now() + timedelta(days=1, minutes=1)
        assert tokens.find_token_user(connection, token_hash(ann.token), later) is None
        tokens.revoke_token(connection, first.id, room.book.occasion())
        disable_user(connection, user_named(connection, "bob"), room.book.occasion())
    assert (ann.get("/queue").status_code, bob.get("/queue").status_code) == (401, 401)
    with room.book.ledger.write() as connection, pytest.raises(UserError, match="no token"):
        tokens.revoke_token(connection, first.id, room.book.occasion())
    assert len(room.entries("user.token_revoked")) == 1
    kept = room.entries("user.token_added")
    assert len(kept) == 2
    assert not any(ann.token in entry or token_hash(ann.token) in entry for entry in kept)


def test_a_browsers_session_is_no_token(small_room: ConsoleRoom) -> None:
    assert small_room.log_in("ann").open("/api/queue").status_code == 401


def test_a_case_is_taken_and_decided(room: ConsoleRoom) -> None:
    account_id = room.book.customer("C1")
    first = put(room, CaseKind.STALE_FEED)
    second = put(room, account_id=account_id)
    ann = program(room, "ann")
    page = ann.get("/queue").json()
    assert ([line["id"] for line in page["cases"]], page["after"]) == ([first, second], "")
    assert ann.post("/queue/claim-next").json()["id"] == first
    refused = ann.post(f"/cases/{first}/decide", decision="handled")
    assert (refused.status_code, "roles: ops" in refused.json()["detail"]) == (403, True)
    decided = ann.post(f"/cases/{second}/decide", decision="handled", note="seen").json()
    assert (decided["state"], decided["resolved_by"], decided["note"]) == ("resolved", "ann", "seen")
    again = ann.post(f"/cases/{second}/decide", decision="handled")
    assert (again.status_code, "was resolved by ann" in again.json()["detail"]) == (409, True)
    assert program(room, "eva", "read_only").post("/queue/claim-next").status_code == 403
    seen = [json.loads(entry) for entry in room.entries("console.viewed")]
    assert {"page": "api.case", "case": second, "account": account_id} in seen


def test_above_the_limit_the_api_proposes_too(sqlite_ledger: Ledger, tmp_path: Path) -> None:
    book = DunnedBook(sqlite_ledger)
    queue = replace(book.policy.robot.exception_queue, alone_up_to={"advice_unconfirmed": {"EUR": 1}})
    book.with_robot(exception_queue=queue)
    with ConsoleRoom(book, tmp_path) as room:
        case_id = put(room, CaseKind.ADVICE_UNCONFIRMED, amount_minor=2, currency="EUR")
        ann = program(room, "ann")
        proposed = ann.post(f"/cases/{case_id}/decide", decision="trust_payer").json()
        assert (proposed["state"], proposed["proposal"]["proposed_by"]) == ("open", "ann")
        assert ann.post(f"/cases/{case_id}/decide", decision="trust_payer").status_code == 409
        agreed = program(room, "bob").post(f"/cases/{case_id}/decide", decision="trust_payer").json()
        assert (agreed["state"], agreed["proposal"]) == ("resolved", None)


def test_an_account_and_its_open_items(room: ConsoleRoom) -> None:
    account_id = room.book.customer("C1", days_overdue=(10, 40))
    ann = program(room, "ann")
    account = ann.get(f"/accounts/{account_id}").json()
    items = ann.get(f"/accounts/{account_id}/open-items").json()["items"]
    assert account["head"]["customer_id"] == "C1"
    assert [item["days_overdue"] for item in items] == [40, 10]
    assert sum(item["open_minor"] for item in items) == account["sums"][0]["d1_30"] + account["sums"][0]["d31_60"]
    assert ann.get("/accounts/777").status_code == 404
    assert ann.get("/overview").json()["waiting"] == {}


@pytest.fixture
def fuzzed(ledger: Ledger, tmp_path: Path) -> Iterator[tuple[Program, dict[str, Any]]]:
    with ConsoleRoom(DunnedBook(ledger), tmp_path) as room:
        put(room, account_id=room.book.customer("C1", days_overdue=(10,)), amount_minor=5, currency="EUR")
        ann = program(room, "ann", "specialist", "ops", "approver", "legal")
        yield ann, ann.client.get("/api/openapi.json").json()


_NUMBERS = st.one_of(st.integers(1, 3), st.integers(), st.sampled_from([0, 2**31, 2**63 - 1, 2**63])).map(str)
_WORDS = st.one_of(
    st.text(max_size=20), st.sampled_from(["47.1773075600000000.12", "2026-03-01.1", "1.9" + "9" * 18 + ".1"])
)
_SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20))
_BODIES = st.one_of(
    st.fixed_dictionaries(
        {"decision": st.one_of(st.sampled_from(["handled", "dismiss"]), st.text(max_size=9))},
        optional={"note": _SCALARS},
    ),
    st.dictionaries(st.text(max_size=9), _SCALARS, max_size=3),
    _SCALARS,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_sent_is_answered_as_the_document_says(
    fuzzed: tuple[Program, dict[str, Any]], data: st.DataObject
) -> None:
    """Each operation of the OpenAPI document with drawn parameters and bodies: no 5xx, and answers of its types."""
    ann, document = fuzzed
    operations = [(path, method) for path, item in sorted(document["paths"].items()) for method in sorted(item)]
    path, method = data.draw(st.sampled_from(operations))
    operation = document["paths"][path][method]
    query = {}
    for each in operation.get("parameters", []):
        if each["in"] == "path":
            path = path.replace(f"{{{each['name']}}}", data.draw(_NUMBERS))
        else:
            query[each["name"]] = data.draw(_WORDS)
    headers = {"authorization": f"Bearer {ann.token}"}
    # As text: a lone surrogate is valid JSON and no text that a database takes.
    body = json.dumps(data.draw(_BODIES)).replace("q", "\\ud800") if "requestBody" in operation else None
    answer = ann.client.request(method.upper(), f"/api{path}", params=query, content=body, headers=headers)
    assert answer.status_code < 500, (method, path, query, body, answer.text)
    assert str(answer.status_code) in operation["responses"]
    if answer.status_code == 200:
        schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
        validate(answer.json(), {**schema, "components": document["components"]})


@pytest.mark.parametrize("note", ["\\ud800", "\\u0000"])
def test_a_note_that_no_database_takes_is_refused(room: ConsoleRoom, note: str) -> None:
    case_id = put(room)
    ann = program(room, "ann")
    body = f'{{"decision": "handled", "note": "{note}"}}'
    headers = {"authorization": f"Bearer {ann.token}"}
    assert ann.client.post(f"/api/cases/{case_id}/decide", content=body, headers=headers).status_code == 422


@pytest.mark.parametrize(
    "path",
    [
        f"/cases/{2**63}",
        f"/accounts/{2**63}",
        "/queue?owner=%00",
        "/accounts?q=%00a",
        f"/accounts/1?after=2026-01-01.{2**63}",
    ],
)
def test_no_address_of_a_page_breaks_the_server(room: ConsoleRoom, path: str) -> None:
    room.book.customer("C1")
    browser = room.log_in("ann")
    assert browser.open(path).status_code < 500
