"""SMS out through Twilio.

Twilio's create call knows no idempotency key, so nothing here is ever repeated: a call without an answer is in doubt,
and the list of messages is the evidence that settles it. Twilio reports what became of a message to ``status_url``.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from requests import Response as HttpResponse
from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, RequestException
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response as TwilioResponse
from twilio.rest import Client
from twilio.rest.api.v2010.account.message import MessageInstance
from urllib3.exceptions import MaxRetryError, NewConnectionError

from workers.channels.base import (
    ChannelInDoubt,
    ChannelRefused,
    ChannelUnavailable,
    OutgoingMessage,
    Prepared,
    Receipt,
)
from workers.channels.endpoint import Endpoint, parse_endpoint
from workers.errors import ConfigurationError, ServerUnreachable

TWILIO_OPTIONS = ("from", "service", "base", "timeout")
STATUS_PATH = "/webhooks/twilio/status"
INBOUND_PATH = "/webhooks/twilio/inbound"

_LOOK_BACK = timedelta(minutes=1)
"""Our clock and Twilio's may differ by a little; what was created earlier is an older message."""

_LISTED_MAX = 200
_WRONG_ACCOUNT = (401, 403, 404)
"""Wrong credentials, or an account that is suspended or may not: nothing was accepted, and no message is to blame."""


class TwilioChannel:
    """Sends through the account in ``twilio://SID:TOKEN@?from=NUMBER``, or ``service=MG...`` for a messaging service.

    ``base=`` names another API address. ``public_url`` is where Twilio finds our webhooks; Twilio cannot reach this
    machine by a loopback address, and refuses one.
    """

    name = "twilio"
    can_look_up = True

    def __init__(self, endpoint: Endpoint, public_url: str = "") -> None:
        self._endpoint = endpoint
        base = endpoint.options.get("base", "")
        self.is_local = bool(base) and parse_endpoint(base, ()).is_loopback
        self._of_this_thread = threading.local()
        if not (endpoint.user and endpoint.password):
            raise ConfigurationError("twilio: account or token missing", hint="write twilio://SID:TOKEN@?from=%2B1...")
        if "from" in endpoint.options and "service" in endpoint.options:
            raise ConfigurationError("twilio: both from= and service= are given", hint="leave one of them out")
        is_reachable = bool(public_url) and (self.is_local or not parse_endpoint(public_url, ()).is_loopback)
        self._status_url = f"{public_url.rstrip('/')}{STATUS_PATH}" if is_reachable else ""

    def prepare(self, message: OutgoingMessage) -> Prepared:
        return Prepared(message, message.text.encode("utf-8"))

    def send(self, prepared: Prepared) -> Receipt:
        message = prepared.message
        try:
            created = self._client().messages.create(
                to=message.recipient,
                body=prepared.content.decode("utf-8"),
                **self._origin(message),
                **self._report_to(message),
            )
            return Receipt(str(created.sid), prepared.content)
        except (TwilioRestException, TwilioServiceException) as error:
            raise _answered(error, self._retry_after()) from error
        except RequestException as error:
            if _never_connected(error):
                raise ChannelUnavailable(f"Twilio cannot be reached: {type(error).__name__}") from error
            raise ChannelInDoubt(f"no answer from Twilio: {type(error).__name__}") from error
        except (TwilioException, ValueError) as error:
            raise ChannelInDoubt(f"Twilio's answer is not understood: {error}") from error

    def look_up(self, message: OutgoingMessage, attempted_at: datetime) -> Receipt | None:
        """Same recipient, sender and text, created after the attempt; the list is the recipient's newest messages."""
        origin, since = self._origin(message), attempted_at - _LOOK_BACK
        try:
            listed = self._client().messages.list(to=message.recipient, limit=_LISTED_MAX)
        except (TwilioException, TwilioServiceException, RequestException, ValueError) as error:
            raise ChannelUnavailable(f"Twilio's list of messages cannot be read: {type(error).__name__}") from error
        for found in listed:
            is_ours = _came_from(found, origin) and (found.body or "").strip() == message.text.strip()
            if is_ours and found.date_created is not None and found.date_created >= since:
                return Receipt(str(found.sid), message.text.encode("utf-8"))
        return None

    def check(self) -> None:
        try:
            self._client().messages.list(limit=1)
        except (TwilioException, TwilioServiceException, RequestException, ValueError) as error:
            status = _status_of(error)
            if 400 <= status <= 499:
                raise ConfigurationError(
                    f"Twilio refused the account: {status}", hint="check SID and TOKEN in COLLECTBOT_SMS_URL"
                ) from error
            raise ServerUnreachable(
                f"Twilio does not answer ({type(error).__name__}): check the network and base= in COLLECTBOT_SMS_URL"
            ) from error

    def close(self) -> None:
        self._of_this_thread = threading.local()

    def _origin(self, message: OutgoingMessage) -> dict[str, str]:
        """A messaging service chooses among its own numbers; else the number, else the name in the message."""
        if service := self._endpoint.options.get("service"):
            return {"messaging_service_sid": service}
        sender = self._endpoint.options.get("from") or message.sender
        if not sender:
            raise ChannelRefused("no sender number", code="sender")
        return {"from_": sender}

    def _report_to(self, message: OutgoingMessage) -> dict[str, str]:
        """The address for reports names the message: a report may come before our receipt, or instead of it."""
        return {"status_callback": f"{self._status_url}?key={quote(message.key, safe='')}"} if self._status_url else {}

    def _client(self) -> Client:
        """This thread's client: a requests session is not made to be shared."""
        client: Client | None = getattr(self._of_this_thread, "client", None)
        if client is None:
            last_answer = _LastAnswer()
            http = TwilioHttpClient(
                timeout=self._endpoint.timeout_seconds,
                max_retries=0,
                request_hooks={"response": [last_answer.remember]},
            )
            client = Client(self._endpoint.user, self._endpoint.password, http_client=http)
            if base := self._endpoint.options.get("base"):
                client.api.base_url = base
            self._of_this_thread.client, self._of_this_thread.last_answer = client, last_answer
        return client

    def _retry_after(self) -> timedelta | None:
        seconds: str = self._of_this_thread.last_answer.retry_after
        return timedelta(seconds=int(seconds)) if seconds.isdigit() else None


