"""From a decision to the rows of a notice: what it says, to whom it goes, and what the journal keeps of it.

Pure: composes values. Must not decide anything the evaluation did not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import msgspec

from workers.dunning.charging import earlier_charges, listed_charges, notice_charges
from workers.dunning.decisions import Decision, NoticeDue
from workers.ledger.book.standings import Dossier
from workers.ledger.outgoing.notices import NewMessage, NewNotice
from workers.outbox.key import message_key
from workers.policy.creditor import creditor_for, signatory_of, thread_token
from workers.policy.ladder import Ladder
from workers.policy.level import Level
from workers.policy.policy_set import PolicySet
from workers.receivables.calendar import TimeToPay
from workers.receivables.charge import ChargeHistory
from workers.receivables.notice import AccountStatement, Creditor, NoticeFacts, NoticeItem, Signatory
from workers.receivables.open_item import AccountItem, days_overdue
from workers.receivables.standing import Standing, standing_document

NO_HISTORY = ChargeHistory()


class Due(msgspec.Struct, frozen=True):
    """A due notice with everything it is composed from; ``history`` is loaded where its level charges something."""

    dossier: Dossier
    standing: Standing
    decision: NoticeDue
    ladder: Ladder
    episode: int
    as_of: date
    history: ChargeHistory = NO_HISTORY

    @property
    def level(self) -> Level:
        return self.ladder.level(self.decision.level)


class Terms(msgspec.Struct, frozen=True):
    """What a level tells every customer of a country alike on one day.

    ``time_to_pay`` runs from the day on which the notice leaves, by the calendar of that country.
    """

    level: Level
    level_day: int
    closes: str
    time_to_pay: TimeToPay
    deadline: date
    announces_referral: bool
    signatory: Signatory | None


class Composer:
    """Composes the notices of one run; what is the same for many of them is made once."""

    def __init__(self, policy: PolicySet) -> None:
        self._policy = policy
        self._creditors: dict[tuple[str, str], Creditor] = {}
        self._terms: dict[tuple[str, int, str, date], Terms] = {}

    def compose(self, due: Due, not_before: datetime, reason: str) -> NewNotice:
        """The notice and its messages, one per channel, all with one payload."""
        terms, facts = self._terms_of(due), self.facts(due)
        level = terms.level
        subject = f"episode {due.episode} level {level.name}"
        return NewNotice(
            currency=due.standing.currency,
            level=level.number,
            level_name=level.name,
            level_day=terms.level_day,
            closes=terms.closes,
            template=level.notice,
            language=facts.language,
            payload=facts.to_json().decode(),
            messages=tuple(_messages(due, subject)),
            items=(*_listed_items(due, facts), *listed_charges(due.standing, due.as_of)),
            subject=subject,
            occurrence=due.decision.occurrence,
            reason=reason,
            not_before=not_before,
            order_hold=level.order_hold,
        )

    def facts(self, due: Due) -> NoticeFacts:
        """What the templates see. An item's amount is what is asked for: what is open, less what is withheld of it."""
        customer, robot = due.dossier.customer, self._policy.robot
        terms, standing, known = self._terms_of(due), due.standing, due.dossier.items
        items = _listed([(known[number], asked) for number, asked in due.decision.listed], due.as_of)
        charges, earlier = notice_charges(due, self._policy, items), earlier_charges(standing)
        charged = (charges.asked if charges else 0) + sum(charge.open for charge in earlier)
        return NoticeFacts(
            creditor=self._creditor(due.dossier.entity, standing.currency),
            customer_id=customer.id,
            customer_name=customer.name,
            thread_token=thread_token(robot, customer.id),
            language=customer.language or robot.default_language,
            currency=standing.currency,
            items=items,
            total=due.decision.overdue,
            on_account=standing.credit,
            amount_asked=due.decision.asked + charged,
            level_name=terms.level.name,
            notice_date=due.as_of,
            deadline=terms.deadline,
            time_to_pay=terms.time_to_pay,
            announces_referral=terms.announces_referral,
            signatory=terms.signatory,
            charges=charges,
            earlier_charges=earlier,
            statement=_statement(due) if "statement" in terms.level.attach else None,
            encloses_copies="invoices" in terms.level.attach,
        )

    def _terms_of(self, due: Due) -> Terms:
        kind = (due.ladder.hash, due.decision.level, due.standing.country, due.as_of)
        known = self._terms.get(kind)
        if known is None:
            known = self._terms[kind] = self._fresh_terms(due)
        return known

    def _fresh_terms(self, due: Due) -> Terms:
        level, ladder = due.level, due.ladder
        time_to_pay = TimeToPay(level.pay_within_days, ladder.business_days.deadline, due.standing.country)
        return Terms(
            level=level,
            level_day=ladder.nominal_days()[level.number - 1],
            closes=closing_of(due),
            time_to_pay=time_to_pay,
            deadline=time_to_pay.deadline(due.as_of),
            announces_referral=level.final and ladder.referral is not None,
            signatory=signatory_of(self._policy.robot, level.sender),
        )

    def _creditor(self, entity: str, currency: str) -> Creditor:
        known = self._creditors.get((entity, currency))
        if known is None:
            known = self._creditors[entity, currency] = creditor_for(self._policy.robot, entity, currency)
        return known


