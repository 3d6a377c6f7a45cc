"""A stateful peer of Twilio's Messages API: it remembers what it accepted, and fails as Twilio does on request.

The last four digits of the recipient choose what happens (`ANSWERS`). A message with a ``StatusCallback`` is reported
to it, signed, as sent and then delivered. As a process: ``python -m tests.servers.twilio_peer PORT STATEFILE``; the
state file gets a JSON line for each accepted message. Its contract is checked against Twilio's own description.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any, Self
from uuid import uuid4

import requests
from twilio.request_validator import RequestValidator

from tests.servers.launcher import free_port
from tests.servers.twilio_requests import PeerRequestHandler, as_resource, rfc_2822_now

ACCOUNT_SID = "AC" + "0" * 32
TOKEN = "peer-token"


@dataclass(frozen=True, slots=True)
class Answer:
    """What happens to a message: is it accepted, and what does the caller hear? Status 0 is no answer at all."""

    accepted: bool
    status: int
    code: int = 0
    text: str = ""


ANSWERS = {
    "0001": Answer(False, 400, 21211, "Invalid 'To' Phone Number"),
    "0002": Answer(False, 400, 21610, "Attempt to send to unsubscribed recipient"),
    "0429": Answer(False, 429, 20429, "Too Many Requests"),
    "0500": Answer(True, 500, 20500, "Internal Server Error"),
    "0503": Answer(False, 503, 20503, "Service Unavailable"),
    "0504": Answer(True, 0),
    "0505": Answer(False, 0),
}
"""By the recipient's last four digits; any other recipient is served well."""

ACCEPTED = Answer(True, 201)


@dataclass(slots=True)
class PeerMessage:
    """One accepted message as the peer keeps it."""

    sid: str
    account_sid: str
    to: str
    sender: str
    body: str
    status: str
    date_created: str
    date_sent: str | None = None
    status_callback: str = ""


class TwilioPeer:
    """Serves in threads of its own; ``token`` is the one auth token it knows."""

    def __init__(self, port: int = 0, *, state_file: Path | None = None, token: str = TOKEN) -> None:
        self.port = port or free_port()
        self.token = token
        self._state_file = state_file
        self._messages = _remembered(state_file) if state_file else {}
        self._lock = Lock()
        self._closing = Event()
        self._server: ThreadingHTTPServer | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, sender: str = "+15005550006") -> str:
        """The address for ``open_sms``."""
        number = sender.replace("+", "%2B")
        return f"twilio://{ACCOUNT_SID}:{self.token}@?from={number}&base={self.base_url}"

    @property
    def accepted(self) -> list[PeerMessage]:
        """What the peer has accepted, in order."""
        with self._lock:
            return list(self._messages.values())

    def start(self) -> Self:
        peer = self

        class Handler(PeerRequestHandler):
            pass

        Handler.peer = peer
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def close(self) -> None:
        self._closing.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.close()

    def create(self, account_sid: str, form: dict[str, str]) -> tuple[Answer, PeerMessage | None]:
        """Take a message, or not."""
        missing = next((name for name in ("To", "From", "Body") if not form.get(name)), None)
        if missing:
            return Answer(False, 400, 21604 if missing == "To" else 21602, f"A '{missing}' is required"), None
        answer = ANSWERS.get(form["To"][-4:], ACCEPTED)
        return answer, self._accept(account_sid, form) if answer.accepted else None

    def find(self, sid: str) -> PeerMessage | None:
        with self._lock:
            return self._messages.get(sid)

    def report(self, message: PeerMessage) -> None:
        """Once its answer is out, a message is sent, and a caller who asked is told so and of the delivery."""
        message.status, message.date_sent = "sent", rfc_2822_now()
        if message.status_callback:
            Thread(target=self._call_back, args=(message,), daemon=True).start()

    def wait_for_end(self) -> None:
        """Returns when the peer closes: how long a caller without an answer waits."""
        self._closing.wait()

    def _accept(self, account_sid: str, form: dict[str, str]) -> PeerMessage:
        with self._lock:
            message = PeerMessage(
                sid=f"SM{uuid4().hex}",
                account_sid=account_sid,
                to=form["To"],
                sender=form["From"],
                body=form["Body"],
                status="queued",
                date_created=rfc_2822_now(),
                status_callback=form.get("StatusCallback", ""),
            )
            self._messages[message.sid] = message
            if self._state_file is not None:
                with self._state_file.open("a") as file:
                    file.write(json.dumps(as_resource(message)) + "\n")
        return message

    def _call_back(self, message: PeerMessage) -> None:
        for status in ("sent", "delivered"):
            message.status = status
            form = {
                "MessageSid": message.sid,
                "AccountSid": message.account_sid,
                "MessageStatus": status,
                "To": message.to,
                "From": message.sender,
                "ApiVersion": "2010-04-01",
            }
            signature = RequestValidator(self.token).compute_signature(message.status_callback, form)
            headers = {"X-Twilio-Signature": signature}
            with suppress(requests.RequestException):  # who does not listen is not told
                requests.post(message.status_callback, data=form, headers=headers, timeout=10)


def stored_messages(state_file: Path) -> list[dict[str, Any]]:
    """What a peer that runs as a process has accepted, in order."""
    return [json.loads(line) for line in state_file.read_text().splitlines()] if state_file.exists() else []


def _remembered(state_file: Path) -> dict[str, PeerMessage]:
    """What an earlier process accepted: a killed peer forgets nothing it has answered."""
    return {
        stored["sid"]: PeerMessage(
            sid=stored["sid"],
            account_sid=stored["account_sid"],
            to=stored["to"],
            sender=stored["from"],
            body=stored["body"],
            status="sent",
            date_created=stored["date_created"],
            date_sent=stored["date_created"],
        )
        for stored in stored_messages(state_file)
    }


def main() -> None:
    with TwilioPeer(int(sys.argv[1]), state_file=Path(sys.argv[2])):
        Event().wait()


if __name__ == "__main__":
    main()
