"""Our client and our Twilio peer both keep to Twilio's own description of its API, and the peer's callbacks verify."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

import pytest
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse
from openapi_core.exceptions import OpenAPIError
from requests import PreparedRequest, Response
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.servers.twilio_peer import ACCOUNT_SID, TwilioPeer

DESCRIPTION = Path(__file__).resolve().parents[4] / "shared" / "twilio" / "twilio_api_v2010.json"
MESSAGES = "/2010-04-01/Accounts/{AccountSid}/Messages.json"
MESSAGE = "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    if not DESCRIPTION.exists():
        pytest.skip(f"Twilio's description is not at {DESCRIPTION}: the peer's contract is NOT checked here")
    whole = json.loads(DESCRIPTION.read_text())
    paths = {path: whole["paths"][path] for path in (MESSAGES, MESSAGE)}
    for path in paths.values():
        del path["servers"]  # Twilio's own address; the peer's stands in for it
    return {**whole, "paths": paths}


class Conversation:
    """The real client talking to the peer, each exchange checked against the description."""

    def __init__(self, peer: TwilioPeer, description: dict[str, Any]) -> None:
        self._rules = OpenAPI.from_dict({**description, "servers": [{"url": peer.base_url}]})
        self.checked: list[tuple[str, int]] = []
        self._http = TwilioHttpClient(timeout=10, request_hooks={"response": [self._check]})
        self.client = Client(ACCOUNT_SID, peer.token, http_client=self._http)
        self.client.api.base_url = peer.base_url

    def close(self) -> None:
        self._http.session.close()

    def _check(self, response: Response, *_: Any, **__: Any) -> None:
        """An exchange that breaks the description raises, and then nobody else would let its connection go."""
        try:
            self._validate(response)
        except OpenAPIError:
            response.close()
            raise

    def _validate(self, response: Response) -> None:
        prepared: PreparedRequest = response.request
        request = RequestsOpenAPIRequest(prepared)
        self._rules.validate_request(request)
        if response.ok:  # Twilio describes its good answers only
            self._rules.validate_response(request, RequestsOpenAPIResponse(response))
        self.checked.append((str(prepared.method), response.status_code))


@pytest.fixture
def conversation(twilio_peer: TwilioPeer, description: dict[str, Any]) -> Iterator[Conversation]:
    talking = Conversation(twilio_peer, description)
    yield talking
    talking.close()


def test_create_fetch_and_list_keep_to_the_description(conversation: Conversation) -> None:
    client = conversation.client
    created = client.messages.create(to="+4915100001111", from_="+15005550006", body="Überfällig")
    fetched = client.messages(created.sid).fetch()
    assert (fetched.sid, fetched.body, fetched.status) == (created.sid, "Überfällig", "sent")
    for _ in range(3):
        client.messages.create(to="+4915100002222", from_="+15005550006", body="another")
    assert [message.sid for message in client.messages.list(to="+4915100001111")] == [created.sid]
    assert len(client.messages.list(page_size=2)) == 4
    assert [pair[0] for pair in conversation.checked] == ["POST", "GET", *["POST"] * 3, "GET", "GET", "GET"]


def test_a_messaging_service_stands_in_for_the_number(conversation: Conversation) -> None:
    service = "MG" + "5" * 32
    created = conversation.client.messages.create(to="+4915100001111", messaging_service_sid=service, body="hello")
    fetched = conversation.client.messages(created.sid).fetch()
    assert (fetched.messaging_service_sid, fetched.from_) == (service, "+15005550006")
    with pytest.raises(TwilioRestException, match="required"):
        conversation.client.messages.create(to="+4915100001111", body="from nobody")


def test_a_message_that_carriers_refused_says_why(conversation: Conversation) -> None:
    created = conversation.client.messages.create(to="+491510000307", from_="+15005550006", body="hello")
    fetched = conversation.client.messages(created.sid).fetch()
    assert (fetched.status, fetched.error_code) == ("undelivered", 30007)


def test_dates_filter_the_list(conversation: Conversation) -> None:
    messages = conversation.client.messages
    created = messages.create(to="+4915100001111", from_="+15005550006", body="hello")
    day = messages(created.sid).fetch().date_sent.date()
    assert len(messages.list(date_sent=day)) == 1
    assert len(messages.list(date_sent_after=day)) == 1
    assert messages.list(date_sent_before=day.replace(year=2000)) == []


def test_errors_reach_the_client_as_twilios_do(conversation: Conversation) -> None:
    with pytest.raises(TwilioRestException) as error:
        conversation.client.messages.create(to="+491510000001", from_="+15005550006", body="hello")
    assert (error.value.status, error.value.code) == (400, 21211)
    with pytest.raises(TwilioRestException) as error:
        conversation.client.messages("SM" + "f" * 32).fetch()
    assert (error.value.status, error.value.code) == (404, 20404)


def test_the_check_itself_notices_a_request_outside_the_description(conversation: Conversation) -> None:
    with pytest.raises(OpenAPIError):
        conversation.client.api.request(
            "POST", f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json", data={"Body": "nobody to send it to"}
        )


def test_a_status_callback_is_signed_and_comes_in_order(conversation: Conversation, twilio_peer: TwilioPeer) -> None:
    received: Queue[tuple[dict[str, str], str]] = Queue()

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            received.put((form, self.headers["X-Twilio-Signature"]))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}/webhooks/twilio?x=1"
        created = conversation.client.messages.create(
            to="+4915100001111", from_="+15005550006", body="hello", status_callback=url
        )
        calls = [received.get(timeout=10) for _ in range(2)]
        server.shutdown()
    assert [(form["MessageSid"], form["MessageStatus"]) for form, _ in calls] == [
        (created.sid, "sent"),
        (created.sid, "delivered"),
    ]
    validator = RequestValidator(twilio_peer.token)
    assert all(validator.validate(url, form, signature) for form, signature in calls)
