"""What a reply causes: a stop, an opt-out, a hold, a case. Whatever is not plain goes to a person.

Stopping is safe, so a stop word is obeyed whoever wrote it; everything else needs a sender who may be believed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.stopping import Stopping, set_stop
from workers.inbox.correspondent import Correspondent
from workers.inbox.rules.promise import REMEMBERED_DAYS, find_promised_day, is_of_a_part
from workers.inbox.rules.triage import Triage
from workers.inbox.terms import InboxTerms
from workers.ledger.book import consents, promises
from workers.ledger.book.holds import HoldKind, NewHold, add_hold
from workers.ledger.book.promised import promised_amounts
from workers.ledger.incoming import correspondence
from workers.ledger.incoming.raw_messages import Settlement
from workers.receivables.mail import Mail
from workers.receivables.occasion import Occasion
from workers.receivables.public_domains import is_public
from workers.receivables.reference import keys_in
from workers.receivables.stop import STOP_KINDS

_QUOTE_LENGTH = 300
# Named as `workers.policy.reply_rules.Want` names them.
_ASKS: dict[str, tuple[str, str]] = {
    "already_paid": ("says that it has paid", "Look for the payment; ask for its date and reference."),
    "copy_request": ("asks for a copy of an invoice", "Send the copy."),
    "balance_request": ("asks what is open", "Send a statement of account."),
    "wrong_contact": ("says that somebody else is in charge", "Ask who, and set the contact (`contact set`)."),
    "unclear": ("says something that the robot does not understand", ""),
}
_FRAUD = {
    "bank_change": "it names new bank details",
    "refund_request": "it asks for money back",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail that wants something of us, with who wrote it."""

    mail_id: int
    mail: Mail
    triage: Triage
    writer: Correspondent

    @property
    def intent(self) -> str:
        return self.triage.intent.name if self.triage.intent else "unclear"


def suspect(connection: Connection, reply: Reply, terms: InboxTerms, occasion: Occasion) -> Settlement:
    """A mail with signs of fraud: a case, and nothing else. Nothing it says is used, nobody is answered."""
    return _Clerk(connection, reply, terms, occasion).suspect()


def carry_out(connection: Connection, reply: Reply, terms: InboxTerms, occasion: Occasion) -> Settlement:
    """Do what a reply asks for, as far as a robot may."""
    return _Clerk(connection, reply, terms, occasion).carry_out()


