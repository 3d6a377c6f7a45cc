"""The day loop of a trial: every morning the evaluator, all day the gate, over one batch of neighbours. Pure.

Calls the evaluator and the gate of the robot itself; must not know any rule of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from heapq import heapify, heappop, heappush
from zoneinfo import ZoneInfo

from workers.dunning.decisions import Decision, EpisodeOver, NoContact, NoticeDue, ReadyForPlacement
from workers.dunning.notice import Due
from workers.dunning.rules.evaluation import evaluate_account
from workers.dunning.rules.look_again import look_again_on
from workers.dunning.scan import remembering
from workers.dunning.simulate.climber import Climber, Pending
from workers.dunning.simulate.trial import Happened, Notice, Trial
from workers.ledger.book.pauses import with_pauses
from workers.ledger.book.standings import Dossier
from workers.ledger.history.timeline import AccountHistory
from workers.outbox.gate_facts import Surroundings, WaitingNotice, counted_under, gate_facts
from workers.outbox.rules.send_gate import Cancel, Defer, Judgement, Send, judge
from workers.receivables.standing import Standing


@dataclass(slots=True)
class Contacted:
    """When each person was written to, really before the trial and then in it."""

    people: Mapping[str, frozenset[str]]
    at: dict[str, list[datetime]] = field(default_factory=dict)

    def times(self, address: str) -> list[datetime]:
        person = self.people.get(address, frozenset({address}))
        return [at for one in sorted(person) for at in self.at.get(one, ())]

    def add(self, address: str, at: datetime) -> None:
        self.at.setdefault(address, []).append(at)


class DayLoop:
    """The accounts of one batch, from the first day of a trial to its last."""

    def __init__(self, histories: Iterable[AccountHistory], trial: Trial, contacted: Contacted) -> None:
        begins = trial.run_at(trial.span.first)
        self._trial, self._contacted = trial, contacted
        self._climbers = [Climber.starting(history, begins, trial.span.first) for history in histories]
        self._segment_of = remembering(trial.policy)
        self._home = {name: entity.country for name, entity in trial.policy.robot.entities.items()}
        self.happened = Happened()

    def run(self) -> Happened:
        """Live through all days; returns what happened."""
        for day in self._trial.span:
            at = self._trial.run_at(day)
            for climber in self._climbers:
                if climber.must_look(at, day):
                    self._decide(climber, at, day)
            self._dispatch(day)
        return self.happened

    def _decide(self, climber: Climber, at: datetime, day: date) -> None:
        dossier = self._dossier(climber, at, day)
        decided = list(self._decisions(dossier, day))
        climber.look_on, climber.seen = look_again_on(decided, day), at
        if any(self._counts(standing) for standing, _ in decided):
            self.happened.accounts.add(dossier.account_id)
        for standing, decision in decided:
            self._follow(climber, (dossier, standing, decision), at, day)

    def _decisions(self, dossier: Dossier, day: date) -> Iterator[tuple[Standing, Decision]]:
        for standing in dossier.standings:
            yield standing, evaluate_account(standing, self._trial.ladders[standing.segment], day)

    def _follow(self, climber: Climber, verdict: tuple[Dossier, Standing, Decision], at: datetime, day: date) -> None:
        dossier, standing, decision = verdict
        whose = (dossier.customer.id, dossier.entity, standing.currency)
        episode = standing.episode or climber.numbers.get(standing.currency, 0) + 1
        match decision:
            case NoticeDue():
                ladder = self._trial.ladders[standing.segment]
                climber.plan(Due(dossier, standing, decision, ladder, episode, day), at)
            case EpisodeOver():
                climber.end_episode(standing.currency)
            case NoContact() if self._counts(standing):
                self.happened.no_contact.add(whose)
            case ReadyForPlacement() if self._counts(standing) and (standing.currency, episode) not in climber.referred:
                climber.referred.add((standing.currency, episode))
                self.happened.referrals.append((day, *whose))
            case _:
                pass

    def _dispatch(self, day: date) -> None:
        """What is planned comes before the gate as soon as it may, until the day is over."""
        ends = self._trial.ends_at(day)
        waiting = (pending for climber in self._climbers for pending in climber.pending.values())
        queue = [(pending.order, pending) for pending in waiting if pending.not_before < ends]
        heapify(queue)
        while queue:
            _, pending = heappop(queue)
            match self._judge(pending, day):
                case Send():
                    self._hand_over(pending, day)
                case Defer(until=until, reason=reason):
                    pending.not_before = until
                    if until < ends:
                        heappush(queue, (pending.order, pending))
                    else:
                        self._count(self.happened.deferred, pending, reason)
                case Cancel(reason=reason):
                    pending.climber.cancel(pending)
                    self._count(self.happened.cancelled, pending, reason)

    def _judge(self, pending: Pending, day: date) -> Judgement:
        policy, at, decision = self._trial.policy, pending.not_before, pending.due.decision
        currency = pending.due.standing.currency
        waiting = WaitingNotice(
            pending.channel, pending.contact_id, pending.recipient, currency, decision.asked, decision.listed
        )
        dossier = self._dossier(pending.climber, at, day)
        around = Surroundings((), self._contacted.times(_counted_under(pending, dossier)))
        facts = gate_facts(waiting, dossier, around, policy, day)
        return judge(facts, policy.robot.contact_rules, at)

    def _dossier(self, climber: Climber, at: datetime, day: date) -> Dossier:
        as_it_was = climber.dossier((at, day), self._segment_of, self._home)
        return with_pauses([as_it_was], self._trial.policy, day)[0]

    def _hand_over(self, pending: Pending, day: date) -> None:
        at, due = pending.not_before, pending.due
        zone = self._trial.policy.robot.entities[due.dossier.entity].zone
        pending.climber.hand_over(pending, at.astimezone(ZoneInfo(zone)).date())
        self._contacted.add(_counted_under(pending, due.dossier), at)
        if self._counts(due.standing):
            self.happened.notices.append(self._notice(pending, at, day))

    def _notice(self, pending: Pending, at: datetime, day: date) -> Notice:
        due, history = pending.due, pending.climber.history
        customer, items = due.dossier.customer, due.dossier.items
        listed = [item for item, _ in due.decision.listed]
        paid = {item for item in listed if any(paid.had_come_by(day, at) for paid in history.paid.get(item, ()))}
        disputed = history.disputed_at(at) & set(listed)
        return Notice(
            day=day,
            customer=customer.id,
            entity=due.dossier.entity,
            currency=due.standing.currency,
            level=due.level.number,
            level_name=due.level.name,
            channel=pending.channel,
            occurrence=due.decision.occurrence,
            asked=due.decision.asked,
            items=len(listed),
            paid=tuple(sorted(items[item].document_number for item in paid)),
            disputed=tuple(sorted(items[item].document_number for item in disputed)),
            segments=self._trial.size_sms(due) if pending.channel == "sms" else 0,
            country=customer.country,
        )

    def _counts(self, standing: Standing) -> bool:
        return standing.segment in self._trial.counted

    def _count(self, counts: dict[str, int], pending: Pending, reason: str) -> None:
        if self._counts(pending.due.standing):
            counts[reason] = counts.get(reason, 0) + 1


def _counted_under(pending: Pending, dossier: Dossier) -> str:
    return counted_under(dossier, pending.contact_id, pending.channel, pending.recipient)
