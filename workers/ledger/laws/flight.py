"""Whether a message was under way when something began that speaks against it. Must not read rows."""

from __future__ import annotations

from datetime import datetime, timedelta

# A restraint that begins between attempt and receipt comes too late; with a business clock of its own, a message is in
# flight when the two clocks lie this near to each other.
_LONGEST_FLIGHT = timedelta(days=7)


def in_flight(attempted_at: datetime | None, handed_over_at: datetime, began_at: datetime) -> bool:
    """Whether what speaks against the message began only after its attempt."""
    if attempted_at is None or not timedelta(0) <= handed_over_at - attempted_at < _LONGEST_FLIGHT:
        return False
    return began_at >= attempted_at
