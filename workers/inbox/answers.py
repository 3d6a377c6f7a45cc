"""Answers without a person: copies of invoices, statements of account, and notes of a promise or a dispute.

An answer is an intent in the outbox like every other message, recorded with the mail's being settled. It goes to the
address that we hold of the contact, never to one that the mail names. Bank details are in none.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.inbox.replies import Reply
from workers.inbox.rules.answering import AskerFacts, why_no_answer
from workers.inbox.rules.own_text import own_text
from workers.inbox.rules.promise import find_promised_day
from workers.inbox.terms import InboxTerms
from workers.ledger import journal
from workers.ledger.book.courtesy import ANSWER, Addressee, load_addressees
from workers.ledger.book.movements import load_figures
from workers.ledger.incoming import answered
from workers.ledger.incoming.answered import PastAnswer
from workers.ledger.incoming.raw_messages import Settlement
from workers.ledger.outgoing.run_gates import is_approved
from workers.outbox.enclosures import InvoiceCopies, invoice_copies
from workers.outbox.queue import NewMessage, enqueue
from workers.policy.answers import Answers
from workers.policy.creditor import creditor_for, thread_token
from workers.policy.policy_set import PolicySet
from workers.receivables.customer import Contact
from workers.receivables.notice import Creditor
from workers.receivables.occasion import Occasion
from workers.receivables.period_statement import PeriodStatement, month_before
from workers.receivables.reference import keys_in
from workers.receivables.sender_trust import dmarc_result

COPIES, STATEMENT, NOTED = "reply/invoice_copies", "reply/statement", "reply/noted_{what}"
_ASKS = {"copy_request": "copies of invoices", "balance_request": "a statement of account"}
_QUOTE_LENGTH = 300


class _NotAnswered(Exception):
    """Why a person has to answer."""


@dataclass(frozen=True, slots=True)
class AnswerDesk:
    """What answering needs: the policy in force, what `answers` in robot.yaml allows, and where copies lie."""

    policy: PolicySet
    allowed: Answers
    terms: InboxTerms
    copies: InvoiceCopies

    def answer(self, connection: Connection, reply: Reply, occasion: Occasion) -> Settlement | None:
        """Answer what asks for a document; a case where that may not be; None for every other mail."""
        wanted = {"copy_request": self.allowed.copies, "balance_request": self.allowed.statements}
        if not wanted.get(reply.intent, False) or reply.writer.verdict.suspicious:
            return None
        clerk = _Clerk(connection, self, reply, occasion)
        try:
            return clerk.send_copies() if reply.intent == "copy_request" else clerk.send_statement()
        except _NotAnswered as reason:
            return clerk.hand_over(f"the writer asks for {_ASKS[reply.intent]}; not answered: {reason}")

    def acknowledge(self, connection: Connection, reply: Reply, settled: Settlement, occasion: Occasion) -> None:
        """Note what was taken in, where ops want that and the writer may be answered; else say nothing."""
        is_taken = settled.outcome == "answered" or reply.intent == "dispute"
        if reply.intent in self.allowed.acknowledge and is_taken and not reply.writer.verdict.suspicious:
            try:
                _Clerk(connection, self, reply, occasion).note()
            except _NotAnswered:
                return


def answer_desk(policy: PolicySet, terms: InboxTerms, home: Path) -> AnswerDesk | None:
    """The desk under the policy in force; None where ops switched answers off."""
    allowed = policy.robot.answers
    return AnswerDesk(policy, allowed, terms, invoice_copies(policy.robot, home)) if allowed else None


class _Clerk:
    """Answers one mail in the transaction that settles it."""

    def __init__(self, connection: Connection, desk: AnswerDesk, reply: Reply, occasion: Occasion) -> None:
        self._connection, self._desk, self._reply, self._occasion = connection, desk, reply, occasion

    def send_copies(self) -> Settlement:
        to, numbers = self._account(), self._documents()
        if not numbers:
            raise _NotAnswered("the mail names no document of the account")
        self._demand_copies(to, numbers)
        return self._send(to, COPIES, {"copies": numbers}, f"copies of {', '.join(numbers)}")

    def send_statement(self) -> Settlement:
        to, today = self._account(), self._occasion.business_date
        span = (month_before(today)[0], today)
        found = load_figures(self._connection, [to.account_id], *span)
        stated = [
            PeriodStatement(**self._addressed(to, key[1]), first=span[0], last=span[1], figures=own).facts()
            for key, own in found.items()
            if not own.is_empty
        ]
        if not stated:
            raise _NotAnswered("nothing is open and nothing moved since the month before")
        told = {"statements": stated, "as_of": today.isoformat()}
        return self._send(to, STATEMENT, told, f"a statement of account as of {today}")

    def note(self) -> None:
        to, told = self._account(), dict[str, Any]()
        if self._reply.intent == "promise":
            day = find_promised_day(self._reply.triage.quote, self._occasion.business_date)
            if day is None:
                raise _NotAnswered("the promise is of no one day")
            told["promised_on"] = day.isoformat()
        self._send(to, NOTED.format(what=self._reply.intent), told | {"documents": self._documents()}, "noted")

    def hand_over(self, reason: str) -> Settlement:
        quote = self._reply.triage.quote[:_QUOTE_LENGTH]
        case = NewCase(
            kind=CaseKind.UNCLEAR_MAIL,
            subject=f"mail:{self._reply.mail_id}",
            reason=reason,
            account_id=self._reply.writer.account_id,
            evidence={"mail": self._reply.mail_id, "quote": quote},
            suggestion="Make sure who asks; then send it to the address that we hold.",
        )
        open_case(self._connection, case, self._occasion, self._desk.terms.queue)
        return Settlement("case", f"{CaseKind.UNCLEAR_MAIL}: {reason}", self._reply.writer.account_id)

    def _account(self) -> Addressee:
        """The account that is meant; raises `_NotAnswered` unless its writer may be told of it."""
        account_id = self._reply.writer.account_id
        if account_id is None:
            raise _NotAnswered("no one account fits")
        return load_addressees(self._connection, [account_id])[account_id]

    def _documents(self) -> list[str]:
        """Those that the writer's own words name, or else the subject; or else those of the mail that is answered."""
        account_id, mail, terms = self._reply.writer.account_id or 0, self._reply.mail, self._desk.terms
        for text in ("\n".join(own_text(mail, terms.phrases, terms.own_domain).said), mail.subject):
            if named := answered.documents_named(self._connection, account_id, keys_in(text)):
                return named
        return answered.documents_listed(self._connection, account_id, self._answered_keys())

    def _answered_keys(self) -> set[str]:
        """The messages of ours that the mail answers."""
        return {self._desk.terms.own_key(message_id) for message_id in self._reply.writer.message_ids}

    def _demand_copies(self, to: Addressee, numbers: list[str]) -> None:
        """All of them, or a person: who gets half of what they asked for asks again."""
        room = self._desk.copies.limit
        for number in numbers:
            path = self._desk.copies.path_of(to.entity, number)
            if path is None or not path.is_file():
                raise _NotAnswered(f"there is no copy of {number} in the folder")
            room -= path.stat().st_size
        if room < 0:
            raise _NotAnswered("the copies are too large for one mail")

    def _send(self, to: Addressee, template: str, told: dict[str, Any], what: str) -> Settlement:
        contact = self._permitted(to, template, told)
        payload = self._addressed(to, "") | {"creditor": asdict(self._creditor(to, "")), **told}
        new = NewMessage(
            entity=to.entity,
            purpose=ANSWER,
            subject=f"mail {self._reply.mail_id}",
            channel="email",
            recipient=contact.email,
            template=template,
            payload=payload,
            language=to.customer.language or self._desk.policy.robot.default_language,
            account_id=to.account_id,
            contact_id=contact.id,
        )
        number = enqueue(self._connection, new, self._occasion)
        data = {"message": number, "mail": self._reply.mail_id, "template": template}
        journal.record(self._connection, "answer.planned", data, self._occasion, account_id=to.account_id)
        return Settlement("answered", f"{what}: message {number}", to.account_id)

    def _permitted(self, to: Addressee, template: str, told: dict[str, Any]) -> Contact:
        """The contact that is answered; raises `_NotAnswered` where the rules speak against it."""
        address = self._reply.mail.sender.address.lower()
        contact = next((c for c, reach in to.people if c.email.lower() == address and "email" in reach.channels), None)
        since = self._occasion.at - timedelta(days=self._desk.allowed.in_days)
        past = answered.answers_to(self._connection, contact.email, since) if contact else []
        against = why_no_answer(self._facts(to, contact, past, told | {"template": template}), self._desk.allowed)
        if against or contact is None:
            raise _NotAnswered(against)
        return contact

    def _facts(
        self, to: Addressee, contact: Contact | None, past: list[PastAnswer], telling: dict[str, Any]
    ) -> AskerFacts:
        mail, verdict, policy = self._reply.mail, self._reply.writer.verdict, self._desk.policy
        segment = policy.segment_of(to.customer)
        return AskerFacts(
            dmarc=dmarc_result(mail, self._desk.terms.authserv_id),
            forwarded=verdict.forwarded,
            replies_elsewhere=mail.reply_to.address.lower() not in ("", mail.sender.address.lower()),
            known=contact is not None,
            barred=to.barred if to.entity in policy.robot.entities else f"its entity {to.entity} is not in robot.yaml",
            mode=segment.mode,
            approved=is_approved(self._connection, segment.name, policy.ladders[segment.ladder].hash),
            in_thread=answered.count_answers(self._connection, self._answered_keys()),
            to_contact=len(past),
            told_before=any(_tells(one, telling) for one in past),
        )

    def _addressed(self, to: Addressee, currency: str) -> dict[str, Any]:
        """What every answer says of whom it is about."""
        return {
            "creditor": self._creditor(to, currency),
            "customer_id": to.customer.id,
            "customer_name": to.customer.name,
            "thread_token": thread_token(self._desk.policy.robot, to.customer.id),
            "currency": currency,
        }

    def _creditor(self, to: Addressee, currency: str) -> Creditor:
        """Without bank details: those stand in our notices, and a mail that asks for them is answered by a person."""
        creditor = creditor_for(self._desk.policy.robot, to.entity, currency)
        return replace(creditor, bank="", iban="", bic="", account_number="", routing_number="")


def _tells(past: PastAnswer, telling: dict[str, Any]) -> bool:
    """Whether an earlier answer said the same."""
    return past.template == telling["template"] and all(
        past.payload.get(name) == value for name, value in telling.items() if name != "template"
    )
