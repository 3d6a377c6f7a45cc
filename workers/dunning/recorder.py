"""Recording what a dunning run decided: notices, episodes, hints, journal and cases, batch by batch.

Must not decide: it writes the verdicts it is given, under the versions of the facts they were made from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import msgspec

from workers.dunning.decisions import Decision, EpisodeOver, NoContact, NoticeDue, Undecided
from workers.dunning.notice import NO_HISTORY, Composer, Due, journalled
from workers.dunning.release import Going
from workers.dunning.rules.clock import latest_due
from workers.dunning.rules.look_again import look_again_on
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.parking import park_accounts
from workers.ledger.book.charge_history import load_charge_histories
from workers.ledger.book.standings import Dossier
from workers.ledger.outgoing.notices import AccountPlan, NewNotice, record_plans
from workers.ledger.unit_of_work import Ledger
from workers.policy.ladder import Ladder
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.charge import ChargeHistory
from workers.receivables.occasion import Occasion
from workers.receivables.standing import Standing

# A message that waits for a person is planned, but for an instant that never comes.
PARKED_UNTIL = datetime(9999, 12, 31, tzinfo=UTC)


class Verdict(msgspec.Struct, frozen=True):
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

    @classmethod
    def of_parts(cls, parts: Iterable[Mapping[str, Any]]) -> RunResult:
        """The whole of what several workers did, from their records."""
        whole = cls()
        for part in parts:
            whole.accounts += part["accounts"]
            whole.notices += part["notices"]
            whole.messages += part["messages"]
            whole.changed_meanwhile += part["changed_meanwhile"]
            whole.decisions.update(part["decisions"])
        return whole


def ladders_of(policy: PolicySet) -> dict[str, Ladder]:
    """The ladder of every segment."""
    return {segment.name: policy.ladders[segment.ladder] for segment in policy.robot.segments}


class Recorder:
    """Records the batches of one run, or of one worker's part in it, each in one transaction."""

    def __init__(self, ledger: Ledger, policy: PolicySet, occasion: Occasion, going: Going) -> None:
        self.ledger, self.policy, self.occasion, self.going = ledger, policy, occasion, going
        self.composer = Composer(policy)
        self.ladders = ladders_of(policy)
        self.result = RunResult()

    def record(self, verdicts: Sequence[Verdict]) -> None:
        by_account: dict[int, list[Verdict]] = {}
        for verdict in verdicts:
            by_account.setdefault(verdict.dossier.account_id, []).append(verdict)
        histories = self._charge_histories(verdicts)
        plans, broken = self._account_plans(by_account, histories)
        with self.ledger.write() as connection:
            changed = record_plans(connection, plans, self.occasion)
            for verdict in verdicts:
                if isinstance(verdict.decision, NoContact) and verdict.dossier.account_id not in changed:
                    case = self._no_contact(verdict, verdict.decision.level)
                    open_case(connection, case, self.occasion, queue_policy(self.policy.robot))
        if broken:
            self._park(broken)
        self._count(verdicts, [plan for plan in plans if plan.account_id not in changed], len(changed))

    def _account_plans(
        self, by_account: Mapping[int, list[Verdict]], histories: Mapping[int, ChargeHistory]
    ) -> tuple[list[AccountPlan], dict[int, str]]:
        """The plan of each account, or why there is none: one that cannot be planned stops no other."""
        plans, broken = [], {}
        for account_id, group in by_account.items():
            if undecided := [v.decision.reason for v in group if isinstance(v.decision, Undecided)]:
                broken[account_id] = undecided[0]
                continue
            try:
                plans.append(self._account_plan(group, histories))
            except Exception as error:
                broken[account_id] = f"{type(error).__name__}: {error}"
        return plans, broken

    def _park(self, broken: Mapping[int, str]) -> None:
        """Leave these accounts alone until a person has looked."""
        queue = queue_policy(self.policy.robot)
        with self.ledger.write() as connection:
            for account_id, why in sorted(broken.items()):
                case = _unplannable(account_id, why)
                park_accounts(connection, case, [account_id], occasion=self.occasion, policy=queue)

    def _charge_histories(self, verdicts: Sequence[Verdict]) -> dict[int, ChargeHistory]:
        """What was paid on, and charged for, the items of the accounts whose notices charge something."""
        due = [(v.dossier.account_id, v.decision, v.standing) for v in verdicts]
        charged = {
            account
            for account, decision, standing in due
            if isinstance(decision, NoticeDue) and self.ladders[standing.segment].level(decision.level).charge
        }
        if not charged:
            return {}
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
            ended=tuple([v.standing.currency for v in group if isinstance(v.decision, EpisodeOver)]),
            journalled=tuple([entry for verdict in group if (entry := self._journalled(verdict)) is not None]),
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

    def _journalled(self, verdict: Verdict) -> tuple[str, str] | None:
        """Only what changes something is journalled: waiting is derived anew on every run."""
        silent = self.going.modes.of(verdict.standing.segment).silent
        match verdict.decision:
            case NoticeDue():
                kind = "dunning.shadow" if silent else "dunning.notice_planned"
            case EpisodeOver():
                kind = "dunning.episode_over"
            case _:
                return None
        ladder_hash = self.ladders[verdict.standing.segment].hash
        return kind, journalled(verdict.standing, verdict.decision, ladder_hash, self.occasion.business_date)

    def _no_contact(self, verdict: Verdict, level: int) -> NewCase:
        """A case about what a notice of that level would list."""
        standing, ladder = verdict.standing, self.ladders[verdict.standing.segment]
        latest = latest_due(ladder.level(level), ladder, self.occasion.business_date, standing.country)
        return NewCase(
            CaseKind.NO_CONTACT,
            f"account:{standing.account_id}:{standing.currency}",
            f"level {level} is due, but no contact of its roles can be reached",
            account_id=standing.account_id,
            currency=standing.currency,
            amount_minor=sum([item.dunnable for item in standing.items if item.due_date <= latest]),
            evidence={"level": level, "customer": verdict.dossier.customer.id},
        )

    def _count(self, verdicts: Sequence[Verdict], recorded: Sequence[AccountPlan], changed: int) -> None:
        self.result.accounts += len(recorded)
        self.result.changed_meanwhile += changed
        self.result.decisions.update(type(verdict.decision).__name__ for verdict in verdicts)
        for notice in (notice for plan in recorded for notice in plan.notices):
            self.result.notices += 1
            self.result.messages += len(notice.messages)
            self.going.notices += 1


def _unplannable(account_id: int, why: str) -> NewCase:
    return NewCase(
        CaseKind.INVARIANT,
        f"dunning:{account_id}",
        f"the account cannot be dunned: {why}",
        account_id=account_id,
    )
