"""The dunning run: scan what is due, decide on a snapshot, record in batches under the facts that were read.

`plan` says what a run would do; `run` records it. Neither sends anything: the outbox does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from workers.dunning.decisions import Decision, EpisodeOver, NoContact, NoticeDue
from workers.dunning.notice import NO_HISTORY, Composer, Due, journalled
from workers.dunning.promises import judge_promises
from workers.dunning.release import Going, finish_run, start_run
from workers.dunning.rules.evaluation import evaluate_account
from workers.dunning.rules.look_again import look_again_on
from workers.dunning.scan import Reader, scan_of
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.charge_history import load_charge_histories
from workers.ledger.book.standings import Dossier, collector_paused, due_accounts
from workers.ledger.book.stops import lift_ended_stops
from workers.ledger.operations import policy_versions
from workers.ledger.outgoing.notices import AccountPlan, NewNotice, last_episode_numbers, record_plans
from workers.ledger.unit_of_work import Ledger
from workers.policy.ladder import Ladder
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.charge import ChargeHistory
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
    judge_promises(ledger, policy, occasion)
    with ledger.write() as connection:
        policy_versions.record(connection, policy.hash, policy.canonical_json(), occasion.at)
        lift_ended_stops(connection, occasion)
        going = start_run(connection, policy, occasion)
    recorder = _Recorder(ledger, policy, occasion, going)
    with collector_paused():
        for verdicts in _decide_in_batches(ledger, policy, occasion.business_date, everything):
            recorder.record(verdicts)
            on_recorded(verdicts)
    with ledger.write() as connection:
        recorder.result.parked = finish_run(connection, policy, occasion, going)
    return recorder.result


def _decide_in_batches(ledger: Ledger, policy: PolicySet, as_of: date, everything: bool) -> Iterator[list[Verdict]]:
    scan, reader = scan_of(policy, as_of, everything=everything), Reader(policy, as_of)
    after_id = 0
    while True:
        with ledger.read() as connection:
            ids = due_accounts(connection, scan, after_id, BATCH)
            verdicts = list(_decide(connection, policy, as_of, reader.dossiers(connection, ids)))
        if not ids:
            return
        yield verdicts
        after_id = ids[-1]


def _decide(connection: Connection, policy: PolicySet, as_of: date, dossiers: list[Dossier]) -> Iterator[Verdict]:
    ladders = _ladders(policy)
    known = last_episode_numbers(connection, [d.account_id for d in dossiers])
    for dossier in dossiers:
        for standing in dossier.standings:
            decision = evaluate_account(standing, ladders[standing.segment], as_of)
            number = standing.episode or known.get((dossier.account_id, standing.currency), 0) + 1
            yield Verdict(dossier, standing, decision, number)


def _ladders(policy: PolicySet) -> dict[str, Ladder]:
    return {segment.name: policy.ladders[segment.ladder] for segment in policy.robot.segments}


class _Recorder:
    """Records the batches of one run, each in one transaction."""

    def __init__(self, ledger: Ledger, policy: PolicySet, occasion: Occasion, going: Going) -> None:
        self.ledger, self.policy, self.occasion, self.going = ledger, policy, occasion, going
        self.composer = Composer(policy)
        self.ladders = _ladders(policy)
        self.result = RunResult()

    def record(self, verdicts: Sequence[Verdict]) -> None:
        by_account: dict[int, list[Verdict]] = {}
        for verdict in verdicts:
            by_account.setdefault(verdict.dossier.account_id, []).append(verdict)
        histories = self._charge_histories(verdicts)
        plans = [self._account_plan(group, histories) for group in by_account.values()]
        with self.ledger.write() as connection:
            changed = record_plans(connection, plans, self.occasion)
            for verdict in verdicts:
                if isinstance(verdict.decision, NoContact) and verdict.dossier.account_id not in changed:
                    open_case(connection, _no_contact(verdict), self.occasion, queue_policy(self.policy.robot))
        self._count(verdicts, [plan for plan in plans if plan.account_id not in changed], len(changed))

    def _charge_histories(self, verdicts: Sequence[Verdict]) -> dict[int, ChargeHistory]:
        """What was paid on, and charged for, the items of the accounts whose notices charge something."""
        due = [(v.dossier.account_id, v.decision, v.standing) for v in verdicts]
        charged = {
            account
            for account, decision, standing in due
            if isinstance(decision, NoticeDue) and self.ladders[standing.segment].level(decision.level).charge
        }
        freezing, on = self.policy.rates.freezing_stops, self.occasion.business_date
        with self.ledger.read() as connection:
            return load_charge_histories(connection, charged, freezing, on)

    def _account_plan(self, group: list[Verdict], histories: Mapping[int, ChargeHistory]) -> AccountPlan:
        dossier, as_of = group[0].dossier, self.occasion.business_date
        notices = [notice for verdict in group if (notice := self._notice(verdict, histories)) is not None]
        return AccountPlan(
            account_id=dossier.account_id,
            entity=dossier.entity,
            version=dossier.version,
            journal_seq=dossier.journal_seq,
            look_again_on=look_again_on([(v.standing, v.decision) for v in group], as_of),
            notices=tuple(notices),
            ended=tuple(v.standing.currency for v in group if isinstance(v.decision, EpisodeOver)),
            journalled=tuple(entry for verdict in group for entry in self._journalled(verdict)),
            numbers={v.standing.currency: v.episode for v in group},
        )

    def _notice(self, verdict: Verdict, histories: Mapping[int, ChargeHistory]) -> NewNotice | None:
        """The notice of a verdict; a silent segment gets none."""
        decision, segment = verdict.decision, verdict.standing.segment
        mode = self.going.modes.of(segment)
        if mode.silent or not isinstance(decision, NoticeDue):
            return None
        ladder, on = self.ladders[segment], self.occasion.business_date
        history = histories.get(verdict.dossier.account_id, NO_HISTORY)
        due = Due(verdict.dossier, verdict.standing, decision, ladder, verdict.episode, on, history)
        waits_for = self.going.waits_for(segment, due.level)
        return self.composer.compose(due, PARKED_UNTIL if waits_for else self.occasion.at, waits_for or "due")

    def _journalled(self, verdict: Verdict) -> Iterator[tuple[str, Mapping[str, object]]]:
        """Only what changes something is journalled: waiting is derived anew on every run."""
        silent = self.going.modes.of(verdict.standing.segment).silent
        match verdict.decision:
            case NoticeDue():
                kind = "dunning.shadow" if silent else "dunning.notice_planned"
            case EpisodeOver():
                kind = "dunning.episode_over"
            case _:
                return
        ladder_hash = self.ladders[verdict.standing.segment].hash
        yield kind, journalled(verdict.standing, verdict.decision, ladder_hash, self.occasion.business_date)

    def _count(self, verdicts: Sequence[Verdict], recorded: Sequence[AccountPlan], changed: int) -> None:
        self.result.accounts += len(recorded)
        self.result.changed_meanwhile += changed
        self.result.decisions.update(type(verdict.decision).__name__ for verdict in verdicts)
        for notice in (notice for plan in recorded for notice in plan.notices):
            self.result.notices += 1
            self.result.messages += len(notice.messages)
            self.going.notices += 1


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
