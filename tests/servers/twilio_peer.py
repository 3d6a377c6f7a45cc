"""A stateful peer of Twilio's Messages API: it remembers what it accepted, and fails as Twilio does on request.

The last four digits of the recipient choose what happens (`ANSWERS`), and what carriers make of what was accepted
(`FATES`). A message with a ``StatusCallback`` is reported to it, signed: each status as often, as late and in the order
that `Postman` says. `text_us` is somebody who texts our number. As a process: ``python -m tests.servers.twilio_peer
PORT STATEFILE``; the state file gets a JSON line for each accepted message. Its contract is checked against Twilio's
own description.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
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
    "0403": Answer(False, 403, 20403, "Forbidden"),
    "0429": Answer(False, 429, 20429, "Too Many Requests"),
    "0500": Answer(True, 500, 20500, "Internal Server Error"),
    "0503": Answer(False, 503, 20503, "Service Unavailable"),
    "0504": Answer(True, 0),
    "0505": Answer(False, 0),
}
"""By the recipient's last four digits; any other recipient is served well."""

ACCEPTED = Answer(True, 201)

FATES = {
    "0305": ("undelivered", 30005),
    "0307": ("undelivered", 30007),
    "0332": ("undelivered", 30032),
    "0334": ("undelivered", 30034),
    "0308": ("failed", 30008),
}
"""How what was accepted ends with its carrier; any other recipient gets it."""

SERVICE_NUMBER = "+15005550006"
"""The number a messaging service chooses."""


@dataclass(frozen=True, slots=True)
class Postman:
    """How reports travel: how often each arrives, in which order, and after which pause."""

    times: int = 1
    backwards: bool = False
    pause_seconds: float = 0.0

    def route(self, statuses: tuple[str, ...]) -> list[str]:
        ordered = statuses[::-1] if self.backwards else statuses
        return [status for status in ordered for _ in range(self.times)]


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
    service: str = ""
    error_code: int | None = None


class TwilioPeer:
    """Serves in threads of its own; ``token`` is the one auth token it knows."""

    def __init__(
        self, port: int = 0, *, state_file: Path | None = None, token: str = TOKEN, postman: Postman = Postman()
    ) -> None:
        self.port = port or free_port()
        self.token = token
        self.postman = postman
        self._state_file = state_file
        self._messages = _remembered(state_file) if state_file else {}
        self._lock = Lock()
        self._closing = Event()
        self._calling: list[Thread] = []
        self._server: ThreadingHTTPServer | None = None

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def url(self, sender: str = "+15005550006") -> str:
        """The address for ``open_sms``; a sender that begins with MG is a messaging service."""
        origin = f"service={sender}" if sender.startswith("MG") else f"from={sender.replace('+', '%2B')}"
        return f"twilio://{ACCOUNT_SID}:{self.token}@?{origin}&base={self.base_url}"

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
        for calling in self._calling:
            calling.join(timeout=10)
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
        asked = {**form, "From": form.get("From") or form.get("MessagingServiceSid", "")}
        missing = next((name for name in ("To", "From", "Body") if not asked.get(name)), None)
        if missing:
            code = {"To": 21604, "From": 21603, "Body": 21602}[missing]
            return Answer(False, 400, code, f"A '{missing}' is required"), None
        answer = ANSWERS.get(form["To"][-4:], ACCEPTED)
        return answer, self._accept(account_sid, form) if answer.accepted else None

    def find(self, sid: str) -> PeerMessage | None:
        with self._lock:
            return self._messages.get(sid)

    def report(self, message: PeerMessage) -> None:
        """Once its answer is out, a message is sent, and a caller who asked is told so and of the end."""
        message.date_sent = rfc_2822_now()
        end, message.error_code = FATES.get(message.to[-4:], ("delivered", None))
        message.status = end if message.error_code else "sent"
        if message.status_callback:
            calling = Thread(target=self._call_back, args=(message, ("sent", end)), daemon=True)
            calling.start()
            self._calling.append(calling)

    def text_us(self, public_url: str, sender: str, body: str, **fields: str) -> requests.Response:
        """Somebody texts our number: the signed call of the inbound webhook, and what it answered."""
        form = {
            "MessageSid": f"SM{uuid4().hex}",
            "AccountSid": ACCOUNT_SID,
            "From": sender,
            "To": SERVICE_NUMBER,
            "Body": body,
            "NumMedia": "0",
            "NumSegments": "1",
            "ApiVersion": "2010-04-01",
        }
        return call_webhook(f"{public_url}/webhooks/twilio/inbound", form | fields, self.token)

    def wait_for_end(self) -> None:
        """Returns when the peer closes: how long a caller without an answer waits."""
        self._closing.wait()

    def _accept(self, account_sid: str, form: dict[str, str]) -> PeerMessage:
        with self._lock:
            message = PeerMessage(
                sid=f"SM{uuid4().hex}",
                account_sid=account_sid,
                to=form["To"],
                sender=form.get("From") or SERVICE_NUMBER,
                service=form.get("MessagingServiceSid", ""),
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

    def _call_back(self, message: PeerMessage, statuses: tuple[str, ...]) -> None:
        for status in self.postman.route(statuses):
            self._closing.wait(self.postman.pause_seconds)
            message.status = status
            with suppress(requests.RequestException):  # who does not listen is not told
                call_webhook(message.status_callback, status_form(message, status), self.token)
        message.status = statuses[-1]


def status_form(message: PeerMessage, status: str) -> dict[str, str]:
    """What a status callback says."""
    form = {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "AccountSid": message.account_sid,
        "MessageStatus": status,
        "SmsStatus": status,
        "To": message.to,
        "From": message.sender,
        "ApiVersion": "2010-04-01",
    }
    is_end = message.error_code is not None and status in ("undelivered", "failed")
    return form | ({"ErrorCode": str(message.error_code)} if is_end else {})


def call_webhook(url: str, form: Mapping[str, str], token: str = TOKEN) -> requests.Response:
    """One webhook call, signed as Twilio signs it: over the address it was given."""
    signature = RequestValidator(token).compute_signature(url, dict(form))
    return requests.post(url, data=dict(form), headers={"X-Twilio-Signature": signature}, timeout=10)


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
