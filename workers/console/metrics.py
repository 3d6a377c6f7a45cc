"""Prometheus metrics, read from the database when they are scraped: any number of processes give the same answer.

Must not keep counters in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from workers.clock import real_now
from workers.ledger.cash.readings import Readings, take_readings
from workers.wiring import Robot


class RobotCollector(Collector):
    """The robot's state as Prometheus takes it."""

    def __init__(self, robot: Robot) -> None:
        self._robot = robot

    def collect(self) -> Iterator[GaugeMetricFamily]:
        business_now = self._robot.clock.now()
        with self._robot.ledger.read() as connection:
            readings = take_readings(connection, business_now)
        yield from _counts(readings)
        yield from _ages(readings, business_now)


def render_metrics(robot: Robot) -> bytes:
    """The text that a scrape gets."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(RobotCollector(robot))
    return generate_latest(registry)


def _counts(readings: Readings) -> Iterator[GaugeMetricFamily]:
    yield _labelled("messages", "Messages in the outbox.", ("state", "channel"), readings.messages.items())
    yield _labelled(
        "cases_unresolved", "Exception cases that wait for a person.", ("kind", "state"), readings.cases.items()
    )
    yield _plain("cases_overdue", "Unresolved cases past their due time.", readings.cases_overdue)
    yield _plain("mails_unsettled", "Stored mails that have no outcome yet.", readings.mails_unsettled)
    yield _plain("stopped", "1 while the kill switch is thrown.", int(readings.stopped))


def _ages(readings: Readings, business_now: datetime) -> Iterator[GaugeMetricFamily]:
    now = real_now()
    feeds = {(name,): (business_now - at).total_seconds() for name, at in readings.feeds.items()}
    runs = {(job,): at.timestamp() for job, at in readings.last_runs.items()}
    held = (readings.scheduler_until - now).total_seconds() if readings.scheduler_until else 0
    yield _labelled(
        "feed_age_seconds", "Time since a feed last arrived, by the business clock.", ("feed",), feeds.items()
    )
    yield _labelled("last_run_timestamp_seconds", "When a daily job last finished.", ("job",), runs.items())
    yield _plain("scheduler_lease_seconds", "What is left of the scheduler's lease; 0 or less: nobody has it.", held)


def _plain(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"collectbot_{name}", help_text, value=value)


def _labelled(
    name: str, help_text: str, labels: tuple[str, ...], values: Iterable[tuple[Sequence[str], float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"collectbot_{name}", help_text, labels=labels)
    for key, value in values:
        family.add_metric(key, value)
    return family
