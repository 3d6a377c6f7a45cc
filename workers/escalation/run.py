"""The escalation run: who could be placed with an agency, proposed to a person, at most so many a day.

Places nobody: a person approves every proposal (`approval`), and the outbox hands the file over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from workers.escalation.candidates import load_candidates
from workers.escalation.facts import Candidate
from workers.escalation.rules.eligibility import Eligibility, evaluate_eligibility
from workers.escalation.rules.left_over import left_over
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.operations import policy_versions
from workers.ledger.queue import cases, placeable, placements
from workers.ledger.unit_of_work import Ledger
from workers.policy.bounds import most_of_day
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion

BATCH = 500


@dataclass(slots=True)
class EscalationResult:
    """What a run did: accounts looked at, placements proposed, and how often each precondition was missed."""

    looked_at: int = 0
    proposed: int = 0
    parked: str = ""
    missed: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, object]:
        """What the record of the day's run keeps (`asdict` cannot copy a Counter)."""
        return {name: getattr(self, name) for name in self.__slots__} | {"missed": dict(self.missed)}


def plan_placements(ledger: Ledger, policy: PolicySet, as_of: date) -> Iterator[tuple[Candidate, Eligibility]]:
    """Every account and currency that had its final notice, with all preconditions; writes nothing."""
    after_id = 0
    while True:
        with ledger.read() as connection:
            ids = placeable.accounts_with_final_notice(connection, as_of, after_id, BATCH)
            candidates = load_candidates(connection, policy, ids, as_of) if ids else []
        for candidate in candidates:
            yield candidate, evaluate(policy, candidate, as_of)
        if not ids:
            return
        after_id = ids[-1]


def run(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> EscalationResult:
    """Propose what is eligible today; over the day's bound nothing is proposed, and a person decides about the run."""
    result, eligible = EscalationResult(), []
    for candidate, verdict in plan_placements(ledger, policy, occasion.business_date):
        result.looked_at += 1
        result.missed.update(verdict.missed)
        if verdict.eligible:
            eligible.append(candidate)
        _ask_about_left_over(ledger, policy, occasion, candidate)
    if not eligible:
        return result
    with ledger.write() as connection:
        policy_versions.record(connection, policy.hash, policy.canonical_json(), occasion.at)
        result.parked = _park_over_bound(connection, policy, occasion, eligible)
    if not result.parked:
        for candidate in eligible:
            with ledger.write(candidate.account_id) as connection:
                result.proposed += propose(connection, policy, candidate.account_id, candidate.currency, occasion)
    return result


def evaluate(policy: PolicySet, candidate: Candidate, as_of: date) -> Eligibility:
    """The verdict under the ladder of the candidate's segment."""
    return evaluate_eligibility(candidate, policy.ladder_of(candidate.customer), policy.agencies, as_of)


def propose(connection: Connection, policy: PolicySet, account_id: int, currency: str, occasion: Occasion) -> bool:
    """Judge one account again under its lock, and propose it; False when it is no longer eligible."""
    as_of = occasion.business_date
    found = load_candidates(connection, policy, [account_id], as_of)
    candidate = next((one for one in found if one.currency == currency), None)
    if candidate is None:
        return False
    verdict = evaluate(policy, candidate, as_of)
    if not verdict.eligible or verdict.agency is None:
        return False
    new = placements.NewPlacement(
        entity=candidate.entity,
        account_id=account_id,
        currency=currency,
        episode_id=candidate.episode_id,
        agency=verdict.agency,
        items=tuple((item.id, item.open) for item in verdict.items),
    )
    placement_id = placements.propose(connection, new, occasion)
    case = _approval_case(policy, placement_id, candidate, verdict)
    open_case(connection, case, occasion, queue_policy(policy.robot))
    return True


def _ask_about_left_over(ledger: Ledger, policy: PolicySet, occasion: Occasion, candidate: Candidate) -> None:
    """Debt that no rung and no agency will ever reach is a person's; asked once, until more is left over."""
    items = left_over(candidate, policy.ladder_of(candidate.customer), occasion.business_date)
    if not items:
        return
    total = Money(sum(item.open for item in items), candidate.currency)
    case = NewCase(
        CaseKind.LADDER_EXHAUSTED,
        f"episode:{candidate.account_id}:{candidate.currency}:{candidate.episode}:{max(item.id for item in items)}",
        f"{len(items)} items, {total}, stood in no final notice, and this episode's ladder is exhausted",
        account_id=candidate.account_id,
        currency=candidate.currency,
        amount_minor=total.minor,
        evidence={"items": [[item.document_number, item.open, f"{item.due_date}"] for item in items]},
    )
    with ledger.write(candidate.account_id) as connection:
        if not cases.was_asked(connection, case.kind, case.subject):
            open_case(connection, case, occasion, queue_policy(policy.robot))


def _approval_case(policy: PolicySet, placement_id: int, candidate: Candidate, verdict: Eligibility) -> NewCase:
    agency = policy.agencies[verdict.agency or ""]
    reason = f"{len(verdict.items)} items, {verdict.balance}, ready for {agency.name}: all preconditions are met"
    return NewCase(
        CaseKind.PLACEMENT_APPROVAL,
        f"placement:{candidate.account_id}:{candidate.currency}:{candidate.episode}",
        reason,
        account_id=candidate.account_id,
        currency=candidate.currency,
        amount_minor=verdict.balance.minor,
        evidence={
            "placement": placement_id,
            "agency": verdict.agency,
            "commission_percent": str(agency.commission_percent),
            "items": [[item.document_number, item.open, f"{item.final_notice_on}"] for item in verdict.items],
            "checks": [[check.name, check.met, check.detail] for check in verdict.checks],
        },
    )


def _park_over_bound(connection: Connection, policy: PolicySet, occasion: Occasion, eligible: list[Candidate]) -> str:
    bounds, today = policy.robot.bounds, occasion.business_date
    recent = placeable.proposals_per_day(connection, today, bounds.median_days)
    most = most_of_day(bounds.placements, recent)
    wanted = placeable.proposals_on(connection, today) + len(eligible)
    if wanted <= most:
        return ""
    reason = f"{wanted} placements on {today}, at most {most} are proposed without a person"
    accounts = [[candidate.account_id, candidate.currency] for candidate in eligible]
    evidence = {"placements": wanted, "limit": most, "recent_days": recent, "accounts": accounts}
    case = NewCase(CaseKind.BOUNDS_EXCEEDED, f"placements:{today}", reason, evidence=evidence)
    open_case(connection, case, occasion, queue_policy(policy.robot))
    return reason
