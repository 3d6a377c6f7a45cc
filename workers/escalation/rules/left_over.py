"""What an exhausted ladder leaves behind: debt that is old enough for an agency, but stood in no final notice.

Dunning gives the final notice again for debt that became overdue after it. What is this old without one could not be
asked for (nobody to reach, below the level's minimum), and no agency may have it: a person says what happens. Pure.
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
