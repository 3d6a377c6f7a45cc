"""A mail that announces payments: read and judged on a snapshot, then posted or handed to a person in one transaction.

Reading takes seconds and happens before any lock; the recording checks that the book is still the one that was judged.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from workers.ledger.cash.remittance_book import LedgerBook
from workers.ledger.incoming.raw_messages import Settlement
from workers.ledger.operations import policy_versions
from workers.ledger.unit_of_work import Ledger
from workers.policy.cash_application import CashApplicationPolicy
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.remittance.hints import NO_HINTS, PayerHints, payer_hints
from workers.remittance.ports import FindNotice, Readers
from workers.remittance.recording import Recorder
from workers.remittance.run import judge, read_mail, warned
from workers.remittance.terms import PostingTerms, posting_terms

Recording = Callable[[Connection, Occasion], Settlement]


@dataclass(frozen=True, slots=True)
class CashDesk:
    """What cash application works with; ``terms`` by our entities, the first of them is the default.

    ``find_notice`` knows the words by which the inbox tells a notice of new bank details.
    ``policy_text`` is the whole policy, kept under the occasion's hash so that a judgement can be made again.
    """

    ledger: Ledger
    readers: Readers
    policy: CashApplicationPolicy
    terms: Mapping[str, PostingTerms]
    policy_text: str = ""
    hints: PayerHints = NO_HINTS
    find_notice: FindNotice | None = None


def cash_desk(
    ledger: Ledger,
    readers: Readers,
    policy: PolicySet,
    pdf_passwords: Mapping[str, str] | None = None,
    find_notice: FindNotice | None = None,
) -> CashDesk:
    """The desk under the policy in force; the passwords by the names that the policy gives them."""
    codes = policy.deduction_codes
    terms = {
        entity: replace(posting_terms(policy.robot, entity), deduction_codes=codes) for entity in policy.robot.entities
    }
    hints = payer_hints(policy.remittance_formats, pdf_passwords or {})
    own = policy.robot.cash_application
    return CashDesk(ledger, readers, own, terms, policy.canonical_json(), hints, find_notice)


def process(desk: CashDesk, mail_id: int, raw: bytes) -> Recording:
    """Read and judge a stored mail; the result records the judgement in the caller's transaction.

    Raises `UnreadableDocument` when the bytes are no mail; the recording raises `LedgerBusy` when the book moved on.
    """
    reading = read_mail(raw, f"mail {mail_id}", desk.readers, desk.hints)
    if desk.find_notice is not None:
        reading = warned(reading, desk.find_notice)
    with desk.ledger.read() as connection:
        judgement = judge(reading, LedgerBook(connection), desk.policy, desk.hints)

    def record(connection: Connection, occasion: Occasion) -> Settlement:
        if desk.policy_text:
            policy_versions.record(connection, occasion.policy_hash, desk.policy_text, occasion.at)
        return Recorder(connection, desk.terms, judgement, occasion).record(mail_id)

    return record
