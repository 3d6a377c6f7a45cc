"""What an exhausted ladder leaves behind: debt that is old enough for an agency, but stood in no final notice.

It became overdue after the episode's last level was given, so the ladder asks for it no more and no agency may have it:
only a person can say what happens. Pure.
"""

from __future__ import annotations

from datetime import date, timedelta

from workers.escalation.facts import Candidate, CandidateItem
from workers.policy.ladder import Ladder


def left_over(candidate: Candidate, ladder: Ladder, as_of: date) -> tuple[CandidateItem, ...]:
    """The items a person must decide about; none while somebody keeps us from the account anyway."""
    if ladder.referral is None or candidate.stopped or candidate.parked or candidate.restraints:
        return ()
    due_by = as_of - timedelta(days=ladder.referral.days_after_due)
    old = tuple(item for item in candidate.items if item.final_notice_on is None and item.due_date <= due_by)
    return old if sum(item.open for item in old) > candidate.credit else ()
