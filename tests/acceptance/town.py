"""The town that the robot of the acceptance test works in: its servers, its customers' letter boxes, its calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from tests.running_robot import RunningRobot
from tests.servers.dovecot import Dovecot
from tests.servers.processes import SmtpSinkProcess, TwilioPeerProcess
from tests.servers.smtp_sink import AcceptedMail
from tests.waiting import wait_until
from workers.ledger.schema import job_runs, messages
from workers.ledger.unit_of_work import Ledger
from workers.schedule import DAILY


@dataclass(frozen=True, slots=True)
class Town:
    """``ledger`` is only read: to see when a day's work is done."""

    robot: RunningRobot
    ledger: Ledger
    sink: SmtpSinkProcess
    peer: TwilioPeerProcess
    dovecot: Dovecot
    mail_user: str
    home: Path
    returned: list[bytes] = field(default_factory=list)

    def live_through(self, day: date) -> None:
        """Ten o'clock of a day; returns when the robot has done all that the day asks for."""
        self.robot.command("clock", "set", f"{day}T10:00:00+00:00")
        wait_until(lambda: self._is_done(day), f"the work of {day}")
        for mail in self._probes():
            self.returned.append(mail.content)
            # As a mail server writes it above what came back to our own return address.
            self.deliver(f"Delivered-To: {mail.recipient}\r\n".encode() + mail.content)

    def letters(self, address: str) -> list[str]:
        """The texts of the mails that an address got, in order of arrival."""
        return [_text(mail.content) for mail in self.sink.accepted if mail.recipient == address]

    def texts(self, number: str) -> list[str]:
        """The text messages that a number got."""
        return [str(message["body"]) for message in self.peer.accepted if message["to"] == number]

    def cases(self) -> list[dict[str, Any]]:
        return self.robot.command("exceptions", "list")

    def deliver(self, mail: bytes) -> None:
        """Put a mail into the robot's mailbox; returns when the robot has read it and put it away."""
        before = len(self.dovecot.mails(self.mail_user, "Processed"))
        self.dovecot.deliver(self.mail_user, mail)
        wait_until(lambda: len(self.dovecot.mails(self.mail_user, "Processed")) > before, "the mail is put away")

    def files(self) -> list[Path]:
        """What was laid down for agencies."""
        return sorted((self.home / "placements").rglob("*.csv"))

    def _probes(self) -> list[AcceptedMail]:
        """What the robot sent to its own return address and has not had back."""
        ours = [mail for mail in self.sink.accepted if mail.recipient.startswith("bounces+")]
        return [mail for mail in ours if mail.content not in self.returned]

    def _is_done(self, day: date) -> bool:
        done = select(job_runs.c.job).where(job_runs.c.business_date == day, job_runs.c.state == "done")
        under_way = select(func.count()).where(messages.c.state.in_(("planned", "claimed", "attempted")))
        with self.ledger.read() as connection:
            jobs = set(connection.scalars(done))
            return jobs >= {job.actor for job in DAILY} and connection.scalar(under_way) == 0


def _text(content: bytes) -> str:
    """The plain text of a mail."""
    body = message_from_bytes(content, EmailMessage, policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())
