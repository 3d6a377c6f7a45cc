"""Arrangements in the ledger: proposed, moved from state to state, held silent, found again. Must not decide any of it.

Whatever is live covers its items alone: the database refuses a second one over the same item.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, insert, select, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.book.holds import NewHold, add_hold, find_hold, lift_hold
from workers.ledger.schema import (
    accounts,
    applications,
    arrangement_items,
    arrangements,
    customers,
    holds,
    instalments,
    open_items,
    payments,
)
from workers.ledger.sql.among import among
from workers.receivables.arrangement import LIVE, Arrangement, CoveredItem, Instalment, Kind, State
from workers.receivables.occasion import Occasion


@dataclass(frozen=True, slots=True)
class NewArrangement:
    """What is proposed: the items with their open amounts of now, and when which sum is paid."""

    account_id: int
    kind: Kind
    state: State
    currency: str
    items: tuple[tuple[int, int], ...]
    instalments: tuple[Instalment, ...]
    accept_by: date
    grace_days: int
    skips_if_broken: bool
    evidence: str
    terms: str = ""
    revives: bool = True
    round: int = 1

    @property
    def balance(self) -> int:
        return sum(amount for _, amount in self.items)

    @property
    def agreed(self) -> int:
        return sum(part.amount for part in self.instalments)


def add_arrangement(connection: Connection, new: NewArrangement, occasion: Occasion) -> int:
    """Keep a proposal; the account's lock is held. Returns its id."""
    values = {
        "account_id": new.account_id,
        "kind": new.kind,
        "state": new.state,
        "currency": new.currency,
        "balance_minor": new.balance,
        "agreed_minor": new.agreed,
        "grace_days": new.grace_days,
        "skips_if_broken": new.skips_if_broken,
        "proposed_by": occasion.actor,
        "proposed_at": occasion.at,
        "proposed_on": occasion.business_date,
        "evidence": new.evidence,
        "terms": new.terms,
        "revives": new.revives,
        "round": new.round,
        "accept_by": new.accept_by,
        "policy_hash": occasion.policy_hash,
    }
    number = int(connection.execute(insert(arrangements).values(values).returning(arrangements.c.id)).scalar_one())
    covered = [
        {"arrangement_id": number, "open_item_id": item, "amount_minor": amount, "live": True}
        for item, amount in new.items
    ]
    connection.execute(insert(arrangement_items), covered)
    parts = [
        {"arrangement_id": number, "number": part.number, "due_on": part.due_on, "amount_minor": part.amount}
        for part in new.instalments
    ]
    connection.execute(insert(instalments), parts)
    sums = [[part.due_on.isoformat(), part.amount] for part in new.instalments]
    named: dict[str, Any] = {"arrangement": number, "kind": new.kind, "state": new.state, "currency": new.currency}
    data = named | {"items": [list(pair) for pair in new.items], "instalments": sums}
    journal.record(connection, "arrangement.proposed", data, occasion, account_id=new.account_id)
    return number


def move_arrangement(connection: Connection, found: Arrangement, to: State, occasion: Occasion, **values: Any) -> None:
    """Into another state, under the lock of its account; raises `UserError` when it left its own meanwhile.

    What ends it ends its holds too, and gives its items free.
    """
    supersede(connection, [found.account_id], f"arrangement_{to}")
    c = arrangements.c
    closing = {"closed_on": occasion.business_date, "closed_at": occasion.at, "closed_by": occasion.actor}
    ended: dict[str, Any] = {} if to in LIVE else closing
    own = update(arrangements).where(c.id == found.id, c.state == found.state)
    if not connection.execute(own.values(state=to, **values, **ended)).rowcount:
        raise UserError(f"{found.kind} {found.id} is no longer {found.state}: look at it again")
    if ended:
        end_holds(connection, found, occasion)
        covered = arrangement_items.c.arrangement_id == found.id
        connection.execute(update(arrangement_items).where(covered).values(live=False))
    data = {"arrangement": found.id, "from": found.state, "paid_minor": found.paid}
    journal.record(connection, f"arrangement.{to}", data, occasion, account_id=found.account_id)


def hold_items(
    connection: Connection, found: Arrangement, why: str, silent_until: date | None, occasion: Occasion
) -> None:
    """Silence what is covered through that day, in place of what silenced it before."""
    end_holds(connection, found, occasion)
    for item in found.items:
        new = NewHold(found.account_id, "arrangement", why, item.id, None, found.currency, silent_until)
        hold_id = add_hold(connection, new, occasion)
        c = arrangement_items.c
        own = update(arrangement_items).where(c.arrangement_id == found.id, c.open_item_id == item.id)
        connection.execute(own.values(hold_id=hold_id))


def end_holds(connection: Connection, found: Arrangement, occasion: Occasion) -> None:
    """Lift its holds, unless somebody did."""
    for item in found.items:
        hold = find_hold(connection, item.hold_id) if item.hold_id is not None else None
        if hold is not None and hold.lifted_at is None:
            lift_hold(connection, hold.id, occasion)


def set_entry(connection: Connection, number: int, entry_id: int) -> None:
    """Which entry let the difference off."""
    connection.execute(update(arrangements).where(arrangements.c.id == number).values(entry_id=entry_id))


def known_arrangement(connection: Connection, number: int) -> Arrangement:
    """The arrangement of that id; raises `UserError` when there is none."""
    found = _load(connection, _joined().where(arrangements.c.id == number))
    if not found:
        raise UserError(f"there is no arrangement {number}")
    return found[0]


def find_arrangements(
    connection: Connection, states: Collection[State] = (), account_id: int | None = None
) -> list[Arrangement]:
    """Arrangements, oldest first."""
    query = _joined()
    if states:
        query = query.where(arrangements.c.state.in_(sorted(states)))
    if account_id is not None:
        query = query.where(arrangements.c.account_id == account_id)
    return _load(connection, query)


