"""What specialists do with the queue: list it, look at a case, claim it for a while, give it back, resolve it.

Claims run on real time, because people do; everything else is on the occasion's business clock. What a decision causes
is handed in as `Consequences`; it happens in the same transaction as the resolution. Above the limits of its kind a
decision is only proposed, and carried out when somebody else takes the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.cases import major_units
from workers.exception_queue.kinds import CaseKind, only_closes, rule_of
from workers.exception_queue.rules.four_eyes import CAUTIOUS, needs_second_person
from workers.exception_queue.rules.priority import MOST_LATE_DAYS, PER_LATE_DAY, evaluate_priority
from workers.ledger.queue import cases
from workers.ledger.queue.cases import Case, HistoryLine
from workers.ledger.queue.decided import decided_alone
from workers.ledger.queue.proposals import (
    Proposal,
    add_proposal,
    digest_of,
    find_proposal,
    lock_proposal,
    remove_proposal,
)
from workers.ledger.queue.ranked import Lateness, Line, Place, Wanted, find_page
from workers.receivables.occasion import Occasion
from workers.receivables.people import is_same_person


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a person decided about a case, and why; ``seen`` is a digest of what that person saw, where it is known."""

    decision: str
    note: str = ""
    seen: str = ""


Consequence = Callable[[Connection, Case, Resolution, Occasion], None]
Consequences = Mapping[CaseKind, Consequence]
# By kind of case, up to which amount of a currency one person decides alone.
Limits = Mapping[str, Mapping[str, int]]
NO_LIMITS: Limits = {}
_NEXT_PAGE = 30


def list_cases(
    connection: Connection, business_now: datetime, *, kind: str | None = None, owner: str | None = None
) -> list[Case]:
    """The unresolved cases, the most urgent first; lateness raises a case, so ranks are of this moment."""
    ranked = [
        replace(case, priority=_priority_now(case, business_now))
        for case in cases.find_unresolved(connection, kind=kind, owner=owner)
    ]
    return sorted(ranked, key=lambda case: (case.priority, case.due_at, case.id))


def page_of_cases(
    connection: Connection, wanted: Wanted, business_now: datetime, *, after: Place | None, limit: int
) -> list[Line]:
    """The same ranking, a page at a time, for a queue of any length."""
    lateness = Lateness(PER_LATE_DAY, MOST_LATE_DAYS)
    return find_page(connection, wanted, business_now, lateness=lateness, after=after, limit=limit)


def next_free(
    connection: Connection, who: str, business_now: datetime, now: datetime, *, but_not: Collection[str] = ()
) -> int | None:
    """The most urgent case that nobody else is working on, and that does not wait for somebody else's word.

    ``but_not`` are the kinds about which this person may decide nothing: such a case would be the next one for ever.
    """
    return next(_free_cases(connection, who, business_now, now, but_not), None)


def claim_next(
    connection: Connection,
    occasion: Occasion,
    business_now: datetime,
    now: datetime,
    minutes: int,
    *,
    but_not: Collection[str] = (),
) -> Case | None:
    """Take the most urgent free case in one go: of many who ask at once, each gets another one."""
    for case_id in _free_cases(connection, occasion.actor, business_now, now, but_not):
        with suppress(UserError):  # somebody was faster
            return claim_case(connection, case_id, occasion, now, minutes)
    return None


def show_case(connection: Connection, case_id: int) -> tuple[Case, list[HistoryLine]]:
    """A case with its evidence, and what the journal says about it."""
    case = _known(connection, case_id)
    return case, cases.find_history(connection, case)


def claim_case(connection: Connection, case_id: int, occasion: Occasion, now: datetime, minutes: int) -> Case:
    """Take a case for ``minutes`` of real time; raises `UserError` while somebody else holds it."""
    before = _locked(connection, case_id)
    until = now + timedelta(minutes=minutes)
    if not cases.claim(connection, case_id, occasion.actor, now, until):
        raise UserError(_why_not(_known(connection, case_id)))
    taken_from = {"taken_from": before.claimed_by} if before.claimed_by not in (None, occasion.actor) else {}
    cases.record(connection, (case_id, before.account_id), "case.claimed", taken_from, occasion)
    return _known(connection, case_id)


def release_case(connection: Connection, case_id: int, occasion: Occasion) -> Case:
    """Give a claimed case back; raises `UserError` unless the occasion's actor holds it."""
    before = _locked(connection, case_id)
    if not cases.release(connection, case_id, occasion.actor):
        raise UserError(f"case {case_id} is not claimed by {occasion.actor}")
    cases.record(connection, (case_id, before.account_id), "case.released", {}, occasion)
    return _known(connection, case_id)