def closing_of(due: Due) -> str:
    """What the notice ends: the ladder as its final notice, or as the last one of a ladder that has none."""
    level = due.level
    if level.final:
        return "final"
    return "last" if level.number == len(due.ladder.levels) else ""


def _messages(due: Due, subject: str) -> Iterator[NewMessage]:
    scope, count = (due.dossier.entity, due.dossier.account_id, due.standing.currency), due.decision.occurrence
    contacts = {contact.id: contact for contact in due.dossier.contacts}
    for channel, contact_id in due.decision.contacts:
        contact = contacts[contact_id]
        key = message_key(scope=scope, purpose="dunning", subject=subject, occurrence=count, to=(channel, contact_id))
        yield NewMessage(key, channel, contact_id, contact.address(channel))


def _listed_items(due: Due, facts: NoticeFacts) -> list[tuple[int, int, int]]:
    pairs = zip(due.decision.listed, facts.items, strict=True)
    return [(number, asked, listed.days_overdue) for (number, asked), listed in pairs]


def _statement(due: Due) -> AccountStatement:
    """All that is open in that currency, due or not, withheld or not: what the customer's own books should show."""
    items = [item for item in due.dossier.items.values() if item.currency == due.standing.currency]
    oldest_first = sorted(items, key=lambda item: (item.due_date, item.id))
    listed = _listed([(item, item.open) for item in oldest_first], due.as_of)
    return AccountStatement(due.as_of, listed, due.standing.on_account)


def _listed(items: Iterable[tuple[AccountItem, int]], as_of: date) -> tuple[NoticeItem, ...]:
    """Each item with what is asked for it."""
    return tuple(
        [
            NoticeItem(i.document_number, i.issue_date, i.due_date, asked, days_overdue(i.due_date, as_of), i.po_number)
            for i, asked in items
        ]
    )


def journalled(standing: Standing, decision: Decision, ladder_hash: str, as_of: date) -> str:
    """What the journal keeps of a decision: the facts it saw and what came out, so that it can be replayed.

    Written as `canonical_json` would.
    """
    document = {
        "as_of": as_of,
        "ladder": ladder_hash,
        "standing": standing_document(standing),
        "decision": decision,
    }
    return _ENCODER.encode(document).decode()


_ENCODER = msgspec.json.Encoder()


def decision_document(decision: Decision) -> dict[str, Any]:
    """A decision as JSON: its name, and its fields."""
    document: dict[str, Any] = msgspec.to_builtins(decision)
    return document
