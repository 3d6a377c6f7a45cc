"""The HTTP side of the Twilio peer: paths, Basic authentication, filters and the shapes of Twilio's answers."""

from __future__ import annotations

import base64
import json
import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from tests.servers.twilio_peer import PeerMessage, TwilioPeer

_PATH = re.compile(r"/2010-04-01/Accounts/(?P<account>AC[0-9a-f]{32})/Messages(?:/(?P<sid>SM[0-9a-f]{32}))?\.json")
_PAGE_SIZE_DEFAULT = 50


class PeerRequestHandler(BaseHTTPRequestHandler):
    """Answers for one peer."""

    peer: ClassVar[TwilioPeer]
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # with the standard library's unbuffered writes each answer waits 40 ms for an acknowledgement
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        form = dict(parse_qsl(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()))
        account = self._account()
        if account is None:
            return
        answer, message = self.peer.create(account, form)
        if answer.status == 0:
            self.close_connection = True
            return self.peer.wait_for_end()
        if answer.code:
            return self._fail(answer.status, answer.code, answer.text)
        assert message is not None
        self._answer(answer.status, as_resource(message))
        self.peer.report(message)

    def do_GET(self) -> None:
        account = self._account()
        if account is None:
            return
        if sid := self._match()["sid"]:
            message = self.peer.find(sid)
            if message is None:
                return self._fail(404, 20404, "The requested resource was not found")
            return self._answer(200, as_resource(message))
        query = dict(parse_qsl(urlsplit(self.path).query))
        found = [message for message in reversed(self.peer.accepted) if _matches(message, account, query)]
        return self._answer(200, _page(found, urlsplit(self.path).path, query))

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the tests read the peer's state, not its log."""

    def _match(self) -> dict[str, str | None]:
        match = _PATH.fullmatch(urlsplit(self.path).path)
        return match.groupdict() if match else {"account": None, "sid": None}

    def _account(self) -> str | None:
        """The account in the path, when it exists and its token was given; else the error is answered here."""
        account = self._match()["account"]
        if account is None:
            self._fail(404, 20404, "The requested resource was not found")
        elif self.headers.get("Authorization") != f"Basic {_basic(account, self.peer.token)}":
            self._fail(401, 20003, "Authenticate")
        else:
            return account
        return None

    def _fail(self, status: int, code: int, text: str) -> None:
        more = f"https://www.twilio.com/docs/errors/{code}"
        self._answer(status, {"code": code, "message": text, "more_info": more, "status": status})

    def _answer(self, status: int, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        if status == 429:
            self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


def rfc_2822_now() -> str:
    """The instant as Twilio writes it."""
    return datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")


def as_resource(message: PeerMessage) -> dict[str, Any]:
    """A message as Twilio shows it."""
    uri = f"/2010-04-01/Accounts/{message.account_sid}/Messages/{message.sid}"
    return {
        "sid": message.sid,
        "account_sid": message.account_sid,
        "api_version": "2010-04-01",
        "body": message.body,
        "date_created": message.date_created,
        "date_updated": message.date_sent or message.date_created,
        "date_sent": message.date_sent,
        "direction": "outbound-api",
        "error_code": message.error_code,
        "error_message": None,
        "from": message.sender,
        "messaging_service_sid": message.service or None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": "USD",
        "status": message.status,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def _basic(user: str, password: str) -> str:
    return base64.b64encode(f"{user}:{password}".encode()).decode()


def _matches(message: PeerMessage, account: str, query: dict[str, str]) -> bool:
    """Twilio's filters; a message that was not sent yet has no date to be found by."""
    sent = parsedate_to_datetime(message.date_sent).date() if message.date_sent else None
    wanted = {name: date.fromisoformat(query[name][:10]) for name in query if name.startswith("DateSent")}
    return (
        message.account_sid == account
        and query.get("To", message.to) == message.to
        and query.get("From", message.sender) == message.sender
        and (not wanted or sent is not None)
        and ("DateSent" not in wanted or sent == wanted["DateSent"])
        and ("DateSent<" not in wanted or (sent is not None and sent <= wanted["DateSent<"]))
        and ("DateSent>" not in wanted or (sent is not None and sent >= wanted["DateSent>"]))
    )


def _page(found: list[PeerMessage], path: str, query: dict[str, str]) -> dict[str, Any]:
    size, number = int(query.get("PageSize", _PAGE_SIZE_DEFAULT)), int(query.get("Page", 0))
    start, end = number * size, min((number + 1) * size, len(found))
    return {
        "messages": [as_resource(message) for message in found[start:end]],
        "first_page_uri": f"{path}?PageSize={size}&Page=0",
        "next_page_uri": f"{path}?PageSize={size}&Page={number + 1}" if end < len(found) else None,
        "previous_page_uri": f"{path}?PageSize={size}&Page={number - 1}" if number else None,
        "uri": f"{path}?PageSize={size}&Page={number}",
        "page": number,
        "page_size": size,
        "start": start,
        "end": max(end - 1, 0),
    }
