"""Cases that facts have settled: the robot takes back its own question once nobody needs to answer it.

A case that a person has claimed stays with that person; what was only proposed about one ends with it. Must not decide
whether a case is settled.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from workers.clock import real_now
from workers.exception_queue.kinds import CaseKind
from workers.ledger.queue import cases
from workers.ledger.queue.proposals import lock_proposal
from workers.receivables.occasion import Occasion

_DECISION = "handled"


def clear_cases(
    connection: Connection, kinds: Iterable[CaseKind], subject: str, why: str, occasion: Occasion
) -> list[int]:
    """Resolve the unclaimed cases of these kinds about ``subject``; returns their ids."""
    cleared = []
    for kind in kinds:
        case = cases.find_by_subject(connection, kind, subject)
        if case is None:
            continue
        cases.lock_account_of(connection, case.account_id)
        proposal = lock_proposal(connection, case.id)
        if cases.resolve(connection, case.id, (_DECISION, why), occasion, real_now()):
            data = {"kind": case.kind, "decision": _DECISION}
            data |= {"lapsed": proposal.decision, "proposed_by": proposal.proposed_by} if proposal else {}
            cases.record(connection, (case.id, case.account_id), "case.resolved", data, occasion)
            cleared.append(case.id)
    return cleared
