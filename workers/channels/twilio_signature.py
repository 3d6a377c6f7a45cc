"""Whether a webhook was called by Twilio: the signature over our public address and the form.

The address is built from ``COLLECTBOT_PUBLIC_URL``, never from the request: behind a proxy the request names the
wrong scheme and host, and whoever forges a request writes its Host header. Must not act on a webhook.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from workers.channels.endpoint import parse_endpoint
from workers.channels.sms_twilio import TWILIO_OPTIONS


class TwilioSignature:
    """Checks with the auth token of ``sms_url`` (`workers.channels.sms_twilio`)."""

    def __init__(self, sms_url: str, public_url: str) -> None:
        self._validator = RequestValidator(parse_endpoint(sms_url, TWILIO_OPTIONS, host_required=False).password)
        self._public_url = public_url.rstrip("/")

    def is_authentic(self, path_and_query: str, body: str, signature: str) -> bool:
        """Whether Twilio signed this form, sent to this path of our public address."""
        return bool(self._validator.validate(f"{self._public_url}{path_and_query}", _Form(body), signature))


class _Form(dict[str, list[str]]):
    """The form as the validator reads one that may name a field twice; empty fields are signed too."""

    def __init__(self, body: str) -> None:
        super().__init__()
        for name, value in parse_qsl(body, keep_blank_values=True):
            self.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        return self[name]
