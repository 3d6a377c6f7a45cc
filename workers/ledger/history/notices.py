"""Everything the ledger keeps of one message of a notice. Must not judge it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Connection, Row, or_, select

from workers.ledger.laws.journal_fields import number_field
from workers.ledger.operations.policy_versions import find_content
from workers.ledger.outgoing.attempts import sent_content
from workers.ledger.schema import accounts, journal, message_attempts, message_items, messages, open_items

_PLANNED = "dunning.notice_planned"
_HANDED_OVER = "message.handed_over"


@dataclass(frozen=True, slots=True)
class NoticeRecord:
    """A message's row, the journalled decision it rests on, the policy of then, and what became of it.

    ``left_out`` names what was to be enclosed and was not, with the reason.
    """

    message: Mapping[str, Any]
    customer_id: str
    planned: Mapping[str, Any] | None
    policy: str
    documents: Mapping[int, str]
    items: Sequence[Mapping[str, Any]]
    attempts: Sequence[Mapping[str, Any]]
    journal: Sequence[Mapping[str, Any]]
    content: bytes | None
    left_out: Mapping[str, str]


def find_notice(connection: Connection, named: str) -> NoticeRecord | None:
    """The dunning message with that id or key; of several with one key, the newest."""
    c = messages.c
    which = or_(c.key == named, c.id == int(named)) if named.isdigit() and len(named) < 18 else c.key == named
    query = select(messages, accounts.c.customer_id).join(accounts, accounts.c.id == c.account_id)
    row = connection.execute(query.where(which, c.purpose == "dunning").order_by(c.id.desc()).limit(1)).one_or_none()
    if row is None:
        return None
    message = _fields(row)
    planned, about = _planned(connection, message), _about(connection, message)
    return NoticeRecord(
        message=message,
        customer_id=message.pop("customer_id"),
        planned=None if planned is None else orjson.loads(planned.data),
        policy=find_content(connection, message["policy_hash"]) or "",
        documents=_documents(connection, message["account_id"]),
        items=_rows(connection, _listed(message["id"])),
        attempts=_rows(connection, _attempts(message["id"])),
        journal=[_entry(row) for row in ([planned] if planned is not None else []) + about],
        content=sent_content(connection, message["id"]),
        left_out=_left_out(about),
    )


def _planned(connection: Connection, message: Mapping[str, Any]) -> Any:
    """The entry of the decision that planned it: of its account, day, currency and level."""
    c = journal.c
    own = (c.account_id == message["account_id"]) & (c.business_date == message["planned_on"]) & (c.kind == _PLANNED)
    for row in connection.execute(select(journal).where(own, c.at <= message["planned_at"]).order_by(c.seq.desc())):
        data = orjson.loads(row.data)
        same = (data["standing"]["currency"], data["decision"]["level"]) == (message["currency"], message["level"])
        if same and data["decision"].get("occurrence", 1) == message["occurrence"]:
            return row
    return None


def _about(connection: Connection, message: Mapping[str, Any]) -> list[Any]:
    """Every journal entry about the message, in order."""
    c = journal.c
    own = select(journal).where(c.account_id == message["account_id"], c.kind.like("message.%"))
    rows = connection.execute(own.where(number_field(connection, "message") == message["id"]).order_by(c.seq))
    return list(rows)


def _entry(row: Any) -> dict[str, Any]:
    """An entry with its place in the chain and its hash."""
    return {name: getattr(row, name) for name in ("stream", "seq", "at", "kind", "actor", "hash")}


def _left_out(about: list[Any]) -> dict[str, str]:
    found = [orjson.loads(row.data).get("left_out") for row in about if row.kind == _HANDED_OVER]
    return next((one for one in found if one), {})


def _documents(connection: Connection, account_id: int) -> dict[int, str]:
    """The printed numbers of the account's items."""
    columns = select(open_items.c.id, open_items.c.document_number).where(open_items.c.account_id == account_id)
    return {row.id: row.document_number for row in connection.execute(columns)}


def _listed(message_id: int) -> Any:
    i = message_items.c
    columns = select(i.open_item_id, open_items.c.document_number, i.open_minor, i.days_overdue)
    joined = columns.join(open_items, open_items.c.id == i.open_item_id)
    return joined.where(i.message_id == message_id).order_by(open_items.c.due_date, i.open_item_id)


def _attempts(message_id: int) -> Any:
    a = message_attempts.c
    columns = select(a.number, a.attempted_at, a.outcome, a.detail)
    return columns.where(a.message_id == message_id).order_by(a.number)


def _rows(connection: Connection, query: Any) -> list[dict[str, Any]]:
    return [_fields(row) for row in connection.execute(query)]


def _fields(row: Row[Any]) -> dict[str, Any]:
    """A row by column; a name that the database would quote becomes a plain one, as JSON wants it."""
    return {str(name): value for name, value in row._mapping.items()}
