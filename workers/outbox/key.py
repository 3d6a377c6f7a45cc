"""The key of a message: made before its first attempt, and the same however often it is planned again.

Unique among messages that are not cancelled, failed or bounced, so one key reaches its recipient at most once. Pure.
"""

from __future__ import annotations

from hashlib import sha256

_SEPARATOR = "\x1f"


def message_key(
    *, scope: tuple[str, int, str], purpose: str, subject: str, occurrence: int, to: tuple[str, int]
) -> str:
    """The key of (entity, account, currency), purpose, subject, occurrence, and (channel, contact).

    >>> message_key(scope=("main", 7, "EUR"), purpose="dunning", subject="episode 1 level 2", occurrence=1,
    ...             to=("email", 3))[:8]
    '5e4906aa'
    """
    parts = (*scope, purpose, subject, occurrence, *to)
    return sha256(_SEPARATOR.join(map(str, parts)).encode()).hexdigest()[:40]


def mail_message_id(key: str, own_domain: str) -> str:
    """The Message-ID of the mail with that key, so that a mail proves by itself which message it is.

    >>> mail_message_id("abc", "us.example")
    '<abc@us.example>'
    """
    return f"<{key}@{own_domain}>"
