"""Every view of personal data leaves an entry in the journal: who saw which page about whom, by numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workers.console.access.visitor import Visitor
from workers.console.parts import Parts
from workers.ledger.people import audit


def record_view(parts: Parts, visitor: Visitor, page: str, seen: Mapping[str, Any]) -> None:
    """Journal the view before the page is given; a page that cannot be journalled is not shown."""
    with parts.robot.ledger.write() as connection:
        audit.record_view(connection, visitor.user.id, page, seen, visitor.occasion(parts))
