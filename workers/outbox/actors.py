"""What messages to the outbox do: send what is due now, and settle what nobody knows the end of."""

from __future__ import annotations

from datetime import timedelta
from threading import Lock

from workers.broker import Actor
from workers.channels.dns_records import DnsRecords
from workers.outbox.dispatch import dispatch
from workers.outbox.enclosures import invoice_copies
from workers.outbox.ports import OutboxPorts
from workers.outbox.return_probe import keep_probing
from workers.outbox.sender_check import keep_watch
from workers.outbox.settle import settle
from workers.outbox.sms_reports import settle_reports
from workers.wiring import Robot

_DISPATCHING = Lock()
# Both are sent again by the clock, so an old message has nothing to add.
_SENT_AGAIN = timedelta(minutes=5)


def ports_of(robot: Robot) -> OutboxPorts:
    """The robot's parts as the outbox takes them, under the policy in force now."""
    policy, settings = robot.policy, robot.settings
    copies = invoice_copies(policy.robot, settings.home)
    return OutboxPorts(
        robot.ledger,
        policy,
        robot.channels,
        robot.renderer,
        robot.clock,
        secret_key=settings.secret_key,
        copies=copies,
        public_url=settings.public_url,
    )


def watch_sender(robot: Robot) -> None:
    """Before mail leaves this machine: may it, by our own public records, and does it come back to us?"""
    settings, policy = robot.settings, robot.policy
    occasion = robot.occasion("robot", policy)
    if settings.dns_url or not robot.channels["email"].is_local:
        keep_watch(robot.ledger, policy.robot, DnsRecords(settings.dns_url), occasion)
    # A Maildir is filled by whoever runs the robot: nothing is delivered into it by an address.
    if not any(url.startswith("maildir:") for url in (settings.mail_in_url, settings.mail_out_url)):
        keep_probing(robot.ledger, policy.robot, occasion)


def run_dispatch(robot: Robot) -> None:
    """Everything that is due leaves, within windows, caps and bounds; one dispatch of a process is enough."""
    if _DISPATCHING.acquire(blocking=False):
        try:
            watch_sender(robot)
            dispatch(ports_of(robot))
        finally:
            _DISPATCHING.release()


def run_settle(robot: Robot) -> None:
    """Attempts without a receipt are settled by evidence, or become cases; then the reports that waited for them."""
    ports = ports_of(robot)
    settle(ports)
    settle_reports(ports)


ACTORS = (
    Actor("outbox.dispatch", run_dispatch, max_age=_SENT_AGAIN),
    Actor("outbox.settle", run_settle, max_age=_SENT_AGAIN),
)
