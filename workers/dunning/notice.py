"""From a decision to the rows of a notice: what it says, to whom it goes, and what the journal keeps of it.

Pure: composes values. Must not decide anything the evaluation did not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from workers.dunning.decisions import Decision, NoticeDue
from workers.ledger.notices import NewMessage, NewNotice
from workers.ledger.standings import Dossier
from workers.outbox.key import message_key
from workers.policy.creditor import creditor_for, thread_token
from workers.policy.ladder import Level
from workers.policy.policy_set import PolicySet
from workers.receivables.notice import NoticeFacts, NoticeItem
from workers.receivables.open_item import OpenItem, days_overdue
from workers.receivables.standing import Standing, standing_document


@dataclass(frozen=True, slots=True)
class Due:
    """A due notice with everything it is composed from."""

    dossier: Dossier
    standing: Standing
    decision: NoticeDue
    level: Level
    episode: int
    as_of: date

    @property
    def items(self) -> list[tuple[OpenItem, int]]:
        """Each listed item, oldest first, with the part of it that is asked for."""
        asked = {item.id: item.dunnable for item in self.standing.items}
        listed = [(self.dossier.items[number], asked[number]) for number in self.decision.item_ids]
        return sorted(listed, key=lambda pair: (pair[0].due_date, pair[0].id))


def compose_notice(due: Due, policy: PolicySet, not_before: datetime, reason: str) -> NewNotice:
    """The notice and its messages, one per channel, all with one payload."""
    facts = notice_facts(due, policy)
    addresses = {contact.id: contact for contact in due.dossier.contacts}
    subject = f"episode {due.episode} level {due.level.number}"
    messages = []
    for channel, contact_id in due.decision.contacts:
        contact = addresses[contact_id]
        scope = (due.dossier.entity, due.dossier.account_id, due.standing.currency)
        key = message_key(scope=scope, purpose="dunning", subject=subject, occurrence=1, to=(channel, contact_id))
        messages.append(NewMessage(key, channel, contact_id, contact.email if channel == "email" else contact.phone))
    return NewNotice(
        currency=due.standing.currency,
        level=due.level.number,
        template=due.level.notice,
        language=facts.language,
        payload=facts.to_json().decode(),
        messages=tuple(messages),
        items=tuple((item.id, asked, days_overdue(item.due_date, due.as_of)) for item, asked in due.items),
        subject=subject,
        occurrence=1,
        reason=reason,
        not_before=not_before,
    )


def notice_facts(due: Due, policy: PolicySet) -> NoticeFacts:
    """What the templates see. Amounts are what is asked for: an item's open amount less what is withheld of it."""
    customer, currency = due.dossier.customer, due.standing.currency
    return NoticeFacts(
        creditor=creditor_for(policy.robot, due.dossier.entity, currency),
        customer_id=customer.id,
        customer_name=customer.name,
        thread_token=thread_token(policy.robot, customer.id),
        language=customer.language or policy.robot.default_language,
        currency=currency,
        items=tuple(
            NoticeItem(
                item.document_number, item.issue_date, item.due_date, asked, days_overdue(item.due_date, due.as_of),
                item.po_number,
            )
            for item, asked in due.items
        ),
        total=due.decision.overdue,
        on_account=due.standing.credit,
        amount_asked=due.decision.asked,
        level_name=due.level.name,
        notice_date=due.as_of,
        deadline=due.as_of + timedelta(days=due.level.pay_within_days),
        announces_referral=due.level.final and policy.ladder_of(customer).referral is not None,
    )  # fmt: skip


def journalled(standing: Standing, decision: Decision, ladder_hash: str, as_of: date) -> Mapping[str, Any]:
    """What the journal keeps of a decision: the facts it saw and what came out, so that it can be replayed."""
    return {
        "as_of": as_of,
        "ladder": ladder_hash,
        "standing": standing_document(standing),
        "decision": decision_document(decision),
    }


def decision_document(decision: Decision) -> dict[str, Any]:
    """A decision as JSON: its name, and its fields."""
    fields = {name: getattr(decision, name) for name in decision.__dataclass_fields__}
    return {"name": type(decision).__name__, **fields}
