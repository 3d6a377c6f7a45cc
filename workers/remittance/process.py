"""A mail that announces payments: read and judged on a snapshot, then posted or handed to a person in one transaction.

Reading takes seconds and happens before any lock; the recording checks that the book is still the one that was judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from workers.ledger.raw_messages import Settlement
from workers.ledger.remittance_book import LedgerBook
from workers.ledger.unit_of_work import Ledger
from workers.policy.cash_application import CashApplicationPolicy
from workers.policy.robot import RobotPolicy
from workers.receivables.occasion import Occasion
from workers.remittance.ports import Readers
from workers.remittance.recording import Recorder
from workers.remittance.run import judge, read_mail
from workers.remittance.terms import PostingTerms, posting_terms

Recording = Callable[[Connection, Occasion], Settlement]


@dataclass(frozen=True, slots=True)
class CashDesk:
    """What cash application works with; ``terms`` by our entities, the first of them is the default."""

    ledger: Ledger
    readers: Readers
    policy: CashApplicationPolicy
    terms: Mapping[str, PostingTerms]


def cash_desk(ledger: Ledger, readers: Readers, policy: CashApplicationPolicy, robot: RobotPolicy) -> CashDesk:
    """The desk under a policy in force; ``policy`` carries the mail server and domain that count."""
    return CashDesk(ledger, readers, policy, {entity: posting_terms(robot, entity) for entity in robot.entities})


def process(desk: CashDesk, mail_id: int, raw: bytes) -> Recording:
    """Read and judge a stored mail; the result records the judgement in the caller's transaction.

    Raises `UnreadableDocument` when the bytes are no mail; the recording raises `LedgerBusy` when the book moved on.
    """
    reading = read_mail(raw, f"mail {mail_id}", desk.readers)
    with desk.ledger.read() as connection:
        judgement = judge(reading, LedgerBook(connection), desk.policy)

    def record(connection: Connection, occasion: Occasion) -> Settlement:
        return Recorder(connection, desk.terms, judgement, occasion).record(mail_id)

    return record
