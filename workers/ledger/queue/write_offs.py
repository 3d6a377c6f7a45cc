"""Write-offs in the ledger: what might be given up, what was proposed, and the entry that gives it up.

Charged to the allowance, never to revenue. Must not decide what is hopeless.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, insert, select, update

from workers.ledger import journal, posting
from workers.ledger.book.accounts import supersede
from workers.ledger.schema import accounts, open_items, write_off_items, write_offs
from workers.receivables.occasion import Occasion

State = Literal["proposed", "posted", "refused", "lapsed"]


@dataclass(frozen=True, slots=True)
class NewWriteOff:
    """What is proposed: these (item, open amount) of an account, for this reason."""

    entity: str
    account_id: int
    currency: str
    reason: str
    items: tuple[tuple[int, int], ...]

    @property
    def amount_minor(self) -> int:
        return sum(open_minor for _, open_minor in self.items)


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An item of a write-off: what was shown, and what is open now."""

    item_id: int
    document_number: str
    shown: int
    open: int


@dataclass(frozen=True, slots=True)
class WriteOff:
    """A write-off as it stands."""

    id: int
    entity: str
    account_id: int
    customer_id: str
    currency: str
    amount_minor: int
    reason: str
    state: State
    proposed_on: date
    decided_by: str | None
    entry_id: int | None


def add_proposal(connection: Connection, new: NewWriteOff, occasion: Occasion) -> int:
    """Keep a proposal; the database refuses a second one of the same account and currency."""
    values = {
        "entity": new.entity,
        "account_id": new.account_id,
        "currency": new.currency,
        "amount_minor": new.amount_minor,
        "reason": new.reason,
        "state": "proposed",
        "proposed_on": occasion.business_date,
    }
    write_off_id = int(connection.execute(insert(write_offs).values(values).returning(write_offs.c.id)).scalar_one())
    rows = [{"write_off_id": write_off_id, "open_item_id": item, "open_minor": minor} for item, minor in new.items]
    connection.execute(insert(write_off_items), rows)
    data = {"write_off": write_off_id, "reason": new.reason, "amount_minor": new.amount_minor}
    journal.record(connection, "write_off.proposed", data, occasion, account_id=new.account_id)
    return write_off_id


def post_write_off(connection: Connection, found: WriteOff, items: Sequence[GivenUp], occasion: Occasion) -> int:
    """The items are closed against the allowance; whatever was planned for the account is stale."""
    supersede(connection, [found.account_id], "write_off_posted")
    amount = sum(item.open for item in items)
    entry = posting.Entry(
        entity=found.entity,
        currency=found.currency,
        kind="write_off.posted",
        actor=occasion.actor,
        rule=f"write_off.{found.reason}",
        evidence=f"write_off:{found.id}",
        lines=(
            posting.Posting(posting.ALLOWANCE, amount),
            *(posting.Posting(posting.RECEIVABLES, -item.open, item.item_id) for item in items),
        ),
        account_id=found.account_id,
        policy_hash=occasion.policy_hash,
        dedupe_key=f"write_off:{found.id}",
    )
    entry_id = posting.post(connection, entry, occasion.at, occasion.business_date)
    _move(connection, found, "posted", occasion, entry_id=entry_id, amount_minor=amount)
    return entry_id


def end_write_off(
    connection: Connection, found: WriteOff, state: Literal["refused", "lapsed"], occasion: Occasion
) -> None:
    """Nothing is given up: a person refused, or it is no longer so."""
    _move(connection, found, state, occasion)


def find_write_off(connection: Connection, write_off_id: int) -> WriteOff | None:
    """The write-off of that number."""
    return next(iter(_find(connection, write_offs.c.id == write_off_id)), None)


def find_write_offs(connection: Connection, states: Collection[State] = ()) -> list[WriteOff]:
    """Write-offs, the newest first."""
    return _find(connection, write_offs.c.state.in_(sorted(states)) if states else write_offs.c.id > 0)


def items_of(connection: Connection, write_off_id: int) -> list[GivenUp]:
    """What a write-off would close, as it was shown and as it stands."""
    columns = (open_items.c.id, open_items.c.document_number, write_off_items.c.open_minor, open_items.c.open_minor)
    query = select(*columns).join(write_off_items, write_off_items.c.open_item_id == open_items.c.id)
    rows = connection.execute(query.where(write_off_items.c.write_off_id == write_off_id).order_by(open_items.c.id))
    return [GivenUp(*row) for row in rows]


def is_waiting(connection: Connection, account_id: int, currency: str) -> bool:
    """Whether a proposal of that account and currency waits for a person."""
    c = write_offs.c
    own = select(c.id).where(c.account_id == account_id, c.currency == currency, c.state == "proposed")
    return connection.scalar(own) is not None


def settled_before(connection: Connection, account_ids: Sequence[int]) -> set[tuple[int, str, frozenset[int]]]:
    """(account, currency, items) of what waits for a person or was refused by one: it is not proposed again."""
    c = write_offs.c
    columns = select(c.id, c.account_id, c.currency, write_off_items.c.open_item_id)
    joined = columns.join(write_off_items, write_off_items.c.write_off_id == c.id)
    rows = connection.execute(joined.where(c.account_id.in_(account_ids), c.state.in_(("proposed", "refused"))))
    found: dict[int, tuple[int, str, set[int]]] = {}
    for row in rows:
        found.setdefault(row.id, (row.account_id, row.currency, set()))[2].add(row.open_item_id)
    return {(account, currency, frozenset(items)) for account, currency, items in found.values()}


def _move(connection: Connection, found: WriteOff, state: State, occasion: Occasion, **values: Any) -> None:
    own = update(write_offs).where(write_offs.c.id == found.id)
    decided = {"decided_by": occasion.actor, "decided_at": occasion.at}
    connection.execute(own.values(state=state, **decided, **values))
    data = {"write_off": found.id, "entry": values.get("entry_id"), "reason": found.reason}
    journal.record(connection, f"write_off.{state}", data, occasion, account_id=found.account_id)


def _find(connection: Connection, wanted: Any) -> list[WriteOff]:
    c = write_offs.c
    columns = (
        c.id, c.entity, c.account_id, accounts.c.customer_id, c.currency, c.amount_minor, c.reason, c.state,
        c.proposed_on, c.decided_by, c.entry_id,
    )  # fmt: skip
    query = select(*columns).join(accounts, accounts.c.id == c.account_id).where(wanted).order_by(c.id.desc())
    return [WriteOff(**row._asdict()) for row in connection.execute(query)]
