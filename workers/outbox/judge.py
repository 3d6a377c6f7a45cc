"""Claim what is due and put it before the send gate, with facts loaded in bulk, in one transaction.

Must not send: what passes goes to `dispatch`, with the instant until which it may leave.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import Connection

from workers.clock import real_now
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger import journal
from workers.ledger.book.courtesy import ANSWER
from workers.ledger.book.pauses import with_pauses
from workers.ledger.book.people import people_of
from workers.ledger.book.standings import Dossier, load_dossiers
from workers.ledger.journal import JournalEntry
from workers.ledger.operations import controls, feeds
from workers.ledger.outgoing import messages, run_gates
from workers.ledger.outgoing.messages import Claim, Claimed
from workers.ledger.outgoing.threads import load_threads
from workers.ledger.queue import calls
from workers.outbox.compose import DUNNING
from workers.outbox.courtesies import Courtesies, is_courtesy, load_courtesies
from workers.outbox.envelope import thread_of
from workers.outbox.gate_facts import Surroundings, WaitingNotice, address_of, counted_under, gate_facts
from workers.outbox.ports import OutboxPorts
from workers.outbox.refusals import texts_refused
from workers.outbox.rules.courtesy_gate import judge_courtesy
from workers.outbox.rules.send_gate import Cancel, Defer, GateFacts, Judgement, Send, judge, longest_cap, stale_feeds
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.notice import debt_asked
from workers.receivables.occasion import Occasion

# How soon a message is judged again whose account somebody was changing.
_SOON = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Cleared:
    """A claimed message that may leave until ``until`` (business clock); None: at any hour.

    ``thread`` holds the Message-IDs of the mails before it, for a mail about an account.
    """

    message: Claimed
    until: datetime | None
    thread: tuple[str, ...] = ()


@dataclass(slots=True)
class Batch:
    """One claim: what passed the gate, and how many did not."""

    claimed: int = 0
    cleared: list[Cleared] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    questions: list[NewCase] = field(default_factory=list)


def claim_batch(ports: OutboxPorts, limit: int) -> Batch:
    """Claim up to ``limit`` due messages and judge them; the kill switch makes the batch empty.

    The facts are loaded from a snapshot between the claim and the judgement, so that nobody waits for that: what
    changes meanwhile raises the account's version, and the attempt asks for the version that was judged.
    """
    occasion = ports.occasion(next(iter(ports.policy.robot.entities)))
    with ports.ledger.write() as connection:
        if controls.is_stopped(connection):
            return Batch()
        now = real_now()
        wanted = Claim(uuid4().hex, now, occasion.at, now + ports.lease, run_gates.shut_days(connection))
        claimed = messages.claim(connection, wanted, limit)
    batch = Batch(claimed=len(claimed))
    if claimed:
        facts = _load_facts(ports, claimed, occasion)
        with ports.ledger.write() as connection:
            _judge_all(connection, ports, facts, occasion, batch)
        _ask_people(ports, batch.questions, occasion)
    return batch


def _ask_people(ports: OutboxPorts, questions: Sequence[NewCase], occasion: Occasion) -> None:
    """What only a person can say, asked after the judgement: a case locks its account, and a claim must not wait."""
    if questions:
        with ports.ledger.write() as connection:
            for case in sorted(questions, key=lambda case: case.account_id or 0):
                open_case(connection, case, occasion, queue_policy(ports.policy.robot))


@dataclass(frozen=True, slots=True)
class _Facts:
    """Claimed messages, what they list, and the dossiers and threads of their accounts, as one snapshot has them.

    ``days`` holds today's date in the zone of each entity: a hold or a pause lasts through its last day there.
    """

    claimed: Sequence[Claimed]
    days: Mapping[str, date]
    listed: Mapping[int, list[tuple[int, int]]]
    dossiers: Mapping[int, Dossier]
    threads: Mapping[int, tuple[str, ...]]
    courtesies: Courtesies

    @property
    def claim_token(self) -> str:
        return self.claimed[0].claim_token

    @property
    def judged(self) -> list[Claimed]:
        return [message for message in self.claimed if _is_judged(message)]

    def cleared(self, message: Claimed, until: datetime | None = None) -> Cleared:
        return Cleared(message, until, self.threads.get(message.account_id or 0, ()))


def _is_judged(message: Claimed) -> bool:
    """Notices and courtesies; whatever else leaves was asked for, or is for our own people."""
    return message.purpose == DUNNING or is_courtesy(message)


def _load_facts(ports: OutboxPorts, claimed: Sequence[Claimed], occasion: Occasion) -> _Facts:
    judged = [message for message in claimed if _is_judged(message)]
    days = {entity: ports.occasion(entity).business_date for entity in {message.entity for message in judged}}
    with ports.ledger.read() as connection:
        dossiers = _load_dossiers(connection, ports.policy, judged, days)
        listed = messages.listed_items(connection, [message.id for message in judged])
        courtesies = load_courtesies(connection, judged, occasion.business_date)
        threads = _load_threads(connection, claimed, ports.policy.robot.own_domain)
    return _Facts(claimed, days, listed, dossiers, threads, courtesies)


def _load_dossiers(
    connection: Connection, policy: PolicySet, judged: Sequence[Claimed], days: Mapping[str, date]
) -> dict[int, Dossier]:
    """The accounts of these messages, each on the day of its entity."""
    home = {name: entity.country for name, entity in policy.robot.entities.items()}
    found: dict[int, Dossier] = {}
    for day in sorted(set(days.values())):
        ids = sorted({m.account_id for m in judged if m.account_id is not None and days[m.entity] == day})
        dossiers = load_dossiers(connection, ids, day, lambda c: policy.segment_of(c).name, home)
        found |= {dossier.account_id: dossier for dossier in with_pauses(dossiers, policy, day)}
    return found


def _load_threads(connection: Connection, claimed: Sequence[Claimed], own_domain: str) -> dict[int, tuple[str, ...]]:
    """Of the accounts that are written an e-mail."""
    ids = {message.account_id for message in claimed if message.channel == "email" and message.account_id is not None}
    mails = load_threads(connection, ids)
    return {account_id: thread_of(account_id, mails.get(account_id, ()), own_domain) for account_id in ids}


def _judge_all(connection: Connection, ports: OutboxPorts, facts: _Facts, occasion: Occasion, batch: Batch) -> None:
    judged = facts.judged
    batch.cleared = [facts.cleared(message) for message in facts.claimed if not _is_judged(message)]
    versions = messages.account_versions(connection, (c.message.account_id for c in batch.cleared))
    kept = [(c.message.id, versions.get(c.message.account_id), "") for c in batch.cleared]
    deferred: list[tuple[int, datetime, str]] = []
    cancelled: list[tuple[Claimed, str]] = []
    bench = _Bench(connection, ports, facts, occasion) if judged else None
    for message in judged:
        assert bench is not None  # there is one whenever there is a message to judge
        match bench.judge(message):
            case Send(until=until):
                batch.cleared.append(facts.cleared(message, until))
                counted = message.purpose != ANSWER  # whoever asks us is not contacted by us
                kept.append((message.id, bench.version(message), bench.counted_under(message) if counted else ""))
                if counted:
                    bench.reserve(message)
            case Defer(until=until, reason=reason):
                deferred.append((message.id, until, reason))
            case Cancel(reason=reason):
                cancelled.append((message, reason))
    free = messages.lock_free_accounts(connection, (message.account_id for message, _ in cancelled))
    soon = occasion.at + _SOON
    deferred.extend(
        (message.id, soon, "its account is changing") for message, _ in cancelled if message.account_id not in free
    )
    cancelled = [(message, reason) for message, reason in cancelled if message.account_id in free]
    still = messages.keep(connection, kept, occasion.at, facts.claim_token)
    batch.cleared = [cleared for cleared in batch.cleared if cleared.message.id in still]
    messages.give_back(connection, deferred, facts.claim_token)
    gone = messages.cancel(connection, [(message.id, reason) for message, reason in cancelled], facts.claim_token)
    journal.append(connection, [_cancelled(message, why, occasion) for message, why in cancelled if message.id in gone])
    batch.counts.update(deferred=len(deferred), cancelled=len(gone))
    if bench is not None:
        messages.cite(connection, bench.cited)
        batch.questions.extend(bench.questions.values())


class _Bench:
    """The facts of one batch, and the gate over them."""

    def __init__(self, connection: Connection, ports: OutboxPorts, facts: _Facts, occasion: Occasion) -> None:
        robot = ports.policy.robot
        self.policy, self.now, self.days = ports.policy, occasion.at, facts.days
        self.dossiers, self.listed, self.courtesies = facts.dossiers, facts.listed, facts.courtesies
        self.people = people_of(connection, [self._addresses(message) for message in facts.judged])
        messages.lock_addresses(connection, self.people)
        since = self.now - longest_cap(robot.contact_rules, ports.policy.rule_packs.values())
        self.contacted = messages.reservations(connection, self.people, since)
        called = {m.account_id for m in facts.judged if m.channel == "call" and m.account_id is not None}
        self.conversations = calls.conversations(connection, called, self.now) if called else {}
        self.cited: dict[int, str] = {}
        self.questions: dict[str, NewCase] = {}
        max_age = {str(name): timedelta(hours=feed.max_age_hours) for name, feed in robot.feeds.items()}
        self.stale = stale_feeds(feeds.last_received(connection), max_age, self.now)
        if self.stale:
            _open_feed_case(connection, ports, self.stale, occasion)
        self.texts_refused = texts_refused(connection)
        self.silent = {segment.name for segment in robot.segments if segment.mode == "shadow"}

    def judge(self, message: Claimed) -> Judgement:
        facts = self._facts(message)
        judgement = self._judgement(message, facts)
        if facts.packs:
            self.cited[message.id] = facts.cites
        missing = judgement.asks_for if isinstance(judgement, Defer) else ""
        if not self.dossiers[message.account_id or 0].customer.party:
            self._ask(message, CaseKind.PARTY_UNKNOWN, "nobody said whether the customer is a company or a consumer")
        if missing:
            self._ask(message, CaseKind.ZONE_UNKNOWN, f"the notice waits for {missing}")
        return judgement

    def _judgement(self, message: Claimed, facts: GateFacts) -> Judgement:
        rules, today = self.policy.robot.contact_rules, self.days[message.entity]
        if is_courtesy(message):
            return judge_courtesy(self.courtesies.gate(message, facts, self.policy, today), rules, self.now)
        if facts.standing is not None and facts.standing.segment in self.silent:
            # Ops put it into shadow after the notice was planned.
            return Cancel(f"segment {facts.standing.segment} is in shadow")
        return judge(facts, rules, self.now)

    def version(self, message: Claimed) -> int | None:
        return self.dossiers[message.account_id].version if message.account_id is not None else None

    def reserve(self, message: Claimed) -> None:
        """The next message of this batch to the same person sees this one."""
        self.contacted.setdefault(self.counted_under(message), []).append(self.now)

    def counted_under(self, message: Claimed) -> str:
        dossier = self.dossiers[message.account_id or 0]
        return counted_under(dossier, message.contact_id or 0, message.channel, message.recipient)

    def _ask(self, message: Claimed, kind: CaseKind, reason: str) -> None:
        """One case for an account, however many of its messages wait."""
        subject = f"account:{message.account_id}"
        self.questions[f"{kind}:{subject}"] = NewCase(kind, subject, reason, account_id=message.account_id)

    def _addresses(self, message: Claimed) -> set[str]:
        """Where the person of a message is reached, over all channels that lead to one person."""
        dossier = self.dossiers[message.account_id or 0]
        own = {address_of(dossier, message.contact_id or 0, channel) for channel in ("email", "sms")}
        return own | {self.counted_under(message)}

    def _contacted(self, message: Claimed) -> list[datetime]:
        counted = self.counted_under(message)
        person = self.people.get(counted, {counted})
        return [at for address in person for at in self.contacted.get(address, ())]

    def _facts(self, message: Claimed) -> GateFacts:
        assert message.account_id is not None  # every message that is judged belongs to an account
        asked = 0 if is_courtesy(message) else debt_asked(message.payload)
        waiting = WaitingNotice(
            message.channel,
            message.contact_id or 0,
            message.recipient,
            message.currency,
            asked,
            self.listed.get(message.id, ()),
        )
        debt = (message.contact_id or 0, message.account_id, message.currency or "")
        contacted, conversed_at = self._contacted(message), self.conversations.get(debt)
        around = Surroundings(self.stale, contacted, self.texts_refused, conversed_at)
        return gate_facts(waiting, self.dossiers[message.account_id], around, self.policy, self.days[message.entity])


def _cancelled(message: Claimed, reason: str, occasion: Occasion) -> JournalEntry:
    data = {"message": message.id, "key": message.key, "reason": reason}
    return JournalEntry(
        "message.cancelled", occasion.actor, occasion.at, occasion.business_date, data, message.account_id, "outbox",
        message.policy_hash,
    )  # fmt: skip


def _open_feed_case(connection: Connection, ports: OutboxPorts, stale: tuple[str, ...], occasion: Occasion) -> None:
    """One operations case however many messages wait."""
    reason = f"stale feed: {', '.join(stale)}; dunning waits"
    case = NewCase(CaseKind.STALE_FEED, f"feeds:{','.join(stale)}", reason, evidence={"feeds": list(stale)})
    open_case(connection, case, occasion, queue_policy(ports.policy.robot))
