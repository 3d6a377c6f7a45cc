"""Every actor of every slice, and what the dramatiq command loads: `dramatiq workers.actors:load_broker`.

The table is the whole list of what messages can cause. Must not hold work of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import dramatiq

from workers.agency_post import ACTORS as AGENCY_POST
from workers.arrangements.actors import ACTORS as ARRANGEMENTS
from workers.broker import bind, hear_stop_once, open_broker
from workers.clock import real_now
from workers.consequences import consequences_of
from workers.credit.actors import ACTORS as CREDIT
from workers.disputes.actors import ACTORS as DISPUTES
from workers.dunning.actors import ACTORS as DUNNING
from workers.errors import CollectionsError, ConfigurationError, UserError
from workers.escalation.actors import ACTORS as ESCALATION
from workers.exception_queue.actors import ACTORS as EXCEPTION_QUEUE
from workers.exception_queue.actors import record_dead_message
from workers.exception_queue.desk import Resolution, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.queue.cases import Case
from workers.logs import configure_logging, redact_text
from workers.mailroom import ACTORS as MAILROOM
from workers.morning import ACTORS as MORNING
from workers.outbox.actors import ACTORS as OUTBOX
from workers.remittance.actors import ACTORS as REMITTANCE
from workers.reports.actors import ACTORS as REPORTS
from workers.settings import load_settings
from workers.upkeep import ACTORS as UPKEEP
from workers.wiring import Robot, assemble

ACTORS = (
    *AGENCY_POST, *ARRANGEMENTS, *CREDIT, *DISPUTES, *DUNNING, *ESCALATION, *EXCEPTION_QUEUE, *MAILROOM, *MORNING,
    *OUTBOX, *REMITTANCE, *REPORTS, *UPKEEP,
)  # fmt: skip


def run_again(robot: Robot, letter: Mapping[str, Any]) -> None:
    """Do here and now what a dead message was sent for."""
    named = [actor for actor in ACTORS if actor.name == letter["actor"]]
    if not named:
        raise UserError(f"this version has no actor {letter['actor']}")
    named[0].run(robot, *letter["ids"])


def _retry(robot: Robot, letter: Mapping[str, Any]) -> None:
    """Do it again; what fails once more is a case once more: whoever asked may not be there to see the error."""
    try:
        run_again(robot, letter)
    except Exception as error:
        told = f"{type(error).__name__}: {redact_text(str(error))}"
        record_dead_message(robot, {**letter, "error": told})
        raise


def decide_case(robot: Robot, case_id: int, resolution: Resolution, actor: str) -> Case:
    """A person's decision about a case, with all that it causes: the one way, whatever the person used to say it.

    What takes a second person comes back unresolved, as a proposal.
    """
    with robot.ledger.write() as connection:
        case = resolve_case(
            connection,
            case_id,
            resolution,
            occasion=robot.occasion(actor, robot.policy),
            now=real_now(),
            consequences=consequences_of(robot),
            limits=robot.policy.robot.exception_queue.alone_up_to,
        )
    if (case.kind, case.decision) == (CaseKind.DEAD_MESSAGE, "retry"):
        _retry(robot, case.evidence)
    return case


def load_broker() -> None:
    """Make this worker process ready: its own robot, and the broker that Dramatiq looks for."""
    try:
        settings = load_settings()
        if settings.broker_url.startswith("memory:"):
            hint = "set COLLECTBOT_BROKER_URL to redis://..., or run `collectbot up`"
            raise ConfigurationError("a worker process cannot share a broker in memory", hint=hint)
        robot = assemble(settings, checked=True)
        configure_logging(redirected_to=robot.redirected_to)
        broker = open_broker(settings.broker_url)
    except CollectionsError as error:
        print(f"collectbot: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    bind(broker, ACTORS, robot)
    dramatiq.set_broker(broker)
    hear_stop_once()