def find_numbered(connection: Connection, numbers: Collection[int]) -> list[Arrangement]:
    """The arrangements of these ids."""
    return _load(connection, _joined().where(among(arrangements.c.id, sorted(numbers))))


def of_late(connection: Connection, since: date) -> list[Arrangement]:
    """Those that live, and those that ended on that day or later."""
    c = arrangements.c
    return _load(connection, _joined().where(c.state.in_(LIVE) | (c.closed_on >= since)))


def reopened(connection: Connection) -> list[Arrangement]:
    """Those that let something off as kept, and whose items are open again."""
    c, i, a = arrangement_items.c, open_items.c, arrangements.c
    again = select(c.arrangement_id).join(open_items, i.id == c.open_item_id).where(i.open_minor > 0)
    return _load(connection, _joined().where(a.state == "kept", a.entry_id.is_not(None), a.id.in_(again)))


def covering(connection: Connection, item_ids: Iterable[int]) -> list[Arrangement]:
    """The live arrangements that cover any of these items."""
    c = arrangement_items.c
    numbers = select(c.arrangement_id).where(among(c.open_item_id, list(item_ids)), c.live)
    return _load(connection, _joined().where(arrangements.c.id.in_(numbers)))


def held_until(connection: Connection, found: Sequence[Arrangement]) -> dict[int, date | None]:
    """The last silent day of each that runs, as its holds say; None: until somebody ends it."""
    c = arrangement_items.c
    joined = select(c.arrangement_id, holds.c.expires_on).join(holds, holds.c.id == c.hold_id)
    rows = connection.execute(joined.where(among(c.arrangement_id, [one.id for one in found])))
    return {row.arrangement_id: row.expires_on for row in rows}


def unconfirmed(connection: Connection, numbers: Sequence[int]) -> dict[int, int]:
    """What of the items of each of these arrangements is settled by cash that no bank line has confirmed."""
    c, a = arrangement_items.c, applications.c
    joined = arrangement_items.join(applications, a.open_item_id == c.open_item_id).join(
        payments, payments.c.id == a.payment_id
    )
    sums = select(c.arrangement_id, func.sum(a.cash_minor + a.discount_minor + a.writeoff_minor)).select_from(joined)
    own = sums.where(among(c.arrangement_id, numbers), payments.c.clearing == "in_transit").group_by(c.arrangement_id)
    return {number: int(amount) for number, amount in connection.execute(own) if amount}


def skipping_arrangements(connection: Connection, account_ids: Sequence[int]) -> list[tuple[int, str, date]]:
    """(account, currency, day) of each broken arrangement for which a level is passed over."""
    c = arrangements.c
    query = select(c.account_id, c.currency, c.closed_on).where(among(c.account_id, account_ids), c.skips_level)
    return [(row.account_id, row.currency, row.closed_on) for row in connection.execute(query.order_by(c.id))]


def has_broken_arrangement(connection: Connection, account_id: int, since: date) -> bool:
    """Whether one of this account was broken lately: a person decides about the next."""
    c = arrangements.c
    own = (c.account_id == account_id) & (c.state == "broken") & (c.closed_on >= since)
    return connection.scalar(select(c.id).where(own).limit(1)) is not None


def _joined() -> Select[Any]:
    a = arrangements.c
    columns = select(
        a.id, a.account_id, accounts.c.entity, accounts.c.customer_id, customers.c.name.label("customer_name"), a.kind,
        a.state, a.currency, a.balance_minor.label("balance"), a.agreed_minor.label("agreed"), a.grace_days,
        a.proposed_by, a.proposed_on, a.evidence, a.terms, a.revives, a.round, a.accept_by, a.agreed_by, a.accepted_by,
        a.accepted_on, a.acceptance, a.closed_on, a.note, a.skips_if_broken, a.entry_id,
    )  # fmt: skip
    joined = arrangements.join(accounts, accounts.c.id == a.account_id)
    return columns.select_from(joined.join(customers, customers.c.id == accounts.c.customer_id)).order_by(a.id)


def _load(connection: Connection, query: Select[Any]) -> list[Arrangement]:
    """With their items and instalments, in three queries however many they are."""
    rows = connection.execute(query).all()
    numbers = [row.id for row in rows]
    if not numbers:
        return []
    items, parts = _items(connection, numbers), _instalments(connection, numbers)
    return [Arrangement(**row._asdict(), items=tuple(items[row.id]), instalments=tuple(parts[row.id])) for row in rows]


def _items(connection: Connection, numbers: list[int]) -> dict[int, list[CoveredItem]]:
    c, i = arrangement_items.c, open_items.c
    columns = select(c.arrangement_id, i.id, i.document_number, c.amount_minor, i.open_minor, c.hold_id)
    joined = columns.join(open_items, i.id == c.open_item_id).where(among(c.arrangement_id, numbers))
    found: dict[int, list[CoveredItem]] = defaultdict(list)
    for row in connection.execute(joined.order_by(c.arrangement_id, i.due_date, i.id)):
        found[row.arrangement_id].append(CoveredItem(*row[1:]))
    return found


def _instalments(connection: Connection, numbers: list[int]) -> dict[int, list[Instalment]]:
    c = instalments.c
    query = select(c.arrangement_id, c.number, c.due_on, c.amount_minor).where(among(c.arrangement_id, numbers))
    found: dict[int, list[Instalment]] = defaultdict(list)
    for row in connection.execute(query.order_by(c.arrangement_id, c.number)):
        found[row.arrangement_id].append(Instalment(*row[1:]))
    return found
