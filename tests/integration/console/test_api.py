"""The JSON API: tokens and roles, the same decisions as the pages, and answers as its OpenAPI document says."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

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
    assert ann.post("/queue/claim-next").json()["id"] == second
    refused = ann.post(f"/cases/{first}/decide", decision="handled")
    assert (refused.status_code, "roles: ops" in refused.json()["detail"]) == (403, True)
    decided = ann.post(f"/cases/{second}/decide", decision="handled", note="seen").json()
    assert (decided["state"], decided["resolved_by"], decided["note"]) == ("resolved", "ann", "seen")
    again = ann.post(f"/cases/{second}/decide", decision="handled")
    assert (again.status_code, "was resolved by ann" in again.json()["detail"]) == (409, True)
    assert program(room, "eva", "read_only").post("/queue/claim-next").status_code == 403
    seen = [json.loads(entry) for entry in room.entries("console.viewed")]
    assert {"page": "api.case", "case": second, "account": account_id} in seen


def test_a_case_beyond_ones_roles_is_never_the_next_one(small_room: ConsoleRoom) -> None:
    beyond = put(small_room, CaseKind.STALE_FEED)
    ann, joe = program(small_room, "ann"), program(small_room, "joe", "ops")
    assert ann.post("/queue/claim-next").status_code == 404, "or it would be the next one for ever"
    assert small_room.log_in("bob").open("/queue/next").headers["location"] == "/queue"
    assert joe.post("/queue/claim-next").json()["id"] == beyond


def test_what_changed_since_it_was_seen_is_not_decided(small_room: ConsoleRoom) -> None:
    case = put(small_room, CaseKind.DISPUTE, amount_minor=100, currency="EUR")
    ann = program(small_room, "ann")
    seen = ann.get(f"/cases/{case}").json()["seen"]
    assert put(small_room, CaseKind.DISPUTE, amount_minor=10**9, currency="EUR") == case, "it repeats"
    refused = ann.post(f"/cases/{case}/decide", decision="reject", seen=seen)
    assert (refused.status_code, "changed since" in refused.json()["detail"]) == (409, True)
    now = ann.get(f"/cases/{case}").json()["seen"]
    assert ann.post(f"/cases/{case}/decide", decision="reject", seen=now).json()["state"] == "resolved"


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


def test_what_no_call_knows_is_refused(small_room: ConsoleRoom) -> None:
    """A filter that is misspelt must not list everything, and a decision takes no word that nobody reads."""
    case_id, ann = put(small_room), program(small_room, "ann")
    assert ann.get("/queue?kinds=stale_feed").status_code == 422
    told = ann.get("/queue?Owner=collections").json()["detail"][0]
    assert (told["loc"], "it knows after, kind, owner" in told["msg"]) == (["query", "Owner"], True)
    assert ann.post(f"/cases/{case_id}/decide", decision="handled", notes="x").status_code == 422
    assert ann.get(f"/cases/{case_id}").json()["state"] == "open"


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
