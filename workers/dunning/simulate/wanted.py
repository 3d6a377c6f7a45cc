"""Makes the trials that were asked for at the console, one at a time, and keeps their reports. Sends nothing.

A trial that takes too long ends as failed: on the command line it may take as long as it likes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from workers.dunning.simulate.outcome import report
from workers.dunning.simulate.run import OnProgress, candidate_trial, live_trial, simulate
from workers.dunning.simulate.trial import Span
from workers.errors import UserError
from workers.ledger.operations import ladder_trials
from workers.ledger.operations.ladder_trials import WantedTrial
from workers.ledger.unit_of_work import Ledger
from workers.policy.ladder import Ladder
from workers.policy.policy_set import PolicySet
from workers.rendering import Renderer

LONGEST = timedelta(minutes=15)
DAYS_MOST = 92


@dataclass(frozen=True, slots=True)
class Trying:
    """What a trial works with: the book, the configuration in force, and the zone of its days."""

    ledger: Ledger
    policy: PolicySet
    renderer: Renderer
    zone: str

    def try_ladder(
        self, candidate: Ladder, segments: frozenset[str], span: Span, on_progress: OnProgress
    ) -> dict[str, Any]:
        """The report of a ladder beside those in force."""
        live = live_trial(self.policy, segments, span, self.zone, self.renderer)
        tried = candidate_trial(live, candidate)
        happened = simulate(self.ledger, (tried, live), on_progress)
        return report(candidate, (tried, live), (happened[0], happened[1]))


def segments_for(policy: PolicySet, candidate: Ladder, name: str) -> frozenset[str]:
    """The segment that was named; else those that climb the ladder with the candidate's name; else all."""
    ladders = {segment.name: segment.ladder for segment in policy.robot.segments}
    if name and name not in ladders:
        raise UserError(f"there is no segment {name}: robot.yaml knows {', '.join(ladders)}")
    same = [segment for segment, climbs in ladders.items() if climbs == candidate.name]
    return frozenset([name] if name else same or ladders)


def try_wanted(trying: Trying, longest: timedelta = LONGEST) -> int:
    """Make every trial that is wanted; returns how many came to an end, with a report or without."""
    ended = 0
    while True:
        with trying.ledger.read() as connection:
            trial = ladder_trials.next_wanted(connection)
        if trial is None:
            return ended
        try:
            found, problem = _made(trying, trial.wanted, longest), ""
        except UserError as error:
            found, problem = None, str(error)
        with trying.ledger.write() as connection:
            ladder_trials.finish_trial(connection, trial.id, found, problem)
        ended += 1


def _made(trying: Trying, wanted: WantedTrial, longest: timedelta) -> dict[str, Any]:
    if wanted.ladder not in trying.policy.ladders:
        raise UserError(f"there is no ladder {wanted.ladder} any more")
    candidate, until = trying.policy.ladders[wanted.ladder], monotonic() + longest.total_seconds()

    def in_time(done: int, total: int) -> None:
        if monotonic() > until and done < total:
            told = f"took longer than {longest}, with {done} of {total} accounts done"
            raise UserError(f"{told}: take fewer days, or `collectbot ladder simulate`")

    segments = segments_for(trying.policy, candidate, wanted.segment)
    return trying.try_ladder(candidate, segments, Span(wanted.first_on, wanted.last_on), in_time)
