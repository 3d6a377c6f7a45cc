"""The dunning run: scan what is due, decide on a snapshot, record in batches under the facts that were read.

`plan` says what a run would do; `run` records it. Neither sends anything: the outbox does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from workers.dunning.decisions import Decision, Undecided
from workers.dunning.promises import judge_promises
from workers.dunning.rate_watch import tell_of_ended_rates
from workers.dunning.recorder import Recorder, RunResult, Verdict, ladders_of
from workers.dunning.release import Going, finish_run, start_run
from workers.dunning.rules.evaluation import evaluate_account
from workers.dunning.scan import Reader, scan_of
from workers.ledger.book.standings import Dossier, collector_paused, due_accounts
from workers.ledger.book.stops import lift_ended_stops
from workers.ledger.operations import policy_versions
from workers.ledger.outgoing.notices import last_episode_numbers
from workers.ledger.unit_of_work import Ledger
from workers.policy.ladder import Ladder
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.receivables.standing import Standing

# Accounts of one transaction: enough that what a batch costs by itself does not count, and some megabytes.
BATCH = 2000


def plan(ledger: Ledger, policy: PolicySet, as_of: date, *, everything: bool = True) -> Iterator[Verdict]:
    """What a run on ``as_of`` would decide, account by account; writes nothing."""
    for verdicts in decide_in_batches(ledger, policy, as_of, everything=everything):
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
    recorder = Recorder(ledger, policy, occasion, open_run(ledger, policy, occasion))
    batches = decide_in_batches(ledger, policy, occasion.business_date, everything=everything)
    record_batches(recorder, batches, on_recorded)
    with ledger.write() as connection:
        recorder.result.parked = finish_run(connection, policy, occasion, recorder.going)
    return recorder.result


@collector_paused()
def record_batches(
    recorder: Recorder,
    batches: Iterator[list[Verdict]],
    on_recorded: Callable[[Sequence[Verdict]], None] = lambda verdicts: None,
) -> None:
    """Record batch by batch. The last one is gone when the collector goes on, which would look through all of it."""
    for verdicts in batches:
        recorder.record(verdicts)
        on_recorded(verdicts)


def open_run(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> Going:
    """Everything that comes before the first account: promises judged, ended stops lifted, the day's gate shut."""
    judge_promises(ledger, policy, occasion)
    with ledger.write() as connection:
        if policy_versions.find_content(connection, policy.hash) is None:
            policy_versions.record(connection, policy.hash, policy.canonical_json(), occasion.at)
        lift_ended_stops(connection, occasion)
        tell_of_ended_rates(connection, policy, occasion)
        return start_run(connection, policy, occasion)


def decide_in_batches(
    ledger: Ledger, policy: PolicySet, as_of: date, *, everything: bool, after_id: int = 0, up_to_id: int | None = None
) -> Iterator[list[Verdict]]:
    """The verdicts of accounts with ids above ``after_id``, up to and with ``up_to_id``, a batch at a time."""
    scan, reader = replace(scan_of(policy, as_of, everything=everything), up_to_id=up_to_id), Reader(policy, as_of)
    while True:
        with ledger.read() as connection:
            ids = due_accounts(connection, scan, after_id, BATCH)
            verdicts = list(_decide(connection, policy, as_of, reader.dossiers(connection, ids)))
        if ids:
            yield verdicts
        if len(ids) < BATCH:
            return
        after_id = ids[-1]


def _decide(connection: Connection, policy: PolicySet, as_of: date, dossiers: list[Dossier]) -> Iterator[Verdict]:
    ladders = ladders_of(policy)
    known = last_episode_numbers(connection, [d.account_id for d in dossiers])
    for dossier in dossiers:
        for standing in dossier.standings:
            decision = _judge(standing, ladders[standing.segment], as_of)
            number = standing.episode or known.get((dossier.account_id, standing.currency), 0) + 1
            yield Verdict(dossier, standing, decision, number)


def _judge(standing: Standing, ladder: Ladder, as_of: date) -> Decision:
    """The decision, or that there is none: an account whose facts break the rules stops no other."""
    try:
        return evaluate_account(standing, ladder, as_of)
    except Exception as error:
        return Undecided(f"{type(error).__name__}: {error}")
