"""Law 8, first half: the journal's chains are whole, and every state change has its entry. Must not repair them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, or_, select
from sqlalchemy.sql import true

from workers.ledger.journal import JournalEntry, entry_hash
from workers.ledger.laws.journal_fields import number_field
from workers.ledger.laws.law import Finding, Hearing, found
from workers.ledger.schema import (
    accounts,
    arrangements,
    cases,
    disputes,
    holds,
    journal,
    journal_sources,
    messages,
    payments,
    placements,
    stops,
    write_offs,
)

_STREAMED = {"yield_per": 5000}


def chains_are_whole(hearing: Hearing) -> Finding:
    """Every entry follows its predecessor and hashes to what it says; every head is its chain's last entry."""
    heads = dict(_heads(hearing.connection))
    broken: list[tuple[str, str]] = []
    checked, stream, last = 0, "", (0, "")
    ordered = select(journal).order_by(journal.c.stream, journal.c.seq)
    for row in hearing.connection.execute(ordered, execution_options=_STREAMED):
        checked += 1
        if row.stream != stream:
            broken.extend(_head_fault(stream, last, heads))
            stream, last = row.stream, (0, "")
        if what := _fault(row, last):
            broken.append((f"{row.stream} seq {row.seq}", what))
        last = (row.seq, row.hash)
    broken.extend(_head_fault(stream, last, heads))
    broken.extend(
        (left, f"its head says {seq} entries, the journal has none") for left, (seq, _) in heads.items() if seq
    )
    return found(checked, broken)


def _heads(connection: Connection) -> Iterator[tuple[str, tuple[int, str]]]:
    for row in connection.execute(select(accounts.c.id, accounts.c.journal_seq, accounts.c.journal_head)):
        yield f"a{row.id}", (row.journal_seq, row.journal_head)
    for row in connection.execute(select(journal_sources)):
        yield f"s:{row.source}", (row.seq, row.head)


def _head_fault(stream: str, last: tuple[int, str], heads: dict[str, tuple[int, str]]) -> Iterator[tuple[str, str]]:
    if stream and heads.pop(stream, None) != last:
        yield f"{stream} seq {last[0]}", "is not the head that is kept beside the chain"


def _fault(row: Row[Any], last: tuple[int, str]) -> str:
    seq, previous = last
    if row.seq != seq + 1:
        return f"follows entry {seq}"
    if row.stream != _stream_of(row):
        return "was given to another account"
    if row.previous_hash != previous:
        return "does not name its predecessor's hash"
    entry = JournalEntry(row.kind, row.actor, row.at, row.business_date, data={}, policy_hash=row.policy_hash)
    if entry_hash(previous, row.stream, row.seq, entry, row.data) != row.hash:
        return "was altered: it does not hash to what it says"
    return ""


def _stream_of(row: Row[Any]) -> str:
    """The chain that an entry of its account belongs to; the hash holds the chain's name, and not the account."""
    return f"a{row.account_id}" if row.account_id is not None or row.stream[:1] == "a" else row.stream


@dataclass(frozen=True, slots=True)
class _Trace:
    """State changes of one kind: the rows that underwent it, and the journal kind and field that must name them."""

    table: Table
    underwent: ColumnElement[bool]
    kind: str
    field: str


_TRACES = (
    _Trace(messages, messages.c.state.in_(("handed_over", "delivered", "bounced")), "message.handed_over", "message"),
    _Trace(payments, true(), "payment.%", "payment"),
    _Trace(payments, payments.c.clearing == "reversed", "payment.reversed", "payment"),
    _Trace(cases, true(), "case.opened", "case"),
    _Trace(cases, cases.c.state == "resolved", "case.resolved", "case"),
    _Trace(holds, true(), "hold.added", "hold"),
    _Trace(holds, holds.c.lifted_at.is_not(None), "hold.lifted", "hold"),
    _Trace(disputes, true(), "dispute.opened", "dispute"),
    _Trace(disputes, disputes.c.state == "rejected", "dispute.rejected", "dispute"),
    _Trace(arrangements, true(), "arrangement.proposed", "arrangement"),
    *(
        _Trace(arrangements, arrangements.c.state == state, f"arrangement.{state}", "arrangement")
        for state in ("kept", "broken", "cancelled", "refused", "expired")
    ),
    _Trace(stops, true(), "stop.added", "stop"),
    _Trace(stops, stops.c.lifted_at.is_not(None), "stop.lifted", "stop"),
    _Trace(placements, true(), "placement.proposed", "placement"),
    _Trace(placements, placements.c.placed_on.is_not(None), "placement.placed", "placement"),
    _Trace(placements, placements.c.state == "recalled", "placement.recalled", "placement"),
    _Trace(write_offs, true(), "write_off.proposed", "write_off"),
    _Trace(write_offs, write_offs.c.state == "posted", "write_off.posted", "write_off"),
)


def every_change_left_a_trace(hearing: Hearing) -> Finding:
    """Payments, cases, holds, stops, placements, and messages planned and sent are in the journal."""
    broken = [pair for trace in _TRACES for pair in _untraced(hearing.connection, trace)]
    return found(0, (*broken, *_unplanned_notices(hearing.connection)))


def _untraced(connection: Connection, trace: _Trace) -> Iterator[tuple[str, str]]:
    named = select(number_field(connection, trace.field)).where(journal.c.kind.like(trace.kind))
    query = select(trace.table.c.id).where(trace.underwent, trace.table.c.id.not_in(_without_null(named)))
    name = trace.table.name.removesuffix("s")
    rows = connection.execute(query.order_by(trace.table.c.id))
    return ((f"{name} {row.id}", f"has no journal entry {trace.kind.replace('%', '*')}") for row in rows)


def _without_null(named: Any) -> Any:
    """NOT IN over a list that holds a NULL is never true."""
    listed = named.subquery()
    (column,) = listed.c
    return select(column).where(column.is_not(None))


def _unplanned_notices(connection: Connection) -> Iterator[tuple[str, str]]:
    c = messages.c
    planned = and_(
        journal.c.account_id == c.account_id,
        journal.c.business_date == c.planned_on,
        journal.c.kind == "dunning.notice_planned",
    )
    traced = select(journal.c.seq).where(planned).exists()
    query = select(c.id).where(c.purpose == "dunning", or_(~traced, c.account_id.is_(None))).order_by(c.id)
    return ((f"message {row.id}", "has no journal entry dunning.notice_planned") for row in connection.execute(query))
