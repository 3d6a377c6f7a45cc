"""The journal: an append-only hash chain per account, and one per source for entries that belong to no account.

Holds ids, amounts, rule names and hashes; never personal data, so that people can be erased and the chain still proves.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, bindparam, insert, select, update

from workers.ledger.schema import accounts, journal, journal_sources
from workers.ledger.sql.upsert import insert_into
from workers.receivables.occasion import Occasion


class JournalEntry(NamedTuple):
    """One state change: what happened (dotted ``kind``), by whom, under which policy, and the facts it rests on.

    ``data`` is a document, or the text that `canonical_json` made of it.
    """

    kind: str
    actor: str
    at: datetime
    business_date: date
    data: Mapping[str, Any] | str
    account_id: int | None = None
    source: str = ""
    policy_hash: str = ""

    @property
    def stream(self) -> str:
        return f"a{self.account_id}" if self.account_id is not None else f"s:{self.source}"


def canonical_json(data: Mapping[str, Any]) -> str:
    """A document as the journal keeps and hashes it, in the order its writer gave, without spaces."""
    return orjson.dumps(data).decode()


def entry_hash(previous: str, stream: str, seq: int, entry: JournalEntry, data: str) -> str:
    """SHA-256 over the predecessor's hash and every field of the entry."""
    fields = (previous, stream, str(seq), _in_utc(entry.at), entry.business_date.isoformat(), entry.kind, entry.actor)
    return hashlib.sha256("\x1f".join((*fields, entry.policy_hash, data)).encode()).hexdigest()


@lru_cache(maxsize=64)
def _in_utc(instant: datetime) -> str:
    """The entries of a run share their instant."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


COLUMNS = (
    "stream", "seq", "account_id", "at", "business_date", "kind", "actor", "policy_hash", "data",
    "previous_hash", "hash",
)  # fmt: skip


def chained_values(entry: JournalEntry, seq: int, previous: str) -> tuple[Any, ...]:
    """The values of `COLUMNS` for an entry that follows ``previous`` at position ``seq``; its own hash comes last."""
    stream = entry.stream
    data = entry.data if isinstance(entry.data, str) else canonical_json(entry.data)
    return (
        stream, seq, entry.account_id, entry.at, entry.business_date, entry.kind, entry.actor, entry.policy_hash, data,
        previous, entry_hash(previous, stream, seq, entry, data),
    )  # fmt: skip


def chained_row(entry: JournalEntry, seq: int, previous: str) -> dict[str, Any]:
    """The same by column."""
    return dict(zip(COLUMNS, chained_values(entry, seq, previous), strict=True))


def append(connection: Connection, entries: Sequence[JournalEntry]) -> None:
    """Append entries to their chains, in order, within the caller's transaction."""
    if not entries:
        return
    heads = _lock_heads(connection, entries)
    rows = []
    for entry in entries:
        seq, head = heads.get(entry.stream, (0, ""))
        row = chained_row(entry, seq + 1, head)
        heads[entry.stream] = (seq + 1, row["hash"])
        rows.append(row)
    connection.execute(insert(journal), rows)
    _store_heads(connection, entries, heads)


def record(
    connection: Connection,
    kind: str,
    data: Mapping[str, Any],
    occasion: Occasion,
    *,
    account_id: int | None = None,
    source: str = "",
) -> None:
    """Append one entry of an occasion: to its account's chain, or to the chain of ``source``."""
    entry = JournalEntry(
        kind=kind,
        actor=occasion.actor,
        at=occasion.at,
        business_date=occasion.business_date,
        data=data,
        account_id=account_id,
        source=source,
        policy_hash=occasion.policy_hash,
    )
    append(connection, [entry])


def _lock_heads(connection: Connection, entries: Iterable[JournalEntry]) -> dict[str, tuple[int, str]]:
    account_ids = sorted({entry.account_id for entry in entries if entry.account_id is not None})
    sources = sorted({entry.source for entry in entries if entry.account_id is None})
    heads: dict[str, tuple[int, str]] = {}
    for start in range(0, len(account_ids), 5000):
        batch = account_ids[start : start + 5000]
        columns = select(accounts.c.id, accounts.c.journal_seq, accounts.c.journal_head)
        query = columns.where(accounts.c.id.in_(batch)).order_by(accounts.c.id).with_for_update(key_share=True)
        heads |= {f"a{row.id}": (row.journal_seq, row.journal_head) for row in connection.execute(query)}
    if sources:
        _start_chains(connection, sources)
        query = select(journal_sources).where(journal_sources.c.source.in_(sources))
        found = connection.execute(query.order_by(journal_sources.c.source).with_for_update()).all()
        heads |= {f"s:{row.source}": (row.seq, row.head) for row in found}
    return heads


def _store_heads(connection: Connection, entries: Iterable[JournalEntry], heads: Mapping[str, tuple[int, str]]) -> None:
    account_ids = sorted({entry.account_id for entry in entries if entry.account_id is not None})
    if account_ids:
        store_account_heads(connection, [(account_id, *heads[f"a{account_id}"]) for account_id in account_ids])
    for source in sorted({entry.source for entry in entries if entry.account_id is None}):
        seq, head = heads[f"s:{source}"]
        moved = update(journal_sources).where(journal_sources.c.source == source)
        connection.execute(moved.values(seq=seq, head=head))


def _start_chains(connection: Connection, sources: Iterable[str]) -> None:
    """A chain's first two writers may come at once: the row must be there before it can be locked."""
    for source in sources:
        row = insert_into(connection, journal_sources).values(source=source, seq=0, head="")
        connection.execute(row.on_conflict_do_nothing(index_elements=[journal_sources.c.source]))


def store_account_heads(connection: Connection, heads: Sequence[tuple[int, int, str]]) -> None:
    """Write (account id, seq, head) triples to the account rows."""
    statement = (
        update(accounts)
        .where(accounts.c.id == bindparam("account"))
        .values(journal_seq=bindparam("seq"), journal_head=bindparam("head"))
    )
    connection.execute(statement, [{"account": a, "seq": seq, "head": head} for a, seq, head in heads])
