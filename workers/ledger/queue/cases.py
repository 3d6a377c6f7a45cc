"""Exception cases in the ledger: open, find, claim, release, resolve. Must not decide owner, due time or decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Row, Select, or_, select, text, update

from workers.ledger import journal
from workers.ledger.schema import accounts, cases, customers
from workers.ledger.schema import journal as journal_table
from workers.ledger.sql.among import among
from workers.ledger.sql.upsert import insert_into
from workers.receivables.occasion import Occasion

_UNRESOLVED = cases.c.state != "resolved"


@dataclass(frozen=True, slots=True)
class Case:
    """One exception case with the customer it concerns, as the queue shows it."""

    id: int
    kind: str
    subject: str
    reason: str
    account_id: int | None
    entity: str | None
    customer_id: str | None
    customer_name: str | None
    currency: str | None
    amount_minor: int | None
    priority: int
    owner: str
    evidence: Mapping[str, Any]
    suggestion: str
    state: str
    opened_at: datetime
    opened_on: date
    due_at: datetime
    occurrences: int
    claimed_by: str | None
    lease_until: datetime | None
    decision: str | None
    note: str
    resolved_by: str | None
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One journal entry about a case."""

    at: datetime
    kind: str
    actor: str
    data: Mapping[str, Any]


def lock_account_of(connection: Connection, account_id: int | None) -> None:
    """Lock the account before its case: everybody takes these two in this order, so that nobody waits in a circle."""
    if account_id is not None:
        connection.execute(select(accounts.c.id).where(accounts.c.id == account_id).with_for_update(key_share=True))


def add_or_repeat(connection: Connection, values: Mapping[str, Any]) -> tuple[int, int]:
    """Open a case, or count one more occurrence of the unresolved one; returns (id, occurrences)."""
    fresh = insert_into(connection, cases).values(state="open", **values)
    statement = fresh.on_conflict_do_update(
        index_elements=[cases.c.kind, cases.c.subject],
        index_where=text("state <> 'resolved'"),
        set_={
            "occurrences": cases.c.occurrences + 1,
            "reason": fresh.excluded.reason,
            "evidence": fresh.excluded.evidence,
            "currency": fresh.excluded.currency,
            "amount_minor": fresh.excluded.amount_minor,
            "priority": fresh.excluded.priority,
        },
    )
    row = connection.execute(statement.returning(cases.c.id, cases.c.occurrences)).one()
    return int(row.id), int(row.occurrences)


def find_case(connection: Connection, case_id: int) -> Case | None:
    """The case of that id, resolved or not."""
    row = connection.execute(_with_customer().where(cases.c.id == case_id)).one_or_none()
    return _case(row) if row else None


def find_unresolved(connection: Connection, *, kind: str | None = None, owner: str | None = None) -> list[Case]:
    """All cases that wait for somebody, by stored priority, then due time."""
    query = _with_customer().where(_UNRESOLVED)
    if kind is not None:
        query = query.where(cases.c.kind == kind)
    if owner is not None:
        query = query.where(cases.c.owner == owner)
    ordered = query.order_by(cases.c.priority, cases.c.due_at, cases.c.id)
    return [_case(row) for row in connection.execute(ordered)]


def find_late(connection: Connection, due_before: datetime) -> list[Case]:
    """The unresolved cases that were due before a moment, the oldest first."""
    query = _with_customer().where(_UNRESOLVED, cases.c.due_at < due_before)
    return [_case(row) for row in connection.execute(query.order_by(cases.c.due_at, cases.c.id))]


def find_by_subject(connection: Connection, kind: str, subject: str) -> Case | None:
    """The unresolved case of that kind about that subject; there is at most one."""
    query = _with_customer().where(_UNRESOLVED, cases.c.kind == kind, cases.c.subject == subject)
    row = connection.execute(query).one_or_none()
    return _case(row) if row else None


def find_of_account(connection: Connection, account_id: int) -> list[Case]:
    """What waits for somebody about one account, by stored priority."""
    query = _with_customer().where(_UNRESOLVED, cases.c.account_id == account_id)
    return [_case(row) for row in connection.execute(query.order_by(cases.c.priority, cases.c.id))]


def find_since(connection: Connection, kind: str, account_id: int, opened_on: date) -> list[Case]:
    """The cases of that kind about one account since that day, resolved or not, the newest first."""
    query = _with_customer().where(
        cases.c.kind == kind, cases.c.account_id == account_id, cases.c.opened_on >= opened_on
    )
    return [_case(row) for row in connection.execute(query.order_by(cases.c.id.desc()))]


def was_asked(connection: Connection, kind: str, subject: str) -> bool:
    """Whether there ever was a case of that kind about that subject, resolved or not."""
    query = select(cases.c.id).where(cases.c.kind == kind, cases.c.subject == subject).limit(1)
    return connection.scalar(query) is not None


