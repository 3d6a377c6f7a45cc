"""Texts that come in: stored, then settled: an opt-out for that number, an opt-in, help, or a case with the words.

A text counts once, however often and over how many processes it comes. At most one answer a day and kind goes to a
number, so that two robots cannot talk to each other for ever. Must not send: answers are recorded in the outbox.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import Connection

from workers.errors import CollectionsError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.stopping import StopLaw, Stopping, set_stop
from workers.inbox.rules.phrase_book import PhraseBook
from workers.inbox.rules.sms_intent import SmsIntent, find_matter, read_sms, says_opt_out
from workers.ledger.book import consents
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.incoming import incoming_sms
from workers.ledger.incoming.incoming_sms import IncomingSms, Texter
from workers.ledger.incoming.raw_messages import Settlement
from workers.ledger.queue.cases import lock_account_of
from workers.ledger.unit_of_work import Ledger
from workers.outbox.queue import NewMessage, enqueue
from workers.outbox.refusals import REPLY
from workers.policy.queue import queue_policy
from workers.policy.robot import RobotPolicy
from workers.receivables.occasion import Occasion
from workers.receivables.stop import STOP_KINDS

MAX_ATTEMPTS = 3
_AT_MOST = 500
_QUOTE_LENGTH = 300
_SAYS: dict[str, tuple[CaseKind, str]] = {
    "promise": (CaseKind.PROMISE, "promises to pay"),
    "dispute": (CaseKind.DISPUTE, "disputes what is asked"),
    "already_paid": (CaseKind.UNCLEAR_MAIL, "says that it has paid"),
    "copy_request": (CaseKind.UNCLEAR_MAIL, "asks for a copy of an invoice"),
}
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class SmsDesk:
    """What settling texts needs; ``phrases`` are what people write, ``law`` is what rule packs add to a stop."""

    ledger: Ledger
    robot: RobotPolicy
    occasion: Callable[[], Occasion]
    phrases: PhraseBook
    law: StopLaw = field(default_factory=StopLaw)


def take_sms(desk: SmsDesk, sms: IncomingSms) -> None:
    """Store a text, then settle it; one that is known already changes nothing."""
    with desk.ledger.write() as connection:
        sms_id = incoming_sms.store_sms(connection, sms, desk.occasion().at)
    if sms_id is not None:
        settle_sms(desk, sms_id)


def settle_all(desk: SmsDesk) -> int:
    """Settle what was stored and forgotten; returns how many. One that cannot be settled stops no other."""
    with desk.ledger.read() as connection:
        waiting = incoming_sms.find_unsettled(connection, _AT_MOST)
    return sum(settle_sms(desk, sms_id) for sms_id in waiting)


def settle_sms(desk: SmsDesk, sms_id: int) -> bool:
    """Settle one text; after the third attempt that failed a person gets it."""
    with desk.ledger.write() as connection:
        attempts = incoming_sms.count_attempt(connection, sms_id)
    if not attempts:
        return False
    try:
        with desk.ledger.write() as connection:
            return _Clerk(connection, desk, sms_id).settle(poisoned=attempts > MAX_ATTEMPTS)
    except CollectionsError as error:
        _log.warning("sms.not_settled", sms=sms_id, attempts=attempts, reason=str(error))
        return False


def _intent_of(sms: IncomingSms) -> SmsIntent:
    """What the text asks for; where the provider has taken it for an opt-out by words of its own, it is one."""
    intent = read_sms(sms.body)
    is_taken = intent is SmsIntent.OTHER and sms.answered_by_provider.upper() == "STOP"
    return SmsIntent.OPT_OUT if is_taken else intent


class _Clerk:
    """Carries out one text in one transaction."""

    def __init__(self, connection: Connection, desk: SmsDesk, sms_id: int) -> None:
        self._connection, self._desk, self._sms_id = connection, desk, sms_id
        self._occasion = desk.occasion()
        self._evidence = f"sms {sms_id}"
        self._texters: list[Texter] = []

    def settle(self, *, poisoned: bool) -> bool:
        known = incoming_sms.find_sms(self._connection, self._sms_id)
        if known is None:
            return False
        self._texters = incoming_sms.find_texters(self._connection, known.sender)
        for account_id in sorted({texter.account_id for texter in self._texters}):
            lock_account_of(self._connection, account_id)  # before any message, as everybody does
        sms = incoming_sms.find_sms(self._connection, self._sms_id, lock=True)
        if sms is None:
            return False
        settlement = self._poisoned(sms) if poisoned else self._carry_out(sms)
        incoming_sms.settle_sms(self._connection, self._sms_id, settlement, self._occasion)
        return True

    @property
    def _account_id(self) -> int | None:
        return self._texters[0].account_id if self._texters else None

    def _carry_out(self, sms: IncomingSms) -> Settlement:
        matter = find_matter(sms.body, self._desk.phrases)
        match _intent_of(sms):
            case SmsIntent.OPT_OUT:
                settlement = self._opt_out(sms)
                # Whoever opts out and says more has said more.
                says_more = matter.name in _SAYS or matter.name in STOP_KINDS
                return self._matter(sms, matter.name) if says_more else settlement
            case SmsIntent.OPT_IN:
                self._record(consents.record_opt_in, sms)
                return Settlement("answered", "this number gets texts again", self._account_id)
            case SmsIntent.HELP:
                self._answer(sms, "help")
                return Settlement("answered", "asked for help", self._account_id)
            case SmsIntent.OTHER:
                if says_opt_out(sms.body, self._desk.phrases):
                    settlement = self._opt_out(sms)
                    if matter.name == "opt_out":
                        return settlement
                return self._matter(sms, matter.name)

    def _opt_out(self, sms: IncomingSms) -> Settlement:
        if not consents.is_opted_out(self._connection, "sms", sms.sender):
            self._record(consents.record_opt_out, sms)
            self._answer(sms, "opted_out")
        return Settlement("answered", "this number gets no more texts", self._account_id)

    def _record(self, record: Callable[..., list[int]], sms: IncomingSms) -> None:
        wording = sms.body[:_QUOTE_LENGTH]
        record(self._connection, "sms", sms.sender, wording=wording, evidence=self._evidence, occasion=self._occasion)

    def _answer(self, sms: IncomingSms, template: str) -> None:
        """One answer a day and kind for a number, unless the provider has answered."""
        if sms.answered_by_provider:
            return
        robot = self._desk.robot
        texter = self._texters[0] if self._texters else None
        company = robot.company
        answer = NewMessage(
            entity=texter.entity if texter else next(iter(robot.entities)),
            purpose=REPLY,
            subject=f"{template} on {self._occasion.business_date}",
            channel="sms",
            recipient=sms.sender,
            template=f"{REPLY}/{template}",
            payload={"creditor": {"name": company.name, "phone": company.phone, "email": company.reply_to}},
            language=texter.language if texter else robot.default_language,
        )
        enqueue(self._connection, answer, self._occasion)

    def _matter(self, sms: IncomingSms, name: str) -> Settlement:
        evidence: dict[str, Any] = {}
        if name in STOP_KINDS:
            return self._stop(sms, name)
        kind, says = _SAYS.get(name, (CaseKind.UNCLEAR_MAIL, "says something that the robot does not act on"))
        if kind is CaseKind.DISPUTE and self._account_id is not None:
            hold = NewHold(self._account_id, "dispute", self._evidence)
            evidence["holds"] = [add_hold(self._connection, hold, self._occasion)]
        return self._case(sms, kind, f"whoever texted {says}", evidence)

    def _stop(self, sms: IncomingSms, kind: str) -> Settlement:
        """Every account of the number is stopped, under the law of its own customer."""
        new = [Stopping(texter.account_id, kind, self._evidence) for texter in self._texters]
        done = [set_stop(self._connection, each, self._desk.law, self._occasion) for each in new]
        evidence = {"kind": kind, "stops": [stop.id for stop in done]} | (done[0].evidence() if done else {})
        suggestion = next((stop.suggestion for stop in done if stop.suggestion), "")
        return self._case(sms, CaseKind.STOP_REQUEST, f"the text speaks of {kind}", evidence, suggestion)

    def _poisoned(self, sms: IncomingSms) -> Settlement:
        return self._case(sms, CaseKind.POISONED_MAIL, f"{MAX_ATTEMPTS} attempts to settle a text failed", {})

    def _case(
        self, sms: IncomingSms, kind: CaseKind, reason: str, more: dict[str, Any], suggestion: str = ""
    ) -> Settlement:
        evidence = {"sms": self._sms_id, "from": sms.sender, "quote": sms.body[:_QUOTE_LENGTH], **more}
        subject = f"sms:{self._sms_id}"
        case = NewCase(kind, subject, reason, self._account_id, evidence=evidence, suggestion=suggestion)
        open_case(self._connection, case, self._occasion, queue_policy(self._desk.robot))
        return Settlement("case", f"{kind}: {reason}", self._account_id)
