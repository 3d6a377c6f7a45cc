"""May a customer be written to out of courtesy, and who there? A pure function of facts."""

from __future__ import annotations

from workers.receivables.customer import Contact
from workers.reports.facts import CourtesyFacts


def addressee(facts: CourtesyFacts) -> Contact | str:
    """The first person by role who can be reached by e-mail, or the reason why nobody is written to.

    A segment in which the robot may not speak yet is silent here too.
    """
    if facts.barred:
        return facts.barred
    if facts.mode == "shadow":
        return "the segment is in shadow"
    if facts.mode == "approve" and not facts.approved:
        return "the ladder waits for approval"
    if facts.paused:
        return f"pause: {facts.paused}"
    return _first_reachable(facts) or "nobody can be reached by e-mail"


def _first_reachable(facts: CourtesyFacts) -> Contact | None:
    reachable = {reach.role: contact for contact, reach in reversed(facts.people) if "email" in reach.channels}
    return next((reachable[role] for role in facts.roles if role in reachable), None)