def asked_on(connection: Connection, kind: str, subjects: Sequence[str]) -> dict[str, date]:
    """When a case of that kind was last opened about each of these subjects; one that is unresolved counts as now."""
    c, found = cases.c, dict[str, date]()
    query = select(c.subject, c.opened_on, c.state).where(c.kind == kind, among(c.subject, subjects))
    for subject, opened_on, state in connection.execute(query):
        found[subject] = max(found.get(subject, opened_on), opened_on if state == "resolved" else date.max)
    return found


def find_subjects(connection: Connection, kind: str, subjects: Sequence[str]) -> set[str]:
    """Which of these subjects have an unresolved case of that kind."""
    query = select(cases.c.subject).where(_UNRESOLVED, cases.c.kind == kind, cases.c.subject.in_(subjects))
    return set(connection.scalars(query))


def find_evidence(connection: Connection, kind: str, subject: str, decision: str) -> list[Mapping[str, Any]]:
    """The evidence of all cases of that kind and subject that ended with that decision."""
    ended = (cases.c.kind == kind, cases.c.subject == subject, cases.c.decision == decision)
    return list(connection.scalars(select(cases.c.evidence).where(*ended).order_by(cases.c.id)))


def claim(connection: Connection, case_id: int, who: str, now: datetime, lease_until: datetime) -> bool:
    """Take a case that nobody holds, or renew one's own claim; False when somebody else holds it."""
    free = or_(cases.c.state == "open", cases.c.lease_until <= now, cases.c.claimed_by == who)
    statement = update(cases).where(cases.c.id == case_id, _UNRESOLVED, free)
    taken = connection.execute(statement.values(state="claimed", claimed_by=who, lease_until=lease_until))
    return taken.rowcount == 1


def hand_over(connection: Connection, case_id: int, owner: str, due_at: datetime | None = None) -> None:
    """Another owner for an unresolved case, and another day where one is given."""
    values: dict[str, Any] = {"owner": owner} if due_at is None else {"owner": owner, "due_at": due_at}
    connection.execute(update(cases).where(cases.c.id == case_id, _UNRESOLVED).values(values))


def hand_over_idle(connection: Connection, seen: Case, owner: str, now: datetime) -> bool:
    """Another owner for a case on which nobody works; False when it is worked on, resolved or another's by now."""
    free = or_(cases.c.state == "open", cases.c.lease_until <= now)
    idle = update(cases).where(cases.c.id == seen.id, _UNRESOLVED, free, cases.c.owner == seen.owner)
    return connection.execute(idle.values(owner=owner)).rowcount == 1


def release(connection: Connection, case_id: int, who: str) -> bool:
    """Give a claimed case back; False when ``who`` does not hold it."""
    statement = update(cases).where(cases.c.id == case_id, cases.c.state == "claimed", cases.c.claimed_by == who)
    given = connection.execute(statement.values(state="open", claimed_by=None, lease_until=None))
    return given.rowcount == 1


def resolve(connection: Connection, case_id: int, decision: tuple[str, str], occasion: Occasion, now: datetime) -> bool:
    """Close a case with a (decision, note); False when it is closed already or under somebody else's running claim."""
    free = or_(cases.c.state == "open", cases.c.lease_until <= now, cases.c.claimed_by == occasion.actor)
    closed = connection.execute(
        update(cases)
        .where(cases.c.id == case_id, _UNRESOLVED, free)
        .values(
            state="resolved",
            decision=decision[0],
            note=decision[1],
            resolved_by=occasion.actor,
            resolved_at=occasion.at,
            lease_until=None,
        )
    )
    return closed.rowcount == 1


def record(connection: Connection, case: tuple[int, int | None], kind: str, data: dict[str, Any], at: Occasion) -> None:
    """Journal something about a case: in its account's chain, or in a chain of its own where it has no account."""
    case_id, account_id = case
    source = "" if account_id is not None else f"case:{case_id}"
    journal.record(connection, kind, {"case": case_id, **data}, at, account_id=account_id, source=source)


def find_history(connection: Connection, case: Case) -> list[HistoryLine]:
    """What the journal says about a case, oldest first."""
    stream = f"a{case.account_id}" if case.account_id is not None else f"s:case:{case.id}"
    rows = journal_table.c
    query = select(rows.at, rows.kind, rows.actor, rows.data).where(rows.stream == stream, rows.kind.like("case.%"))
    lines = [(row, orjson.loads(row.data)) for row in connection.execute(query.order_by(rows.seq))]
    return [HistoryLine(row.at, row.kind, row.actor, data) for row, data in lines if data.get("case") == case.id]


def _with_customer() -> Select[Any]:
    joined = cases.outerjoin(accounts, accounts.c.id == cases.c.account_id)
    source = joined.outerjoin(customers, customers.c.id == accounts.c.customer_id)
    named = (accounts.c.entity, accounts.c.customer_id, customers.c.name.label("customer_name"))
    return select(cases, *named).select_from(source)


def _case(row: Row[Any]) -> Case:
    return Case(**row._asdict())