def resolve_case(
    connection: Connection,
    case_id: int,
    resolution: Resolution,
    *,
    occasion: Occasion,
    now: datetime,
    consequences: Consequences,
    limits: Limits = NO_LIMITS,
) -> Case:
    """Close a case with one of its kind's decisions and let the decision have its consequence.

    Above the kind's limit the first person only proposes: the case comes back unresolved. A consequence that fails
    takes the resolution back with it: the transaction is the caller's.
    """
    _locked(connection, case_id)
    proposal = lock_proposal(connection, case_id)
    before = _known(connection, case_id)
    allowed = rule_of(before.kind).decisions
    if resolution.decision not in allowed:
        raise UserError(f"a {before.kind} case takes {' or '.join(allowed)}, not {resolution.decision!r}")
    if before.state == "resolved":
        raise UserError(_why_not(before))
    if resolution.seen and resolution.seen != digest_of(before) and not only_closes(before.kind):
        raise UserError(f"case {case_id} has changed since you opened it: look at it anew, then decide")
    if proposal is not None:
        resolution = _agreed(before, proposal, resolution, occasion.actor)
    elif _is_beyond(connection, before, resolution.decision, limits.get(before.kind), occasion):
        return _propose(connection, before, resolution, occasion, now)
    if not cases.resolve(connection, case_id, (resolution.decision, resolution.note), occasion, now):
        raise UserError(_why_not(_known(connection, case_id)))
    data = {"kind": before.kind, "decision": resolution.decision}
    data |= {"proposed_by": proposal.proposed_by} if proposal else {}
    cases.record(connection, (case_id, before.account_id), "case.resolved", data, occasion)
    consequence = consequences.get(CaseKind(before.kind))
    if consequence is not None:
        consequence(connection, before, resolution, occasion)
    return _known(connection, case_id)


def _is_beyond(
    connection: Connection, case: Case, decision: str, alone_up_to: Mapping[str, int] | None, occasion: Occasion
) -> bool:
    """Whether the decision takes a second person, with what this one has decided alone of the account today."""
    amount, currency = case.amount_minor, case.currency
    if alone_up_to is None or case.account_id is None:
        return needs_second_person(decision, amount, currency, alone_up_to)
    decided = decided_alone(connection, case, occasion)
    before = sum(earlier for name, earlier in decided if name not in CAUTIOUS)
    return needs_second_person(decision, amount, currency, alone_up_to, before)


def proposal_of(connection: Connection, case: Case) -> Proposal | None:
    """What waits for a second person's word about a case."""
    return find_proposal(connection, case.id) if case.state != "resolved" else None


def withdraw_proposal(connection: Connection, case_id: int, occasion: Occasion) -> Case:
    """Take a proposal off a case: its author thought again, or the second person does not agree."""
    case = _locked(connection, case_id)
    proposal = lock_proposal(connection, case_id)
    if proposal is None or _known(connection, case_id).state == "resolved":
        raise UserError(f"nothing is proposed for case {case_id}")
    remove_proposal(connection, case_id)
    data = {"decision": proposal.decision, "proposed_by": proposal.proposed_by}
    cases.record(connection, (case_id, case.account_id), "case.proposal_withdrawn", data, occasion)
    return _known(connection, case_id)


def _propose(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion, now: datetime) -> Case:
    """Keep the decision for somebody else's eyes, and put the case down so that the other can take it up."""
    if not cases.claim(connection, case.id, occasion.actor, now, now):
        raise UserError(_why_not(case))
    cases.release(connection, case.id, occasion.actor)
    seen = digest_of(case)
    proposal = Proposal(resolution.decision, resolution.note, occasion.actor, occasion.at, seen)
    add_proposal(connection, case.id, proposal)
    data = {"kind": case.kind, "decision": resolution.decision, "seen": seen}
    cases.record(connection, (case.id, case.account_id), "case.proposed", data, occasion)
    return _known(connection, case.id)


def _agreed(case: Case, proposal: Proposal, resolution: Resolution, actor: str) -> Resolution:
    """The proposed decision, agreed to by somebody else who saw the same case; raises `UserError` for all else."""
    told = f"{proposal.proposed_by} proposed {proposal.decision} for case {case.id}"
    if resolution.decision != proposal.decision:
        raise UserError(f"{told}: agree by deciding the same, or withdraw the proposal")
    if is_same_person(actor, proposal.proposed_by):
        raise UserError(f"{told}: a second person has to agree, not the one who proposed it")
    if digest_of(case) != proposal.seen:
        raise UserError(f"{told}, but the case has changed since: withdraw the proposal and look at the case anew")
    return replace(resolution, note=resolution.note or proposal.note)


def _free_cases(
    connection: Connection, who: str, business_now: datetime, now: datetime, but_not: Collection[str]
) -> Iterator[int]:
    """The free cases, the most urgent first, read a page at a time."""
    after: Place | None = None
    while lines := page_of_cases(connection, Wanted(), business_now, after=after, limit=_NEXT_PAGE):
        yield from (line.place.id for line in lines if line.kind not in but_not and _is_free(line, who, now))
        after = lines[-1].place


def _is_free(line: Line, who: str, now: datetime) -> bool:
    held = line.claimed_by not in (None, who) and (line.lease_until is None or line.lease_until > now)
    return not held and (line.proposed_by is None or not is_same_person(line.proposed_by, who))


def _priority_now(case: Case, business_now: datetime) -> int:
    days_late = (business_now - case.due_at).days
    return evaluate_priority(rule_of(case.kind).weight, major_units(case.amount_minor, case.currency), days_late)


def _known(connection: Connection, case_id: int) -> Case:
    case = cases.find_case(connection, case_id)
    if case is None:
        raise UserError(f"there is no case {case_id}: see `collectbot exceptions list`")
    return case


def _locked(connection: Connection, case_id: int) -> Case:
    case = _known(connection, case_id)
    cases.lock_account_of(connection, case.account_id)
    return case


def _why_not(case: Case) -> str:
    if case.state == "resolved":
        return f"case {case.id} was resolved by {case.resolved_by} as {case.decision}"
    until = f"{case.lease_until:%Y-%m-%d %H:%M} UTC" if case.lease_until else "it is released"
    return f"case {case.id} is claimed by {case.claimed_by} until {until}"
