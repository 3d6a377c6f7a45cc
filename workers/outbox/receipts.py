"""Receipts, and what exists from that moment on: a call's case is opened in the transaction that keeps its receipt.

Runs inside the caller's transaction, under the locks of its bracket. Must not send.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from sqlalchemy import Connection

from workers.exception_queue.call_tasks import open_call_task
from workers.ledger.outgoing.attempts import Bracket, Handed
from workers.policy.robot import RobotPolicy


def receive(connection: Connection, bracket: Bracket, received: Sequence[Handed], robot: RobotPolicy) -> None:
    """Record that messages left."""
    open_call_tasks(connection, received, bracket.receive(received), robot)


def open_call_tasks(
    connection: Connection, received: Sequence[Handed], fresh: Container[int], robot: RobotPolicy
) -> None:
    """A case for each call among the receipts that are ``fresh``: messages that were not known to have left."""
    for handed in received:
        if handed.message.channel == "call" and handed.message.id in fresh:
            open_call_task(connection, handed.message, handed.content.decode("utf-8"), handed.occasion, robot)
