"""What a report on a text means for its message: delivered, bounced, nothing new, or not yet to be told. Pure.

Reports come late, twice and in any order; the order in which they are read makes no difference to where a message ends.
Statuses: twilio.com/docs/messaging/api/message-resource.
"""

from __future__ import annotations

from enum import Enum

_ARRIVED = frozenset({"delivered", "read"})
_CAME_BACK = frozenset({"undelivered", "failed", "canceled"})


class Meaning(Enum):
    """What is to be done with a report."""

    WAIT = "wait"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    NOTHING = "nothing"


def judge_status(status: str, state: str) -> Meaning:
    """The meaning of a status for a message in that state; the first end that is reported is the end.

    A report may overtake our own receipt: it waits until the hand-over is recorded or settled.

    >>> judge_status("delivered", "attempted"), judge_status("delivered", "handed_over")
    (<Meaning.WAIT: 'wait'>, <Meaning.DELIVERED: 'delivered'>)
    >>> judge_status("sent", "delivered"), judge_status("undelivered", "handed_over")
    (<Meaning.NOTHING: 'nothing'>, <Meaning.BOUNCED: 'bounced'>)
    """
    if state in ("attempted", "in_doubt"):
        return Meaning.WAIT
    if state != "handed_over":
        return Meaning.NOTHING
    if status in _ARRIVED:
        return Meaning.DELIVERED
    return Meaning.BOUNCED if status in _CAME_BACK else Meaning.NOTHING
