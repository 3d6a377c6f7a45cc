"""What the decision may see whether a customer gets a statement or thanks. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from workers.policy.robot import Mode
from workers.receivables.customer import Contact
from workers.receivables.standing import Reach


@dataclass(frozen=True, slots=True)
class CourtesyFacts:
    """An account before a courtesy. ``approved``: a person let its ladder go live; ``roles`` in the order of asking."""

    mode: Mode
    approved: bool
    barred: str
    paused: str
    people: tuple[tuple[Contact, Reach], ...]
    roles: tuple[str, ...]
