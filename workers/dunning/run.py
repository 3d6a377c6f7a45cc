"""The dunning run: scan what is due, decide on a snapshot, record in batches under the facts that were read.

`plan` says what a run would do; `run` records it. Neither sends anything: the outbox does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from workers.dunning.decisions import Decision, EpisodeOver, NoContact, NoticeDue
from workers.dunning.notice import Due, compose_notice, journalled
from workers.dunning.release import Going, Modes, finish_run, start_run
from workers.dunning.rules.evaluation import evaluate_account
from workers.dunning.rules.look_again import look_again_on
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger import policy_versions
from workers.ledger.notices import AccountPlan, NewNotice, last_episode_numbers, record_plans
from workers.ledger.standings import Dossier, Scan, due_accounts, load_dossiers
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.occasion import Occasion
from workers.receivables.standing import Standing

BATCH = 1000
# A message that waits for a person is planned, but for an instant that never comes.
PARKED_UNTIL = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One account in one currency, what was decided of it, and the number of the episode it is in."""

    dossier: Dossier
    standing: Standing
    decision: Decision
    episode: int


@dataclass(slots=True)
class RunResult:
    """What a run did: accounts looked at, notices and messages recorded, decisions by name."""

    accounts: int = 0
    notices: int = 0
    messages: int = 0
    changed_meanwhile: int = 0
    parked: str = ""
    decisions: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, object]:
        """What the record of the day's run keeps (`asdict` cannot copy a Counter)."""
        return {name: getattr(self, name) for name in self.__slots__} | {"decisions": dict(self.decisions)}


def plan(ledger: Ledger, policy: PolicySet, as_of: date, *, everything: bool = True) -> Iterator[Verdict]:
    """What a run on ``as_of`` would decide, account by account; writes nothing."""
    for verdicts in _decide_in_batches(ledger, policy, as_of, everything):
        yield from verdicts


def run(
    ledger: Ledger,
    policy: PolicySet,
    occasion: Occasion,
    *,
    everything: bool = False,
    on_recorded: Callable[[Sequence[Verdict]], None] = lambda verdicts: None,
) -> RunResult:
    """Decide and record the run of ``occasion``'s business date; running it again records only what is new.

    ``everything`` looks past the stored hints. The day's notices may leave only when the whole run is recorded.
    ``on_recorded`` is told of every batch, for progress and print.
    """
    with ledger.write() as connection:
        policy_versions.record(connection, policy.hash, policy.canonical_json(), occasion.at)
        going = start_run(connection, policy, occasion)
    result = RunResult()
    for verdicts in _decide_in_batches(ledger, policy, occasion.business_date, everything):
        _record(ledger, policy, occasion, going, verdicts, result)
        on_recorded(verdicts)
    with ledger.write() as connection:
        result.parked = finish_run(connection, policy, occasion, going)
    return result


def _decide_in_batches(ledger: Ledger, policy: PolicySet, as_of: date, everything: bool) -> Iterator[list[Verdict]]:
    first_offset = min(ladder.levels[0].days_after_due for ladder in policy.ladders.values())
    scan = Scan(as_of, as_of + timedelta(days=max(-first_offset, 0)), policy.hash, everything)
    after_id = 0
    while True:
        with ledger.read() as connection:
            ids = due_accounts(connection, scan, after_id, BATCH)
            dossiers = load_dossiers(connection, ids, as_of, lambda customer: policy.segment_of(customer).name)
            verdicts = list(_decide(connection, policy, as_of, dossiers))
        if not ids:
            return
        yield verdicts
        after_id = ids[-1]


def _decide(connection: Connection, policy: PolicySet, as_of: date, dossiers: list[Dossier]) -> Iterator[Verdict]:
    ladders = {segment.name: policy.ladders[segment.ladder] for segment in policy.robot.segments}
    known = last_episode_numbers(connection, [d.account_id for d in dossiers])
    for dossier in dossiers:
        for standing in dossier.standings:
            decision = evaluate_account(standing, ladders[standing.segment], as_of)
            number = standing.episode or known.get((dossier.account_id, standing.currency), 0) + 1
            yield Verdict(dossier, standing, decision, number)


def _record(
    ledger: Ledger, policy: PolicySet, occasion: Occasion, going: Going, verdicts: list[Verdict], result: RunResult
) -> None:
    """Record one batch in one transaction."""
    by_account: dict[int, list[Verdict]] = {}
    for verdict in verdicts:
        by_account.setdefault(verdict.dossier.account_id, []).append(verdict)
    plans = [_account_plan(policy, occasion, going.modes, group) for group in by_account.values()]
    with ledger.write() as connection:
        changed = record_plans(connection, plans, occasion)
        for verdict in verdicts:
            if isinstance(verdict.decision, NoContact) and verdict.dossier.account_id not in changed:
                open_case(connection, _no_contact(verdict), occasion, queue_policy(policy.robot))
    recorded = [plan for plan in plans if plan.account_id not in changed]
    result.accounts += len(recorded)
    result.changed_meanwhile += len(changed)
    result.decisions.update(type(verdict.decision).__name__ for verdict in verdicts)
    for notice in (notice for plan in recorded for notice in plan.notices):
        result.notices += 1
        result.messages += len(notice.messages)
        going.count(notice)


def _account_plan(policy: PolicySet, occasion: Occasion, modes: Modes, group: list[Verdict]) -> AccountPlan:
    dossier, as_of = group[0].dossier, occasion.business_date
    notices: list[NewNotice] = []
    entries: list[tuple[str, Mapping[str, object]]] = []
    numbers: dict[str, int] = {}
    for verdict in group:
        ladder = policy.ladder_of(dossier.customer)
        if isinstance(verdict.decision, NoticeDue):
            mode = modes.of(verdict.standing.segment)
            kept = journalled(verdict.standing, verdict.decision, ladder.hash, as_of)
            entries.append(("dunning.shadow" if mode.silent else "dunning.notice_planned", kept))
            if not mode.silent:
                level = ladder.level(verdict.decision.level)
                due = Due(dossier, verdict.standing, verdict.decision, level, verdict.episode, as_of)
                not_before = PARKED_UNTIL if mode.waits else occasion.at
                notices.append(compose_notice(due, policy, not_before, mode.reason))
                numbers[verdict.standing.currency] = verdict.episode
        elif isinstance(verdict.decision, EpisodeOver):
            kept = journalled(verdict.standing, verdict.decision, ladder.hash, as_of)
            entries.append(("dunning.episode_over", kept))
    return AccountPlan(
        account_id=dossier.account_id,
        entity=dossier.entity,
        version=dossier.version,
        journal_seq=dossier.journal_seq,
        look_again_on=look_again_on([(v.standing, v.decision) for v in group], as_of),
        notices=tuple(notices),
        ended=tuple(v.standing.currency for v in group if isinstance(v.decision, EpisodeOver)),
        journalled=tuple(entries),
        numbers=numbers,
    )


def _no_contact(verdict: Verdict) -> NewCase:
    standing, level = verdict.standing, getattr(verdict.decision, "level", 0)
    overdue = sum(item.dunnable for item in standing.items)
    return NewCase(
        CaseKind.NO_CONTACT,
        f"account:{standing.account_id}:{standing.currency}",
        f"level {level} is due, but no contact of its roles can be reached",
        account_id=standing.account_id,
        currency=standing.currency,
        amount_minor=overdue,
        evidence={"level": level, "customer": verdict.dossier.customer.id},
    )
