"""Who signs a notice and in whose name it leaves: the `senders` of robot.yaml, which levels of ladders name. Values."""

from __future__ import annotations

from dataclasses import dataclass

from workers.policy.fields import Email, Text


@dataclass(frozen=True, slots=True)
class Sender:
    """One of us. ``email_from`` is at our own domain (checked at load); answers go to ``reply_to``, else the company's.

    ``name`` signs the notice and stands before the address.
    """

    name: Text
    email_from: Email
    reply_to: Email | None = None
