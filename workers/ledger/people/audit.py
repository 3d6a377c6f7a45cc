"""What the journal keeps of people at the console: who logged in, who failed to, and whose data somebody looked at.

Users and accounts stand there as numbers, so that people can be erased and the chain still proves. Must not decide.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from workers.ledger import journal
from workers.receivables.occasion import Occasion

LOGINS = "logins"


def source_of(user_id: int) -> str:
    """The chain of what a user did to no account."""
    return f"user:{user_id}"


def record_view(connection: Connection, user_id: int, page: str, seen: Mapping[str, Any], occasion: Occasion) -> None:
    """A user saw a page that shows personal data; ``seen`` names by number what was on it."""
    journal.record(connection, "console.viewed", {"page": page, **seen}, occasion, source=source_of(user_id))


def record_login(connection: Connection, user_id: int, kind: str, occasion: Occasion) -> None:
    """A user came in (``user.logged_in``) or left (``user.logged_out``)."""
    journal.record(connection, kind, {"user": user_id}, occasion, source=source_of(user_id))


def record_failed_login(connection: Connection, name: str, reason: str, occasion: Occasion) -> None:
    """Somebody did not come in. What was typed may be anything, even a password: only a hash of it is kept."""
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    journal.record(connection, "login.failed", {"name_hash": digest, "reason": reason}, occasion, source=LOGINS)
