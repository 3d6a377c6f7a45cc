"""The histories of a batch of accounts, in a fixed number of queries however long they are.

Must not decide; what is not dated by a row of its own is dated by the journal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from workers.ledger.book.standing_rows import account_rows, every_item_of
from workers.ledger.history import rows
from workers.ledger.history.past_messages import past_episodes, past_failures, past_notices
from workers.ledger.history.span import Balance, Span
from workers.ledger.history.timeline import AccountHistory, KnownContact, Paid
from workers.receivables.customer import Contact

Journalled = tuple[datetime, str, Mapping[str, Any]]


def load_histories(connection: Connection, account_ids: Sequence[int]) -> list[AccountHistory]:
    """Everything that ever was of these accounts, in the order of their ids."""
    return list(_Batch(connection, list(account_ids)).histories()) if account_ids else []


class _Batch:
    """The rows of one batch of histories, grouped by account."""

    def __init__(self, connection: Connection, ids: list[int]) -> None:
        self.accounts = account_rows(connection, ids)
        customer_ids = [row.customer_id for row in self.accounts]
        self.contacts = rows.contacts_of(connection, customer_ids)
        addresses = {text for known in self.contacts.values() for row in known for text in (row.email, row.phone)}
        self.opt_outs = rows.opt_outs_of(connection, sorted(addresses - {""}))
        self.items = every_item_of(connection, ids)
        self.item_moves = rows.item_moves(connection, ids)
        self.charges = rows.charges_of(connection, ids)
        self.broken_promises = rows.broken_promises_of(connection, ids)
        self.rejected_disputes = rows.rejected_disputes_of(connection, ids)
        self.cash_moves = rows.cash_moves(connection, ids)
        self.restraints = rows.restraints_of(connection, ids)
        self.stops = rows.stops_of(connection, ids)
        self.placed = rows.placed_of(connection, ids)
        self.journal = rows.journal_of(connection, ids)
        self.changes = rows.changes_of(connection, ids)
        self.episodes = rows.episodes_of(connection, ids)
        self.messages = rows.messages_of(connection, ids)
        self.advices = rows.announced_of(connection, customer_ids)
        waited = [advice.id for found in self.advices.values() for advice in found]
        self.given_up = rows.given_up(connection, waited)
        unreached = (m.id for found in self.messages.values() for m in found if m.state in ("failed", "bounced"))
        self.handled = rows.handled(connection, sorted(unreached))
        self.applied = rows.applied_of(connection, ids)

    def histories(self) -> Iterator[AccountHistory]:
        for row in self.accounts:
            told: Sequence[Journalled] = self.journal.get(row.id, ())
            changed_at = self.changes.get(row.id, [])
            messages = self.messages.get(row.id, ())
            episodes = past_episodes(self.episodes.get(row.id, ()), messages, told)
            known = self.contacts.get(row.customer_id, ())
            yield AccountHistory(
                row=row,
                contacts=[self._contact(contact, told) for contact in known],
                items=_items(self.items.get(row.id, ()), self.item_moves.get(row.id, ())),
                on_account=_balances((r.currency, r.booked_at, r.debit_minor) for r in self.cash_moves.get(row.id, ())),
                restraints=[Span(hold, hold.created_at, hold.lifted_at) for hold in self.restraints.get(row.id, ())],
                stops=[Span(stop.reason, stop.created_at, stop.lifted_at) for stop in self.stops.get(row.id, ())],
                placed=[_placed(item, told) for item in self.placed.get(row.id, ())],
                parked=list(_parked(told)),
                announced=list(self._announced(row.customer_id, told)),
                episodes=[span for span, _ in episodes.values()],
                notices=list(past_notices(messages, episodes, told, changed_at)),
                undelivered=list(past_failures(messages, episodes, told, (known, self.handled))),
                charges=_items(self.charges.get(row.id, ()), self.item_moves.get(row.id, ())),
                broken_promises=[(p.currency, p.closed_on) for p in self.broken_promises.get(row.id, ())],
                rejected_disputes=[(d.currency, d.closed_on) for d in self.rejected_disputes.get(row.id, ())],
                paid=_paid(self.applied.get(row.id, ())),
                changed_at=changed_at,
            )

    def _contact(self, row: Any, told: Iterable[Journalled]) -> KnownContact:
        address = (row.email, row.phone, row.email_valid, row.phone_valid, row.postal_address)
        contact = Contact(row.id, row.role, *address)
        added = (
            at for at, kind, data in told if kind == "contact.set" and data["contact"] == row.id and data.get("added")
        )
        known = ((channel, address) for channel, address in (("email", row.email), ("sms", row.phone)) if address)
        said = (word for key in known for word in self.opt_outs.get(key, ()))
        barred = [Span(word.channel, word.given_at, word.revoked_at) for word in said]
        return KnownContact(contact, next(added, LONG_AGO), list(_invalid(row, told)), barred)

    def _announced(self, customer_id: str, told: Iterable[Journalled]) -> Iterator[Span[str]]:
        """From the judgement that let an advice wait until it was judged again, posted, or given up."""
        judged: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
        for at, kind, data in told:
            if kind == "advice.judged":
                judged[data["advice"]].append((at, data["state"]))
        for advice in self.advices.get(customer_id, ()):
            waiting = next((at for at, state in judged[advice.id] if state == "announced"), None)
            if waiting is None:
                continue
            ends = [at for at, state in judged[advice.id] if at > waiting and state != "announced"]
            ends += [at for at in (advice.posted_at, self.given_up.get(advice.id)) if at is not None and at >= waiting]
            yield Span(customer_id, waiting, None if advice.state == "announced" else min(ends, default=waiting))


def _items(items: Iterable[Any], moves: Iterable[Any]) -> list[tuple[Any, Balance]]:
    by_item: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for move in moves:
        by_item[move.open_item_id].append((move.booked_at, move.debit_minor))
    return [(item, Balance(by_item[item.id])) for item in items]


def _balances(moves: Iterable[tuple[str, datetime, int]]) -> dict[str, Balance]:
    by_currency: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for currency, at, debit in moves:
        by_currency[currency].append((at, debit))
    return {currency: Balance(found) for currency, found in by_currency.items()}


def _placed(item: Any, told: Iterable[Journalled]) -> Span[int]:
    ended = ("placement.recalled", "placement.closed", "placement.refused")
    ends = (at for at, kind, data in told if kind in ended and data["placement"] == item.id)
    return Span(item.open_item_id, item.approved_at, next(ends, None))


def _parked(told: Iterable[Journalled]) -> Iterator[Span[str]]:
    parked = [(at, data["reason"]) for at, kind, data in told if kind == "account.parked"]
    let_go = [at for at, kind, _ in told if kind == "account.unparked"]
    for since, reason in parked:
        yield Span(reason, since, next((at for at in let_go if at >= since), None))


def _invalid(contact: Any, told: Iterable[Journalled]) -> Iterator[Span[str]]:
    """When an address took nothing: from the bounce on, until somebody gave the contact another one."""
    changes = list(_validity(contact.id, told))
    for channel, valid_now in (("email", contact.email_valid), ("sms", contact.phone_valid)):
        own = [(at, valid) for at, which, valid in changes if which == channel]
        if not own and not valid_now:
            yield Span(channel, LONG_AGO)
        for (at, valid), after in zip(own, [*own[1:], None], strict=False):
            if not valid:
                yield Span(channel, at, after[0] if after else None)


LONG_AGO = datetime.fromisoformat("0001-01-01T00:00:00+00:00")


def _validity(contact_id: int, told: Iterable[Journalled]) -> Iterator[tuple[datetime, str, bool]]:
    for at, kind, data in told:
        if kind == "contact.invalid" and contact_id in data["contacts"]:
            yield at, data["channel"], False
        elif kind == "contact.set" and data["contact"] == contact_id:
            for column, channel in (("email", "email"), ("phone", "sms")):
                if column in data["changed"]:
                    yield at, channel, True


def _paid(applied: Iterable[Any]) -> dict[int, list[Paid]]:
    paid: dict[int, list[Paid]] = defaultdict(list)
    for row in applied:
        announced = row.source == "advice"
        paid[row.open_item_id].append(
            Paid(row.open_item_id, row.received_on, row.applied_at, announced, row.cleared_at)
        )
    return paid
