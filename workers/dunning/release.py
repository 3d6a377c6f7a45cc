"""Letting a run's notices go: modes per segment, the first run of a ladder, and the bounds of a day.

A run starts by shutting its day and ends by opening it, unless it went over its bounds: then a person does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from workers.dunning import level_approval
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger import journal
from workers.ledger.journal import JournalEntry
from workers.ledger.outgoing import run_gates
from workers.ledger.outgoing.run_gates import Waiting
from workers.ledger.queue import cases
from workers.policy.bounds import most_of_day
from workers.policy.level import Level
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class SegmentMode:
    """How notices of a segment are treated: recorded only (silent), planned but waiting, or free to leave."""

    silent: bool = False
    waits: bool = False
    reason: str = "due"
    ladder_hash: str = ""


@dataclass(frozen=True, slots=True)
class Modes:
    """The mode of every segment in this run."""

    by_segment: dict[str, SegmentMode]

    def of(self, segment: str) -> SegmentMode:
        return self.by_segment[segment]


@dataclass(slots=True)
class Going:
    """What this run is about to let go, counted for the bounds."""

    modes: Modes
    day: date
    notices: int = 0

    def waits_for(self, segment: str, level: Level) -> str:
        """What a notice of that level waits for; empty when it may leave. A level's own approval comes first."""
        if level_approval.waits(level):
            return level_approval.waiting_reason(segment, level, self.day)
        mode = self.modes.of(segment)
        return mode.reason if mode.waits else ""


def start_run(connection: Connection, policy: PolicySet, occasion: Occasion) -> Going:
    """Shut the day while the run writes, and find the mode of every segment."""
    _abandon_unfinished(connection, occasion)
    run_gates.shut_day(connection, occasion.business_date, occasion)
    return join_run(connection, policy, occasion)


def join_run(connection: Connection, policy: PolicySet, occasion: Occasion) -> Going:
    """The mode of every segment, for a worker that takes part in a run that is going."""
    modes = {}
    for segment in policy.robot.segments:
        ladder_hash = policy.ladders[segment.ladder].hash
        waits = segment.mode == "approve" and not run_gates.is_approved(connection, segment.name, ladder_hash)
        reason = run_gates.waiting_reason(segment.name, ladder_hash) if waits else "due"
        modes[segment.name] = SegmentMode(segment.mode == "shadow", waits, reason, ladder_hash)
    return Going(Modes(modes), occasion.business_date)


def finish_run(connection: Connection, policy: PolicySet, occasion: Occasion, going: Going) -> str:
    """Open the day, or leave it shut as a case when it went over its bounds; returns why it stays shut, or ''.

    Ladders that wait for their first approval become one case each.
    """
    before = run_gates.notices_per_day(connection, occasion.business_date, policy.robot.bounds.median_days)
    today = _record_finish(connection, occasion, going)
    for segment, mode in going.modes.by_segment.items():
        waiting = run_gates.find_waiting(connection, mode.reason) if mode.waits else None
        if waiting and waiting.notices:
            open_case(connection, _approval(segment, mode, waiting), occasion, queue_policy(policy.robot))
    level_approval.ask(connection, policy, occasion)
    approved = run_gates.notices_approved(connection, occasion.business_date)
    most = max(most_of_day(policy.robot.bounds.notices, before), approved)
    if today > most:
        reason = f"{today} notices on {occasion.business_date}, at most {most} go without a person"
        case = NewCase(
            CaseKind.BOUNDS_EXCEEDED,
            _day_subject(occasion.business_date),
            reason,
            evidence={"notices": today, "limit": most, "recent_days": before},
        )
        open_case(connection, case, occasion, queue_policy(policy.robot))
        # A run that overlapped this one may have opened the day when it was done.
        run_gates.shut_day(connection, occasion.business_date, occasion)
        return reason
    run_gates.open_day(connection, occasion.business_date, occasion)
    return ""


def decide_ladder(connection: Connection, subject: str, approved: bool, occasion: Occasion) -> int:
    """A person approved or refused the first run of a ladder; ``subject`` is that of its case."""
    _, segment, ladder_hash = subject.split(":")
    if approved:
        return run_gates.approve_ladder(connection, segment, ladder_hash, occasion)
    return run_gates.refuse_ladder(connection, segment, ladder_hash)


def decide_day(connection: Connection, subject: str, approved: bool, occasion: Occasion) -> None:
    """A person approved or refused a day that went over its bounds; ``subject`` is that of its case."""
    day = date.fromisoformat(subject.removeprefix("notices:"))
    if approved:
        run_gates.approve_day(connection, day, occasion)
    else:
        run_gates.cancel_day(connection, day, "run refused by a person", occasion)


def _abandon_unfinished(connection: Connection, occasion: Occasion) -> None:
    """A run that died before midnight left its day shut, and its notices would wait for ever: today plans them afresh.

    A day over its bounds is shut by a case, which is a person's to decide.
    """
    past = [day for day in run_gates.shut_days(connection) if day < occasion.business_date]
    parked = cases.find_subjects(connection, CaseKind.BOUNDS_EXCEEDED, [_day_subject(day) for day in past])
    for day in past:
        if _day_subject(day) not in parked:
            run_gates.cancel_day(connection, day, "its run never finished", occasion)


def _day_subject(day: date) -> str:
    return f"notices:{day}"


def _record_finish(connection: Connection, occasion: Occasion, going: Going) -> int:
    """Journal the run; returns how many notices all runs of this day recorded together."""
    entry = JournalEntry(
        "dunning.run_finished",
        occasion.actor,
        occasion.at,
        occasion.business_date,
        {"notices": going.notices},
        source="dunning",
        policy_hash=occasion.policy_hash,
    )
    journal.append(connection, [entry])
    return run_gates.notices_of(connection, occasion.business_date)


def _approval(segment: str, mode: SegmentMode, waiting: Waiting) -> NewCase:
    totals = [str(Money(total, currency)) for currency, total in waiting.totals]
    return NewCase(
        CaseKind.RUN_APPROVAL,
        f"ladder:{segment}:{mode.ladder_hash[:12]}",
        f"the ladder of segment {segment} has not run before: {waiting.notices} notices over {', '.join(totals)} wait",
        evidence={"notices": waiting.notices, "totals": totals, "samples": list(waiting.samples)},
    )