class _LastAnswer:
    """Keeps the last answer's ``Retry-After``, which the library's exceptions leave out."""

    retry_after = ""

    def remember(self, response: HttpResponse, *_: Any, **__: Any) -> None:
        self.retry_after = response.headers.get("Retry-After", "")


def _answered(
    error: TwilioRestException | TwilioServiceException, retry_after: timedelta | None
) -> ChannelRefused | ChannelUnavailable | ChannelInDoubt:
    """What Twilio's answer means: a 5xx or a time-out may come after the message was accepted."""
    code = str(error.code)
    text = f"Twilio answered {error.status}, code {code}"
    if error.status == 429:
        return ChannelUnavailable(text, code=code, retry_after=retry_after)
    if error.status in _WRONG_ACCOUNT:
        return ChannelUnavailable(f"{text}: check SID and TOKEN in COLLECTBOT_SMS_URL", code=code)
    if 400 <= error.status <= 499 and error.status != 408:
        return ChannelRefused(text, code=code)
    return ChannelInDoubt(text)


def _came_from(found: MessageInstance, origin: dict[str, str]) -> bool:
    if service := origin.get("messaging_service_sid"):
        return bool(found.messaging_service_sid == service)
    return bool(found.from_ == origin["from_"])


def _never_connected(error: RequestException) -> bool:
    """True when the request cannot have reached Twilio."""
    if isinstance(error, ConnectTimeout):
        return True
    reason = error.args[0] if isinstance(error, RequestsConnectionError) and error.args else None
    return isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)


def _status_of(error: Exception) -> int:
    """The HTTP status behind an error of the library, whose pages carry it in a place of their own; 0 for none."""
    response = next((part for part in error.args if isinstance(part, TwilioResponse)), None)
    return int(getattr(error, "status", 0) or (response.status_code if response else 0))
