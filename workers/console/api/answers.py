"""What the API answers, as types: they are its OpenAPI document too. Amounts are in minor units with a currency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workers.ledger.book.account_page import AccountHead, AgedItem, AgedSum
from workers.ledger.operations.morning_figures import Morning
from workers.ledger.queue.cases import Case
from workers.ledger.queue.proposals import Proposal, digest_of
from workers.ledger.queue.ranked import Line


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A case as the queue lists it."""

    id: int
    kind: str
    reason: str
    account_id: int | None
    customer_name: str | None
    currency: str | None
    amount_minor: int | None
    owner: str
    due_at: datetime
    claimed_by: str | None
    proposed_by: str | None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Cases, the most urgent first; ``after`` asks for those that follow, and is empty at the end."""

    cases: list[QueueLine]
    after: str


@dataclass(frozen=True, slots=True)
class ProposedDecision:
    """What waits for a second person's agreement."""

    decision: str
    note: str
    proposed_by: str
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """A case with its evidence, what may be decided, and what is proposed; ``seen`` names it as it stands."""

    id: int
    kind: str
    reason: str
    account_id: int | None
    customer_id: str | None
    currency: str | None
    amount_minor: int | None
    owner: str
    state: str
    due_at: datetime
    suggestion: str
    evidence: dict[str, Any]
    decisions: list[str]
    claimed_by: str | None
    decision: str | None
    resolved_by: str | None
    note: str
    proposal: ProposedDecision | None
    seen: str


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """An account: whose it is, what is open of each currency by age, and its cash on account."""

    head: AccountHead
    sums: list[AgedSum]
    on_account: dict[str, int]
    open_cases: list[int]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """Open items, the oldest first; ``after`` asks for those that follow, and is empty at the end."""

    items: list[AgedItem]
    after: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The figures of the last morning that was taken, and how many cases wait by kind."""

    figures_of: date | None
    morning: Morning | None
    waiting: dict[str, int]


def queue_line(line: Line) -> QueueLine:
    """A line of the queue."""
    names = [name for name in QueueLine.__dataclass_fields__ if name not in ("id", "due_at")]
    return QueueLine(id=line.place.id, due_at=line.place.due_at, **{name: getattr(line, name) for name in names})


def case_detail(case: Case, decisions: tuple[str, ...], proposal: Proposal | None) -> CaseDetail:
    """A case."""
    own = {"evidence", "decisions", "proposal", "seen"}
    known = {name: getattr(case, name) for name in CaseDetail.__dataclass_fields__ if name not in own}
    waiting = None
    if proposal is not None:
        waiting = ProposedDecision(proposal.decision, proposal.note, proposal.proposed_by, proposal.proposed_at)
    evidence, seen = dict(case.evidence), digest_of(case)
    return CaseDetail(**known, evidence=evidence, decisions=list(decisions), proposal=waiting, seen=seen)
