"""What the gate sees of courtesies, loaded in bulk: may their accounts be written to, and is what they tell still so?

Must not judge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import orjson
from sqlalchemy import Connection

from workers.ledger.book.arrangements import find_numbered
from workers.ledger.book.courtesy import ANSWER, ARRANGEMENT, COURTESIES, THANK_YOU, Addressee, load_addressees
from workers.ledger.book.reminder_bars import reminder_bars
from workers.ledger.cash.thanked import load_receipts
from workers.ledger.outgoing.messages import Claimed
from workers.outbox.rules.arrangement_news import Told, outdated
from workers.outbox.rules.courtesy_gate import CourtesyGate
from workers.outbox.rules.send_gate import GateFacts
from workers.policy.pauses import paused_on
from workers.policy.policy_set import PolicySet
from workers.receivables.arrangement import Arrangement


@dataclass(frozen=True, slots=True)
class Courtesies:
    """The accounts that claimed courtesies are about, the payments among theirs that still deserve thanks, and their
    arrangements as they stand, with what keeps them from being reminded of.
    """

    accounts: Mapping[int, Addressee]
    thankable: frozenset[int]
    arrangements: Mapping[int, Arrangement]
    bars: Mapping[int, str]

    def gate(self, message: Claimed, facts: GateFacts, policy: PolicySet, today: date) -> CourtesyGate:
        """One message before the gate."""
        to = self.accounts[message.account_id or 0]
        return CourtesyGate(
            gate=facts,
            wrong=to.barred or self._withdrawn(message, today),
            reachable=any(
                reach.contact_id == message.contact_id and "email" in reach.channels for _, reach in to.people
            ),
            paused_days=_paused_days(to, policy, today),
            was_asked_for=message.purpose == ANSWER,
        )

    def _withdrawn(self, message: Claimed, today: date) -> str:
        match message.purpose:
            case purpose if purpose == THANK_YOU and _payment_of(message) not in self.thankable:
                return "the payment was taken back"
            case purpose if purpose == ARRANGEMENT:
                told = _told_by(message)
                found = self.arrangements[told.arrangement]
                return outdated(told, found, self.bars.get(found.id, ""), today)
            case _:
                return ""


def is_courtesy(message: Claimed) -> bool:
    """Whether it is a statement, thanks, an answer or about an arrangement."""
    return message.purpose in COURTESIES


def load_courtesies(connection: Connection, claimed: Sequence[Claimed], today: date) -> Courtesies:
    """Everything about the courtesies among these messages."""
    courtesies = [message for message in claimed if is_courtesy(message)]
    accounts = load_addressees(connection, [m.account_id for m in courtesies if m.account_id is not None])
    paid = [_payment_of(message) for message in courtesies if message.purpose == THANK_YOU]
    receipts = load_receipts(connection, paid) if paid else []
    numbers = {_told_by(message).arrangement for message in courtesies if message.purpose == ARRANGEMENT}
    arranged = find_numbered(connection, numbers) if numbers else []
    return Courtesies(
        accounts,
        frozenset(receipt.payment_id for receipt in receipts),
        {one.id: one for one in arranged},
        reminder_bars(connection, arranged, today) if arranged else {},
    )


def _payment_of(message: Claimed) -> int:
    return int(orjson.loads(message.payload)["payment_id"])


def _told_by(message: Claimed) -> Told:
    return Told(**orjson.loads(message.payload)["told"])


def _paused_days(to: Addressee, policy: PolicySet, today: date) -> int:
    """For how many days from today on nothing leaves to that customer."""
    country = to.customer.country or policy.robot.entity(to.entity).country
    pause = paused_on(policy.robot.pauses, policy.segment_of(to.customer).name, country, today)
    return (pause.until - today).days + 1 if pause else 0
