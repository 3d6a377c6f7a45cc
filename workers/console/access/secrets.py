"""Random tokens, the hashes by which they are known here, and the tokens of forms. Must not store any of them."""

from __future__ import annotations

import hashlib
import hmac
from secrets import token_urlsafe


def new_token() -> str:
    """A secret for a cookie: 256 bits."""
    return token_urlsafe(32)


def token_hash(token: str) -> str:
    """What the ledger keeps of a token: with it nobody can come in."""
    return hashlib.sha256(token.encode()).hexdigest()


def form_token(secret_key: str, cookie: str) -> str:
    """What a form must send back with its cookie: another site can have the cookie sent, but cannot tell this."""
    return hmac.new(secret_key.encode(), f"form:{cookie}".encode(), hashlib.sha256).hexdigest()


def is_form_token(secret_key: str, cookie: str, sent: str) -> bool:
    """Whether a form came from a page that we gave to this cookie."""
    return hmac.compare_digest(form_token(secret_key, cookie).encode(), sent.encode())
