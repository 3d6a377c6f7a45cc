"""Tells people when a reference rate that notices charge by has run out: its later days bear no interest.

Must not guess a rate, nor keep back a notice: what is owed without interest is still owed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.occasion import Occasion


def ended_rates(policy: PolicySet, on: date) -> Iterator[tuple[str, date]]:
    """The reference rates by which a ladder in use charges interest and that are not known for that day any more."""
    in_use = {segment.ladder for segment in policy.robot.segments}
    levels = (level for name in in_use for level in policy.ladders[name].levels)
    if not any(level.charge and level.charge.interest for level in levels):
        return
    agreed = (policy.rates.regimes[assignment.regime].reference for assignment in policy.rates.assignments)
    laws = (pack.parameters.late_payment for pack in policy.rule_packs.values() if pack.in_force(on))
    governing = {*agreed, *(law.reference for law in laws if law)}
    for name in sorted(name for name in governing if name):
        known_through = policy.rates.reference_rates[name].known_through
        if known_through < on:
            yield name, known_through


def tell_of_ended_rates(connection: Connection, policy: PolicySet, occasion: Occasion) -> None:
    """One operations case for all of them, however many runs find them."""
    ended = [f"{name} after {known_through}" for name, known_through in ended_rates(policy, occasion.business_date)]
    if ended:
        reason = f"rates.yaml does not know {', '.join(ended)}: those days bear no interest until it is added"
        open_case(connection, NewCase(CaseKind.OPERATIONS, "rates", reason), occasion, queue_policy(policy.robot))