class _Clerk:
    """Carries out one reply in one transaction."""

    def __init__(self, connection: Connection, reply: Reply, terms: InboxTerms, occasion: Occasion) -> None:
        self._connection = connection
        self._reply = reply
        self._account_id = reply.writer.account_id
        self._terms = terms
        self._occasion = occasion

    def carry_out(self) -> Settlement:
        intent = self._reply.intent
        if intent in STOP_KINDS:
            return self._stop(intent)
        if self._reply.writer.verdict.suspicious:
            reason = f"{self._reply.writer.verdict.reason}; it reads as {intent}"
            return self._case(CaseKind.SUSPICIOUS_SENDER, reason)
        if intent == "opt_out":
            return self._opt_out()
        if intent == "dispute" and self._account_id is not None:
            return self._dispute(self._account_id)
        if intent == "promise" and self._account_id is not None:
            return self._promise(self._account_id)
        says, suggestion = _ASKS.get(intent, (f"reads as {intent}, and no one account fits", ""))
        return self._case(CaseKind.UNCLEAR_MAIL, f"the writer {says}", suggestion)

    def suspect(self) -> Settlement:
        verdict = self._reply.writer.verdict
        what = _FRAUD.get(self._reply.triage.reason, self._reply.triage.reason)
        told = f"fraud_risk: {what}" + (f"; {verdict.reason}" if verdict.suspicious else "")
        return self._case(CaseKind.SUSPICIOUS_SENDER, told)

    def _stop(self, kind: str) -> Settlement:
        intent = self._reply.triage.intent
        speaks = "may speak" if intent is not None and intent.doubtful else "speaks"
        evidence: dict[str, Any] = {"kind": kind, "doubtful": speaks == "may speak"}
        suggestion = ""
        if self._account_id is not None:
            new = Stopping(self._account_id, kind, self._evidence_name)
            done = set_stop(self._connection, new, self._terms.law, self._occasion)
            evidence, suggestion = evidence | done.evidence(), done.suggestion
        return self._case(CaseKind.STOP_REQUEST, f"the mail {speaks} of {kind}", suggestion, evidence)

    def _opt_out(self) -> Settlement:
        """Who reads a mailbox under another address has said nothing about a contact's, but means it."""
        concerned = self._close(self._reply.mail.sender.address)
        if not concerned:
            concerned = [account for address in self._written_to() for account in self._close(address)]
        if not concerned and (self._account_id is not None or self._reply.writer.candidates):
            reason = "the writer wants no more e-mail, and is no contact that we write to"
            return self._case(
                CaseKind.UNCLEAR_MAIL, reason, "Ask which contact is meant: `contact set`, or `hold add`."
            )
        account_id = self._account_id if self._account_id in concerned else next(iter(concerned), self._account_id)
        return Settlement("answered", "the writer gets no more e-mail", account_id)

    def _close(self, address: str) -> list[int]:
        """No more e-mail to that address; the accounts that concerns."""
        return consents.record_opt_out(
            self._connection,
            "email",
            address,
            wording=self._reply.triage.quote[:_QUOTE_LENGTH],
            evidence=self._evidence_name,
            occasion=self._occasion,
        )

    def _written_to(self) -> set[str]:
        """The addresses in the writer's own house to which we sent the mails that this one answers."""
        keys = [self._terms.own_key(message_id) for message_id in self._reply.writer.message_ids]
        house = self._reply.mail.sender.domain.lower()
        sent = correspondence.find_sent(self._connection, keys)
        mailed = {message.recipient for message in sent if message.channel == "email" and not is_public(house)}
        return {address for address in mailed if address.rpartition("@")[2].lower() == house}

    def _dispute(self, account_id: int) -> Settlement:
        held = self._hold(account_id, "dispute", NewHold(account_id, "dispute", self._evidence_name))
        return self._case(CaseKind.DISPUTE, "the writer disputes what is asked", evidence={"holds": held})

    def _promise(self, account_id: int) -> Settlement:
        today = self._occasion.business_date
        day = find_promised_day(self._reply.triage.quote, today)
        if day is None:
            return self._case(CaseKind.PROMISE, "the writer promises to pay, on no one plain day")
        if promises.has_broken_promise(self._connection, account_id, today - timedelta(days=REMEMBERED_DAYS)):
            return self._case(CaseKind.PROMISE, f"the writer promises to pay on {day}, and broke a promise before")
        owed = promised_amounts(self._connection, account_id, self._named_items(account_id), today, day)
        if not owed:
            return self._case(CaseKind.PROMISE, f"the writer promises to pay on {day}, and nothing is due by then")
        if is_of_a_part(self._reply.triage.quote, _whole(owed)):
            return self._case(CaseKind.PROMISE, f"the writer promises to pay on {day}, and not all that is due")
        good_through = self._terms.promises.good_through(day, promises.country_of(self._connection, account_id))
        for currency, item, amount in owed:
            new = promises.NewPromise(account_id, currency, amount, day, good_through, self._evidence_name, item)
            promises.add_promise(self._connection, new, self._occasion)
        return Settlement("answered", f"promised to pay on {day}", account_id)

    def _hold(self, account_id: int, kind: HoldKind, new: NewHold) -> list[int]:
        """Hold the items that the writer's sentence or subject names, else the account."""
        items = self._named_items(account_id)
        holds = [NewHold(account_id, kind, new.reason, item, expires_on=new.expires_on) for item in items] or [new]
        return [add_hold(self._connection, hold, self._occasion) for hold in holds]

    def _named_items(self, account_id: int) -> list[int]:
        named = keys_in(f"{self._reply.triage.quote}\n{self._reply.mail.subject}")
        return correspondence.open_items_named(self._connection, account_id, named)

    @property
    def _evidence_name(self) -> str:
        return f"mail {self._reply.mail_id}"

    def _candidates(self) -> dict[str, Any]:
        """Where the account is not certain, those that it may be."""
        candidates = self._reply.writer.candidates
        return {"candidates": list(candidates)} if self._account_id is None and candidates else {}

    def _case(
        self, kind: CaseKind, reason: str, suggestion: str = "", evidence: dict[str, Any] | None = None
    ) -> Settlement:
        triage = self._reply.triage
        told = {"mail": self._reply.mail_id, "quote": triage.quote[:_QUOTE_LENGTH], "rule": triage.rule}
        case = NewCase(
            kind=kind,
            subject=f"mail:{self._reply.mail_id}",
            reason=reason,
            account_id=self._account_id,
            evidence=self._candidates() | told | (evidence or {}),
            suggestion=suggestion,
        )
        open_case(self._connection, case, self._occasion, self._terms.queue)
        return Settlement("case", f"{kind}: {reason}", self._account_id)


def _whole(owed: Sequence[tuple[str, int | None, int]]) -> set[int]:
    """The amounts by which a writer may name all of it: each one, and their sum where they are of one currency."""
    amounts = [amount for _, _, amount in owed]
    one_currency = len({currency for currency, _, _ in owed}) == 1
    return {*amounts, sum(amounts)} if one_currency else set(amounts)
