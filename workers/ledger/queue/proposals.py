"""Decisions that wait for a second person: one per case at most, gone when withdrawn, over when its case is resolved.

Must not judge who may agree.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import Connection, delete, insert, select

from workers.ledger.queue.cases import Case
from workers.ledger.schema import cases, proposals

_c = proposals.c


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody wants decided. ``seen`` is a digest of the case as that person saw it."""

    decision: str
    note: str
    proposed_by: str
    proposed_at: datetime
    seen: str


def digest_of(case: Case) -> str:
    """A digest of what a decision rests on: a case that repeats with another amount is another case to agree to.

    A journal entry keeps it with the proposal.
    """
    facts = [case.reason, case.amount_minor, case.currency, case.evidence]
    return hashlib.sha256(orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def find_proposal(connection: Connection, case_id: int) -> Proposal | None:
    """What is, or until its case was resolved was, proposed."""
    query = select(_c.decision, _c.note, _c.proposed_by, _c.proposed_at, _c.seen).where(_c.case_id == case_id)
    row = connection.execute(query).one_or_none()
    return Proposal(*row) if row else None


def lock_proposal(connection: Connection, case_id: int) -> Proposal | None:
    """The proposal under the lock of its case: until the transaction ends nobody proposes, agrees or withdraws."""
    connection.execute(select(cases.c.id).where(cases.c.id == case_id).with_for_update())
    return find_proposal(connection, case_id)


def add_proposal(connection: Connection, case_id: int, proposal: Proposal) -> None:
    """Keep a proposal; the caller has locked the case and found none."""
    values = {
        "decision": proposal.decision,
        "note": proposal.note,
        "proposed_by": proposal.proposed_by,
        "proposed_at": proposal.proposed_at,
        "seen": proposal.seen,
    }
    connection.execute(insert(proposals).values(case_id=case_id, **values))


def remove_proposal(connection: Connection, case_id: int) -> None:
    """It is withdrawn; the journal keeps that it was there."""
    connection.execute(delete(proposals).where(_c.case_id == case_id))
