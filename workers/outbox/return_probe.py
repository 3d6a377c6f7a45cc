"""A mail to our own return address, once a day: does what is sent there come back to us, with its tag?

Some mail servers strip what follows the plus, and then no report of failed delivery says which mail it is about. Only
records the mail; the inbox recognises it. Must not judge a mail that came.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.operations import feeds, return_probe
from workers.ledger.operations.return_probe import Probe
from workers.ledger.unit_of_work import Ledger
from workers.outbox.queue import NewMessage, enqueue
from workers.policy.queue import queue_policy
from workers.policy.robot import RobotPolicy
from workers.receivables.occasion import Occasion

PROBE = "probe"
_EVERY = timedelta(hours=24)
# One that was refused at the door did not arrive either; one that still waits proves nothing.
_ENDED = ("handed_over", "delivered", "bounced", "failed")
_MAILBOX = "mailbox"


def keep_probing(ledger: Ledger, robot: RobotPolicy, occasion: Occasion) -> None:
    """Record today's probe where it is due, and say if the last one did not come back. None leaves in a rehearsal."""
    with ledger.read() as connection:
        probe = return_probe.newest_probe(connection)
    is_due = probe is None or occasion.at - probe.recorded_at >= _EVERY
    if robot.redirect_all_to is not None or not is_due:
        return
    with ledger.write() as connection:
        if probe is not None and _is_lost(connection, probe):
            return_probe.set_result(connection, "lost", occasion)
            case = NewCase(
                CaseKind.OPERATIONS,
                "return_address",
                "a mail to our own return address did not come back within a day: bounces are invisible",
                evidence={"message": probe.message_id},
                suggestion=f"Let the mail server deliver {_tagged(robot)} into the mailbox that the robot reads.",
            )
            open_case(connection, case, occasion, queue_policy(robot))
        return_probe.set_probe(connection, enqueue(connection, _mail(robot, occasion), occasion), occasion)


def _is_lost(connection: Connection, probe: Probe) -> bool:
    """It ended, the mailbox was read since, and it was not there."""
    result = return_probe.last_result(connection)
    came = result is not None and result.found_at >= probe.recorded_at
    read_at = feeds.last_received(connection).get(_MAILBOX)
    was_read = read_at is not None and read_at > probe.recorded_at
    return not came and was_read and return_probe.probe_state(connection, probe) in _ENDED


def _mail(robot: RobotPolicy, occasion: Occasion) -> NewMessage:
    """To the bare address: the courier adds the tag, which needs the number that the message gets now."""
    return NewMessage(
        entity=next(iter(robot.entities)),
        purpose=PROBE,
        subject=f"return address on {occasion.business_date}",
        channel="email",
        recipient=robot.company.bounce_address,
        template="probe/return_address",
        payload={"date": occasion.business_date.isoformat()},
        language=robot.default_language,
    )


def _tagged(robot: RobotPolicy) -> str:
    local, _, domain = robot.company.bounce_address.rpartition("@")
    return f"{local}+ANYTHING@{domain}"
