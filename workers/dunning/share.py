"""A day's run shared by workers on any number of hosts: whoever has time takes the next span of accounts.

The first one opens the run, the one that records the last span opens the day's gate. Dying costs a span its lease, and
another worker works it off.
"""

from __future__ import annotations

from datetime import timedelta

from workers.clock import real_now
from workers.dunning.recorder import Recorder, RunResult
from workers.dunning.release import finish_run, join_run
from workers.dunning.run import decide_in_batches, open_run, record_batches
from workers.errors import TransientError
from workers.ledger.operations import job_runs, leases, run_spans
from workers.ledger.operations.run_spans import Span
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion

JOB = "dunning.run"
# Accounts of one span: some seconds of work, so that a lease is never in doubt and no worker waits long for the last.
WIDTH = 5_000
_LEASE = timedelta(minutes=10)
_OPENING = timedelta(seconds=60)


def take_part(ledger: Ledger, policy: PolicySet, occasion: Occasion, *, everything: bool, width: int = WIDTH) -> int:
    """Work off spans of the day's run until none is left; returns how many this worker did.

    A day whose run is done is left alone. Raises `TransientError` while another worker opens the run.
    """
    if not _open(ledger, policy, occasion, width):
        return 0
    done = 0
    while (span := _take(ledger, occasion)) is not None:
        _work_off(ledger, policy, occasion, span, everything)
        done += 1
    return done


def _open(ledger: Ledger, policy: PolicySet, occasion: Occasion, width: int) -> bool:
    """Open the day's run, if nobody has; False when it is done."""
    day = occasion.business_date
    with leases.keep(ledger, f"job:{JOB}", job_runs.holder_name(), _OPENING) as lease:
        if lease is None:
            raise TransientError(f"another worker opens the run of {day}")
        with ledger.write() as connection:
            if not job_runs.begin(connection, JOB, day, real_now()):
                return False
            is_open = run_spans.is_laid_out(connection, day)
        if not is_open:
            open_run(ledger, policy, occasion)
            with ledger.write() as connection:
                run_spans.lay_out(connection, day, width)
    return True


def _take(ledger: Ledger, occasion: Occasion) -> Span | None:
    now = real_now()
    with ledger.write() as connection:
        return run_spans.take(connection, occasion.business_date, now, now + _LEASE)


def _work_off(ledger: Ledger, policy: PolicySet, occasion: Occasion, span: Span, everything: bool) -> None:
    with ledger.read() as connection:
        recorder = Recorder(ledger, policy, occasion, join_run(connection, policy, occasion))
    batches = decide_in_batches(
        ledger, policy, span.day, everything=everything, after_id=span.after_id, up_to_id=span.up_to_id
    )
    record_batches(recorder, batches)
    with ledger.write() as connection:
        if not run_spans.mark_done(connection, span, JOB, recorder.result.as_json()):
            return
        whole = RunResult.of_parts(run_spans.results(connection, span.day))
        recorder.going.notices = whole.notices
        whole.parked = finish_run(connection, policy, occasion, recorder.going)
        job_runs.finish(connection, JOB, span.day, real_now(), whole.as_json())
