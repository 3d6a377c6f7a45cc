"""The calls to make today, the most valuable first: ranked on today's facts, and without those no longer to be made.

Must not open a task, nor close one that may still be worth a call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from workers.exception_queue.cases import major_units
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.rules.call_score import CallFacts, score_call
from workers.ledger.book.pauses import with_pauses
from workers.ledger.book.standings import Dossier, load_dossiers
from workers.ledger.outgoing.messages import listed_items
from workers.ledger.queue import calls, cases
from workers.ledger.queue.cases import Case
from workers.policy.covering import Reached, rest_over, who_is_contacted
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.receivables.open_item import days_overdue
from workers.receivables.standing import Standing


@dataclass(frozen=True, slots=True)
class Call:
    """One call to make: what is still asked for, and what its place in the list rests on."""

    case: Case
    phone: str
    amount_minor: int
    days_late: int
    broken_promises: int
    calls_made: int
    score: int


def calls_to_make(connection: Connection, policy: PolicySet, occasion: Occasion) -> list[Call]:
    """What may be called about on the occasion's business date, in an order that the facts alone decide.

    Left out is what is paid, held, paused, stopped or placed by now, what has to wait for another day, whom we called
    as often as we may, and with whom we spoke so lately that a law asks for rest.
    """
    tasks = [
        case
        for case in cases.find_unresolved(connection, kind=CaseKind.CALL_TASK)
        if date.fromisoformat(case.evidence["call_on"]) <= occasion.business_date
    ]
    if not tasks:
        return []
    facts = _Calls(connection, policy, occasion, tasks)
    found = [call for case in tasks if (call := facts.about(case)) is not None]
    return sorted(found, key=lambda call: (-call.score, call.case.id))


def clear_settled_calls(connection: Connection, policy: PolicySet, occasion: Occasion) -> list[int]:
    """Take back the tasks of which nothing listed is open any more; returns their ids. A claimed one stays."""
    tasks = cases.find_unresolved(connection, kind=CaseKind.CALL_TASK)
    if not tasks:
        return []
    facts = _Calls(connection, policy, occasion, tasks)
    settled = [case for case in tasks if facts.is_settled(case)]
    why = "settled before the call"
    return [
        cleared
        for case in settled
        for cleared in clear_cases(connection, [CaseKind.CALL_TASK], case.subject, why, occasion)
    ]


class _Calls:
    """The facts of a batch of tasks, loaded at once."""

    def __init__(self, connection: Connection, policy: PolicySet, occasion: Occasion, tasks: list[Case]) -> None:
        self.weights, self.today = policy.robot.call_tasks, occasion.business_date
        self.policy, self.now = policy, occasion.at
        ids = sorted({case.account_id for case in tasks if case.account_id is not None})
        found = load_dossiers(connection, ids, self.today, lambda customer: policy.segment_of(customer).name)
        dossiers = with_pauses(found, policy, self.today)
        self.dossiers: Mapping[int, Dossier] = {dossier.account_id: dossier for dossier in dossiers}
        self.listed = listed_items(connection, [case.evidence["message"] for case in tasks])
        self.broken = calls.broken_promises(connection, ids)
        self.conversations = calls.conversations(connection, ids, occasion.at)
        self.made = calls.calls_made(connection, ids, occasion.at - timedelta(days=self.weights.in_days))

    def is_settled(self, case: Case) -> bool:
        """Whether no item that the notice listed is open."""
        still_open = self.dossiers[case.account_id or 0].items
        return not any(item in still_open for item, _ in self.listed.get(case.evidence["message"], ()))

    def about(self, case: Case) -> Call | None:
        # A call is about a debt.
        assert case.account_id is not None
        assert case.currency is not None
        told = case.evidence
        made = self.made[told["contact"], case.account_id, case.currency]
        standing = _callable(self.dossiers[case.account_id], case.currency, told["contact"])
        if standing is None or made >= self.weights.at_most or self._spoken_lately(case):
            return None
        dunnable = {item.id: item.dunnable for item in standing.items}
        still = {item: min(asked, dunnable.get(item, 0)) for item, asked in self.listed.get(told["message"], ())}
        amount = sum(still.values()) - standing.credit
        if amount <= 0:
            return None
        oldest = min(item.due_date for item in standing.items if still.get(item.id))
        late, broken = days_overdue(oldest, self.today), self.broken[case.account_id, case.currency]
        worth = major_units(amount, case.currency) or 0
        facts = CallFacts(worth, case.currency, late, broken, made, standing.segment)
        return Call(case, told["phone"], amount, late, broken, made, score_call(facts, self.weights))

    def _spoken_lately(self, case: Case) -> bool:
        told, dossier = case.evidence, self.dossiers[case.account_id or 0]
        conversed_at = self.conversations.get((told["contact"], dossier.account_id, case.currency or ""))
        if conversed_at is None:
            return False
        postal = next((one.postal_address for one in dossier.contacts if one.id == told["contact"]), "")
        called = Reached("call", told["phone"], postal)
        who = who_is_contacted(dossier.customer, self.policy.robot.entity(dossier.entity), called)
        free = rest_over(conversed_at, self.policy.packs_for(who, self.today))
        return free is not None and self.now < free


def _callable(dossier: Dossier, currency: str, contact_id: int) -> Standing | None:
    """The standing, unless something or somebody says that this person is not to be called about it."""
    standing = next((each for each in dossier.standings if each.currency == currency), None)
    if standing is None or standing.stop or standing.hold or standing.parked:
        return None
    reached = any(each.contact_id == contact_id and "call" in each.channels for each in standing.reach)
    return standing if reached else None
