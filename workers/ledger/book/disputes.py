"""Disputes in the ledger: opened with their hold, moved from state to state, found again. Must not decide any of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.book.holds import NewHold, add_hold, find_hold, lift_hold
from workers.ledger.schema import accounts, customers, disputes, entries, open_items
from workers.ledger.sql.among import among
from workers.receivables.dispute import LIVE, Dispute, State
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class NewDispute:
    """What is disputed and why, who resolves it, and by when. ``hold_id``: it is held already, as a mail did."""

    account_id: int
    code: str
    owner: str
    due_on: date
    escalate_on: date
    evidence: str
    note: str = ""
    open_item_id: int | None = None
    currency: str | None = None
    amount: int | None = None
    hold_id: int | None = None
    repeats: int | None = None


def add_dispute(connection: Connection, new: NewDispute, occasion: Occasion) -> int:
    """Keep a dispute and hold what it disputes, and nothing else; returns its id."""
    supersede(connection, [new.account_id], "dispute_added")
    hold = NewHold(new.account_id, "dispute", new.evidence, new.open_item_id, new.amount, new.currency)
    held = new.hold_id if new.hold_id is not None else add_hold(connection, hold, occasion)
    values = {
        "account_id": new.account_id,
        "open_item_id": new.open_item_id,
        "currency": new.currency,
        "amount_minor": new.amount,
        "code": new.code,
        "state": "open",
        "owner": new.owner,
        "evidence": new.evidence,
        "note": new.note,
        "author": occasion.actor,
        "opened_at": occasion.at,
        "opened_on": occasion.business_date,
        "due_on": new.due_on,
        "escalate_on": new.escalate_on,
        "hold_id": held,
        "repeats_id": new.repeats,
    }
    dispute_id = int(connection.execute(insert(disputes).values(values).returning(disputes.c.id)).scalar_one())
    data = {"dispute": dispute_id, "code": new.code, "item": new.open_item_id, "amount_minor": new.amount}
    more = {"hold": held, "due_on": new.due_on, "repeats": new.repeats}
    journal.record(connection, "dispute.opened", data | more, occasion, account_id=new.account_id)
    return dispute_id


def move_dispute(connection: Connection, dispute: Dispute, to: State, occasion: Occasion, **values: Any) -> None:
    """Into another state, under the lock of its account; raises `UserError` when it left its own meanwhile.

    What ends a dispute ends its hold too.
    """
    supersede(connection, [dispute.account_id], f"dispute_{to}")
    c = disputes.c
    closing = {"closed_on": occasion.business_date, "closed_at": occasion.at, "closed_by": occasion.actor}
    ended: dict[str, Any] = {} if to in LIVE else closing
    own = update(disputes).where(c.id == dispute.id, c.state == dispute.state)
    if not connection.execute(own.values(state=to, **values, **ended)).rowcount:
        raise UserError(f"dispute {dispute.id} is no longer {dispute.state}: look at it again")
    if ended:
        end_hold(connection, dispute.hold_id, occasion)
    data = {"dispute": dispute.id, "from": dispute.state, "credit_minor": values.get("credit_minor")}
    journal.record(connection, f"dispute.{to}", data, occasion, account_id=dispute.account_id)


def change_dispute(connection: Connection, dispute: Dispute, values: dict[str, Any], occasion: Occasion) -> None:
    """Other facts of a live dispute (code, owner, days, amount); a new amount gets a new hold in place of the old."""
    supersede(connection, [dispute.account_id], "dispute_changed")
    if "amount_minor" in values:
        end_hold(connection, dispute.hold_id, occasion)
        amount, currency = values["amount_minor"], values.get("currency", dispute.currency)
        hold = NewHold(dispute.account_id, "dispute", dispute.evidence, dispute.open_item_id, amount, currency)
        values = {**values, "hold_id": add_hold(connection, hold, occasion)}
    own = update(disputes).where(disputes.c.id == dispute.id, disputes.c.state.in_(LIVE))
    if not connection.execute(own.values(values)).rowcount:
        raise UserError(f"dispute {dispute.id} is over: look at it again")
    data = {"dispute": dispute.id, "changed": sorted(values)}
    journal.record(connection, "dispute.changed", data, occasion, account_id=dispute.account_id)


def end_hold(connection: Connection, hold_id: int, occasion: Occasion) -> None:
    """Lift a hold, unless somebody did."""
    hold = find_hold(connection, hold_id)
    if hold is not None and hold.lifted_at is None:
        lift_hold(connection, hold_id, occasion)


def known_dispute(connection: Connection, dispute_id: int) -> Dispute:
    """The dispute of that id; raises `UserError` when there is none."""
    row = connection.execute(_joined().where(disputes.c.id == dispute_id)).one_or_none()
    if row is None:
        raise UserError(f"there is no dispute {dispute_id}: `collectbot dispute list` shows them")
    return _dispute(row)


def find_disputes(
    connection: Connection,
    states: Collection[State] = (),
    customer_id: str = "",
    since: date | None = None,
) -> list[Dispute]:
    """Disputes, the first due first; those of one customer, and those opened from ``since`` on."""
    c, query = disputes.c, _joined()
    if states:
        query = query.where(c.state.in_(sorted(states)))
    if customer_id:
        query = query.where(accounts.c.customer_id == customer_id)
    if since is not None:
        query = query.where(c.opened_on >= since)
    return [_dispute(row) for row in connection.execute(query.order_by(c.due_on, c.id))]


def held_elsewhere(connection: Connection, item_id: int, but: int | None = None) -> int | None:
    """How much of an item other live disputes hold; None: all of it."""
    c = disputes.c
    query = select(c.amount_minor).where(c.open_item_id == item_id, c.state.in_(LIVE))
    amounts = list(connection.scalars(query if but is None else query.where(c.id != but)))
    return None if None in amounts else sum(amounts)


def rejected_before(connection: Connection, account_id: int, item_id: int | None, code: str) -> int | None:
    """The last dispute of the same scope and reason that was rejected."""
    c = disputes.c
    same = (c.account_id == account_id) & (c.code == code) & (c.state == "rejected")
    same &= c.open_item_id == item_id if item_id is not None else c.open_item_id.is_(None)
    found = connection.scalar(select(func.max(c.id)).where(same))
    return None if found is None else int(found)


def newest_marks(connection: Connection, account_id: int) -> dict[str, int]:
    """The newest entry and item of an account: what comes later is news."""
    marks = (("newest_entry_id", entries), ("newest_item_id", open_items))
    found = {}
    for name, table in marks:
        query = select(func.coalesce(func.max(table.c.id), 0)).where(table.c.account_id == account_id)
        found[name] = int(connection.scalar(query) or 0)
    return found


def closed_items(connection: Connection, found: Sequence[Dispute]) -> set[int]:
    """The disputes among these whose item is settled."""
    ids = [dispute.open_item_id for dispute in found if dispute.open_item_id is not None]
    settled = set(
        connection.scalars(select(open_items.c.id).where(among(open_items.c.id, ids), open_items.c.open_minor == 0))
    )
    return {dispute.id for dispute in found if dispute.open_item_id in settled}


def stepping_back(connection: Connection, account_ids: Sequence[int]) -> dict[tuple[int, str | None], date]:
    """The day on which each account last had a dispute rejected that takes the ladder a level back, by currency."""
    c = disputes.c
    rejected = select(c.account_id, c.currency, func.max(c.closed_on)).where(among(c.account_id, account_ids))
    grouped = rejected.where(c.steps_back).group_by(c.account_id, c.currency)
    return {(account, currency): day for account, currency, day in connection.execute(grouped)}


def _joined() -> Select[Any]:
    d = disputes.c
    columns = select(
        d.id, d.account_id, accounts.c.customer_id, customers.c.name.label("customer_name"),
        open_items.c.document_number, d.open_item_id, d.currency, d.amount_minor.label("amount"), d.code, d.state,
        d.owner, d.evidence, d.note, d.author, d.opened_on, d.due_on, d.escalate_on, d.escalated_on, d.hold_id,
        d.credit_minor.label("credit"), d.asked_by, d.repeats_id.label("repeats"), d.closed_on,
    )  # fmt: skip
    return (
        columns.select_from(disputes)
        .join(accounts, accounts.c.id == d.account_id)
        .join(customers, customers.c.id == accounts.c.customer_id)
        .outerjoin(open_items, open_items.c.id == d.open_item_id)
    )


def _dispute(row: Row[Any]) -> Dispute:
    return Dispute(**row._asdict())
