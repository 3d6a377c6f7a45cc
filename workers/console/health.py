"""Whether the robot can work: the database, the broker, and a scheduler that lives. Must not repair anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from workers.clock import real_now
from workers.errors import CollectionsError
from workers.ledger.operations import controls, leases, return_probe
from workers.wiring import Robot


@dataclass(frozen=True, slots=True)
class Health:
    """What was found; ``problems`` is empty when all is well. A thrown kill switch is a state, not a problem.

    ``return_address`` says how the last probe of it ended; empty before the first.
    """

    problems: dict[str, str]
    scheduler_lease_s: float
    stopped: bool
    return_address: str = ""


def examine(robot: Robot, check_broker: Callable[[], None]) -> Health:
    """Ask every part once."""
    problems: dict[str, str] = {}
    held_s, stopped, probed = 0.0, False, None
    try:
        with robot.ledger.read() as connection:
            until = leases.held_until(connection, leases.SCHEDULER)
            stopped = controls.is_stopped(connection)
            probed = return_probe.last_result(connection)
    except CollectionsError as error:
        problems["database"] = str(error)
    else:
        held_s = (until - real_now()).total_seconds() if until else 0.0
        if held_s <= 0:
            problems["scheduler"] = "no scheduler holds the lease"
    try:
        check_broker()
    except CollectionsError as error:
        problems["broker"] = str(error)
    if robot.configuration.problem:
        problems["configuration"] = robot.configuration.problem
    shown = f"{probed.verdict} at {probed.found_at.isoformat()}" if probed else ""
    return Health(problems, held_s, stopped, shown)
