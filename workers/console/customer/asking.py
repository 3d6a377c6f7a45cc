"""What the robot may not take on the customer page becomes a case for a person."""

from __future__ import annotations

from sqlalchemy import Connection

from workers.console.customer.entry import Guest
from workers.console.customer.sent import Sent
from workers.exception_queue.cases import NewCase, open_case
from workers.policy.queue import queue_policy

TAKEN, ASKED = "taken", "asked"


def ask(connection: Connection, guest: Guest, sent: Sent, case: NewCase) -> str:
    """A case of its own for this deed."""
    new = NewCase(
        case.kind,
        f"page:{sent.key[:32]}",
        case.reason,
        account_id=guest.account_id,
        currency=case.currency,
        amount_minor=case.amount_minor,
        evidence=case.evidence,
    )
    open_case(connection, new, guest.occasion, queue_policy(guest.policy.robot))
    return ASKED
