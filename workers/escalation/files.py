"""Puts an agency's files into the outbox, which hands them over once. Must not decide what is in them."""

from __future__ import annotations

from sqlalchemy import Connection

from workers.escalation.rules.placement_file import PlacementFile
from workers.ledger.queue import placements
from workers.outbox.queue import NewMessage, enqueue
from workers.receivables.occasion import Occasion
from workers.receivables.placement import Placement


def send_file(connection: Connection, placement: Placement, file: PlacementFile, occasion: Occasion) -> int:
    """Record a file for the agency's folder, under a number of its own; returns the message's id.

    What follows a claim goes where the claim went, whatever agencies.yaml says by then.
    """
    number = placements.count_files(connection, placement.account_id) + 1
    new = NewMessage(
        entity=placement.entity,
        purpose="placement",
        subject=f"placement {placement.id} file {number}",
        channel="agency",
        recipient=placement.folder,
        template="",
        payload={"file_name": file.name, "content": file.text},
        account_id=placement.account_id,
        currency=placement.currency,
    )
    return enqueue(connection, new, occasion)
