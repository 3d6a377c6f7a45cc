"""Law 4, of pauses: what left on a day that policy pauses, by the policies the day had been run by. Stops nothing.

Whose pause it is, by segment and country, is told by the standing the notice was planned on: a customer's may have
changed since.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, select

from workers.ledger.laws.flight import in_flight
from workers.ledger.laws.ladders import parsed_policy
from workers.ledger.laws.law import Broken, Finding, Hearing, found
from workers.ledger.laws.levels import LEFT
from workers.ledger.operations.policy_versions import find_content
from workers.ledger.schema import journal, messages
from workers.policy.pauses import Pause, paused_on


class _Run(NamedTuple):
    """A finished run: when, and the pauses of its policy."""

    at: datetime
    pauses: Sequence[Pause]


def nothing_leaves_on_a_paused_day(hearing: Hearing) -> Finding:
    """No notice left after a run of its day whose policy pauses its customer on that day."""
    days = {day: runs for day, runs in _runs(hearing.connection).items() if any(run.pauses for run in runs)}
    c = messages.c
    times = (c.attempted_at, c.handed_over_at, c.handed_over_on)
    left = select(c.id, c.account_id, c.planned_on, *times).where(c.purpose == "dunning", c.state.in_(LEFT))
    rows = hearing.connection.execute(left.where(c.handed_over_on.in_(days)).order_by(c.id)).all()
    return found(len(rows), _paused(hearing.connection, rows, days))


def _runs(connection: Connection) -> Mapping[date, list[_Run]]:
    """The runs of every day; one whose policy is not kept pauses nobody."""
    j = journal.c
    finished = select(j.business_date, j.at, j.policy_hash).where(j.kind == "dunning.run_finished")
    by_policy: dict[str, Sequence[Pause]] = {}
    runs: dict[date, list[_Run]] = defaultdict(list)
    for day, at, policy_hash in connection.execute(finished.order_by(j.at)).all():
        if policy_hash not in by_policy:
            content = find_content(connection, policy_hash)
            by_policy[policy_hash] = parsed_policy(content).robot.pauses if content else ()
        runs[day].append(_Run(at, by_policy[policy_hash]))
    return runs


def _paused(connection: Connection, left: Sequence[Any], days: Mapping[date, Sequence[_Run]]) -> Iterator[Broken]:
    """A pause may be taken back in the middle of a day: only what every run so far paused should have stayed."""
    for row in left:
        before = [run for run in days[row.handed_over_on] if run.at <= row.handed_over_at]
        if not before or in_flight(row.attempted_at, row.handed_over_at, before[0].at):
            continue
        whose = _segment_and_country(connection, row)
        if whose and all(paused_on(run.pauses, *whose, row.handed_over_on) for run in before):
            yield f"message {row.id}", f"left on {row.handed_over_on}, a day on which policy pauses", row.account_id


def _segment_and_country(connection: Connection, row: Any) -> tuple[str, str] | None:
    j = journal.c
    planned = (j.account_id == row.account_id) & (j.business_date == row.planned_on)
    data = connection.scalar(select(j.data).where(planned, j.kind == "dunning.notice_planned").limit(1))
    standing = orjson.loads(data).get("standing") if data else None
    return (standing["segment"], standing["country"]) if standing else None
