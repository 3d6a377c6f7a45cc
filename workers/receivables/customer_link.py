"""The token in a link to a customer's page: it names account, message and last day, and only we can make or read it.

The same facts give the same token, so that a message composed again is the same to the byte. A keyed hash seals the
facts and, as the beginning of a second one, masks them (the construction of RFC 5297): nothing can be read, guessed or
changed. Pure; must not decide what a link opens.
"""

from __future__ import annotations

import hmac
import re
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import date

_PURPOSE = b"collectbot customer page "  # so that no other signature under the same key is one of these
_FACTS = struct.Struct(">QQI")
_SEAL_BYTES = 16
# A multiple of three bytes, so that a token has one spelling.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{48}")


@dataclass(frozen=True, slots=True)
class LinkFacts:
    """Whose page it opens, which message brought it, and the last day on which it does."""

    account_id: int
    message_id: int
    expires_on: date


@dataclass(frozen=True, slots=True)
class CustomerLinks:
    """Tokens under one secret.

    >>> links = CustomerLinks("a secret")
    >>> token = links.token(LinkFacts(7, 12, date(2026, 4, 2)))
    >>> token
    'w825f7_hnlOwhZSkozzryhE2gSnkslOz5BiAShGI6o6Hf60s'
    >>> links.read(token) == LinkFacts(7, 12, date(2026, 4, 2)), CustomerLinks("another").read(token)
    (True, None)
    """

    secret: str = field(repr=False)

    def token(self, facts: LinkFacts) -> str:
        """The token of these facts."""
        plain = _FACTS.pack(facts.account_id, facts.message_id, facts.expires_on.toordinal())
        seal = self._seal(plain)
        return urlsafe_b64encode(seal + self._masked(plain, seal)).decode()

    def read(self, token: str) -> LinkFacts | None:
        """What a token says; None when we did not make it. Whether its day is over is for the caller to say."""
        if not _TOKEN.fullmatch(token):
            return None
        raw = urlsafe_b64decode(token)
        seal, masked = raw[:_SEAL_BYTES], raw[_SEAL_BYTES:]
        plain = self._masked(masked, seal)
        if not hmac.compare_digest(self._seal(plain), seal):
            return None
        account_id, message_id, day = _FACTS.unpack(plain)
        return LinkFacts(account_id, message_id, date.fromordinal(day))

    def _seal(self, plain: bytes) -> bytes:
        return self._keyed(b"seal", plain)[:_SEAL_BYTES]

    def _masked(self, text: bytes, seal: bytes) -> bytes:
        """Masked, or unmasked: the same act."""
        return bytes(a ^ b for a, b in zip(text, self._keyed(b"mask", seal), strict=False))

    def _keyed(self, use: bytes, text: bytes) -> bytes:
        return hmac.digest(hmac.digest(self.secret.encode(), _PURPOSE + use, "sha256"), text, "sha256")
