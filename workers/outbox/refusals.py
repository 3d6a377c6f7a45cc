"""What a refusal for good causes, whether it came with the answer to an attempt or later, in a provider's report.

Runs inside the caller's transaction, which has recorded that the message did not arrive. Must not send.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book import consents, contacts
from workers.ledger.queue import cases
from workers.outbox.rules.refusal import Consequence, consequence
from workers.policy.queue import queue_policy
from workers.policy.robot import RobotPolicy
from workers.receivables.occasion import Occasion

REPLY = "reply"
_SENDER = "sender_refused:"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A message that was refused for good: what the other side said, and whom it was for.

    One that was ``unsendable`` we could not even build, or nobody took anything of ours: that is so again on every run,
    until somebody mends it.
    """

    message_id: int
    purpose: str
    channel: str
    recipient: str
    code: str
    detail: str
    contact_id: int | None = None
    account_id: int | None = None
    currency: str | None = None
    unsendable: bool = False

    @property
    def subject(self) -> str:
        """What its case is about: one for all that could not be sent for an account over a channel."""
        if self.unsendable and self.account_id is not None:
            return f"unsendable:{self.account_id}:{self.currency}:{self.channel}"
        return f"message:{self.message_id}"

    @property
    def evidence(self) -> Mapping[str, Any]:
        return {"message": self.message_id, "code": self.code, "detail": self.detail}


def bear_refusal(connection: Connection, refusal: Refusal, robot: RobotPolicy, occasion: Occasion) -> None:
    """An address that takes nothing is not used again: the next run finds another contact, or asks a person.

    A refusal of our own sender says nothing about the address, and is for operations; any other is a person's at once.
    A rehearsal's redirected message was refused at another address than its customer's, which stays as it is.
    """
    is_personal = refusal.contact_id is not None and robot.redirect_all_to is None
    match consequence(refusal.channel, refusal.code, refusal.detail):
        case Consequence.SENDER_REFUSED:
            _open(connection, _sender_case(refusal), robot, occasion)
        case Consequence.INVALID if is_personal:
            channel: contacts.Channel = "sms" if refusal.channel == "sms" else "email"
            contacts.mark_invalid(connection, channel, refusal.recipient, refusal.detail, occasion)
        case Consequence.OPTED_OUT if is_personal:
            _record_opt_out(connection, refusal, robot, occasion)
        case Consequence.OPTED_OUT if refusal.purpose == REPLY:
            # The provider confirms an opt-out itself, and then takes nothing more for that number.
            return
        case _:
            _open(connection, _failed_case(refusal), robot, occasion)


def texts_refused(connection: Connection) -> str:
    """Why none of our texts would arrive: the unresolved case about our own sender; empty while they do."""
    standing = cases.find_by_subject(connection, CaseKind.OPERATIONS, f"{_SENDER}sms")
    return f"our texts are refused: case {standing.id}" if standing is not None else ""


def _record_opt_out(connection: Connection, refusal: Refusal, robot: RobotPolicy, occasion: Occasion) -> None:
    evidence = f"message {refusal.message_id}"
    consents.record_opt_out(
        connection, "sms", refusal.recipient, wording=refusal.detail, evidence=evidence, occasion=occasion
    )
    case = NewCase(
        CaseKind.OPTED_OUT,
        f"contact:{refusal.contact_id}",
        "opted out with the provider: another channel is needed",
        account_id=refusal.account_id,
        evidence=refusal.evidence,
    )
    _open(connection, case, robot, occasion)


def _sender_case(refusal: Refusal) -> NewCase:
    """One case for operations, however many are refused: no other number would help, nor another mailbox there."""
    if refusal.channel == "sms":
        subject, whose, remedy = (
            "sms",
            "the carriers",
            "Look the code up in Twilio's console; texts wait for `handled`.",
        )
    else:
        subject = whose = refusal.recipient.rpartition("@")[2].lower()
        remedy = "Read the words of the server; check SPF, DKIM and DMARC."
    reason = f"{whose} refuse us as a sender: {refusal.detail}"
    return NewCase(CaseKind.OPERATIONS, f"{_SENDER}{subject}", reason, evidence=refusal.evidence, suggestion=remedy)


def _failed_case(refusal: Refusal) -> NewCase:
    return NewCase(
        CaseKind.DELIVERY_FAILED,
        refusal.subject,
        f"{refusal.purpose} over {refusal.channel} was refused: {refusal.detail}",
        account_id=refusal.account_id,
        currency=refusal.currency,
        evidence=refusal.evidence,
    )


def _open(connection: Connection, case: NewCase, robot: RobotPolicy, occasion: Occasion) -> None:
    open_case(connection, case, occasion, queue_policy(robot))
