"""Order holds follow what left: after every dispatch their records are made to say what the facts say."""

from __future__ import annotations

from workers.ledger.outgoing import order_holds
from workers.ledger.outgoing.order_holds import Followed
from workers.outbox.ports import OutboxPorts


def follow_order_holds(ports: OutboxPorts) -> Followed:
    """Begin what a notice that left asked for, and end what is settled; nothing is locked while nothing changed."""
    with ports.ledger.read() as connection:
        if not order_holds.needs_following(connection):
            return Followed()
    occasion = ports.occasion(next(iter(ports.policy.robot.entities)))
    with ports.ledger.write() as connection:
        return order_holds.follow(connection, occasion)
