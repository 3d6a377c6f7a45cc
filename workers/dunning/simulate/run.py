"""Tries a ladder on the book: reads histories batch by batch, and lives through the days once for each ladder.

One snapshot for all of it, read only; nothing is written and nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from workers.dunning.notice import Composer, Due
from workers.dunning.rules.clock import days_ahead
from workers.dunning.scan import remembering
from workers.dunning.simulate.days import Contacted, DayLoop
from workers.dunning.simulate.trial import Happened, SizeSms, Span, Trial
from workers.ledger.book.standings import collector_paused
from workers.ledger.history.load import load_histories
from workers.ledger.history.neighbours import Neighbours, concerned_accounts, contacted_before, neighbourhoods
from workers.ledger.history.timeline import AccountHistory
from workers.ledger.unit_of_work import Ledger
from workers.outbox.rules.send_gate import longest_cap
from workers.policy.ladder import Ladder
from workers.policy.policy_set import PolicySet
from workers.receivables.sms_text import measure_sms
from workers.rendering import Renderer

_BATCH = 500
OnProgress = Callable[[int, int], None]


def live_trial(policy: PolicySet, counted: frozenset[str], span: Span, zone: str, renderer: Renderer) -> Trial:
    """The ladders that the configuration has."""
    ladders = {segment.name: policy.ladders[segment.ladder] for segment in policy.robot.segments}
    return Trial(policy, ladders, counted, span, zone, _sizes(policy, renderer))


def candidate_trial(live: Trial, candidate: Ladder) -> Trial:
    """The same days with another ladder in the segments that count."""
    return replace(live, ladders={**live.ladders, **dict.fromkeys(live.counted, candidate)})


def simulate(ledger: Ledger, trials: Sequence[Trial], on_progress: OnProgress) -> list[Happened]:
    """What each of the trials, which are over the same days, brings about; `on_progress` hears of accounts done."""
    happened = [Happened() for _ in trials]
    since = trials[0].run_at(trials[0].span.first)
    ahead = max(days_ahead(ladder) for trial in trials for ladder in trial.ladders.values())
    with ledger.read() as connection, collector_paused():
        ids = concerned_accounts(connection, since, trials[0].span.last + timedelta(days=ahead))
        done = 0
        for neighbours in neighbourhoods(connection, ids, _BATCH):
            histories = _taking_part(load_histories(connection, neighbours.account_ids), neighbours.people, trials[0])
            for trial, outcome in zip(trials, happened, strict=True):
                contacted = Contacted(neighbours.people, _before(connection, trial, neighbours))
                outcome.add(DayLoop(histories, trial, contacted).run())
            done += len(neighbours.account_ids)
            on_progress(done, len(ids))
    return happened


def _taking_part(
    histories: Sequence[AccountHistory], people: Mapping[str, frozenset[str]], trial: Trial
) -> list[AccountHistory]:
    """The accounts that count, and those that share a person with one of them."""
    segment_of = remembering(trial.policy)
    counting = {h.row.id for h in histories if segment_of(h.customer) in trial.counted}
    known = {address for h in histories if h.row.id in counting for address in _addresses(h)}
    reached = known.union(*(people.get(address, ()) for address in known))
    return [h for h in histories if h.row.id in counting or not reached.isdisjoint(_addresses(h))]


def _addresses(history: AccountHistory) -> set[str]:
    return {text for known in history.contacts for text in (known.contact.email, known.contact.phone) if text}


def _before(connection: Connection, trial: Trial, neighbours: Neighbours) -> dict[str, list[datetime]]:
    begins = trial.run_at(trial.span.first)
    since = begins - longest_cap(trial.policy.robot.contact_rules, trial.policy.rule_packs.values())
    return contacted_before(connection, sorted(neighbours.people), since, begins)


def _sizes(policy: PolicySet, renderer: Renderer) -> SizeSms:
    composer = Composer(policy)

    def size(due: Due) -> int:
        facts = composer.facts(due)
        texts = renderer.render_notice(due.level.notice, facts.language, facts, frozenset({"sms"}))
        return measure_sms(texts.sms).segments

    return size
