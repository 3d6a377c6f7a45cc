"""Where a mail returns to when it cannot be delivered: our bounce address, tagged with the message and a proof (VERP).

The tag names the message even where a returned mail quotes nothing of it, and a keyed hash keeps strangers from
returning messages that they never got. Pure; must not decide what a returned mail means.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_PURPOSE = b"collectbot return path "  # so that no other signature under the same key is one of these
_PROOF_LENGTH = 20
_TAG = re.compile(r"(\d{1,18})\.([0-9a-z]+)\Z")


@dataclass(frozen=True, slots=True)
class ReturnTag:
    """The message that a return address names; one that is not genuine was damaged or made up."""

    message_id: int
    is_genuine: bool


@dataclass(frozen=True, slots=True)
class ReturnPath:
    """Our bounce address and the secret that proves its tags.

    >>> path = ReturnPath("bounces@us.example", "a secret")
    >>> path.for_message(7)
    'bounces+7.2dadf7eca1603ff0e21d@us.example'
    >>> path.tag_among(["BOUNCES+7.2dadf7eca1603ff0e21d@us.example"])
    ReturnTag(message_id=7, is_genuine=True)
    """

    address: str
    secret: str = field(repr=False)

    def for_message(self, message_id: int) -> str:
        """The envelope sender of one message."""
        local, _, domain = self.address.rpartition("@")
        return f"{local}+{message_id}.{self._proof(message_id)}@{domain}"

    def tag_among(self, addresses: Iterable[str]) -> ReturnTag | None:
        """The tag in one of these addresses, a genuine one first; None where none of them is a return address."""
        tags = [tag for address in addresses if (tag := self._tag_in(address)) is not None]
        return next((tag for tag in tags if tag.is_genuine), tags[0] if tags else None)

    def _tag_in(self, address: str) -> ReturnTag | None:
        """Servers may change the case of an address, so that of a proof does not count."""
        local, _, domain = self.address.lower().rpartition("@")
        own_local, _, own_domain = address.strip().lower().rpartition("@")
        if own_domain != domain or not own_local.startswith(f"{local}+"):
            return None
        found = _TAG.fullmatch(own_local[len(local) + 1 :])
        if found is None:
            return None
        message_id = int(found.group(1))
        return ReturnTag(message_id, hmac.compare_digest(self._proof(message_id), found.group(2)))

    def _proof(self, message_id: int) -> str:
        digest = hmac.digest(self.secret.encode(), _PURPOSE + str(message_id).encode(), "sha256")
        return digest.hex()[:_PROOF_LENGTH]
