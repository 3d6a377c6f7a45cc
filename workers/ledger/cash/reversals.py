"""Taking a payment back: mirrored entries, items re-opened, and the cash put where it really is.

A payment in transit was only announced: it goes altogether. One whose money is in the bank keeps the money: its
applications are undone and the cash lies on account. Must not decide when; a robot never undoes what a person applied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from workers.errors import UserError
from workers.ledger import journal, posting
from workers.ledger.book.accounts import supersede
from workers.ledger.book.episodes import go_on_with_episodes
from workers.ledger.cash.applications import Basis, lock_accounts
from workers.ledger.cash.payments import ROBOT, Payment, lock_payment
from workers.ledger.schema import applications, open_items, payments, postings
from workers.receivables.occasion import Occasion

_NOT_CASH = (posting.RECEIVABLES, posting.DISCOUNTS, posting.WRITE_OFFS)


def reverse_payment(connection: Connection, payment_id: int, basis: Basis, occasion: Occasion) -> Payment:
    """Undo all applications of a payment; raises `UserError` when there is nothing (left) to undo.

    In transit -> reversed; cleared -> its cash lies on account. Returns the payment as it was.
    """
    payment, left = undo_applications(connection, payment_id, basis, occasion)
    if payment.clearing == "in_transit":
        values: dict[str, Any] = {"clearing": "reversed", "reversed_at": occasion.at, "confirm_by": None}
    else:
        values = {"on_account_minor": _keep_on_account(connection, payment, left, basis, occasion)}
    connection.execute(update(payments).where(payments.c.id == payment_id).values(values))
    return payment


def undo_applications(
    connection: Connection, payment_id: int, basis: Basis, occasion: Occasion
) -> tuple[Payment, dict[str, int]]:
    """Open the items of a payment again; gives it as it was, and its cash that is loose now, by ledger account."""
    live = _live_applications(connection, payment_id)
    concerned = {row.account_id for row in live} | _payer_of(connection, payment_id)
    lock_accounts(connection, concerned)
    payment = lock_payment(connection, payment_id)
    live = _live_applications(connection, payment_id)
    _refuse(payment, live, occasion)
    supersede(connection, concerned, "payment_reversed")
    loose = _mirror_entries(connection, payment, live, basis, occasion)
    go_on_with_episodes(connection, [row.open_item_id for row in live], occasion)
    return payment, loose


def is_applied_by_a_person(connection: Connection, payment_id: int) -> bool:
    """Law 11: such a payment is out of the robot's hands."""
    return any(row.actor != ROBOT for row in _live_applications(connection, payment_id))


def has_applications(connection: Connection, payment_id: int) -> bool:
    """Whether anything of a payment is applied to an item."""
    return bool(_live_applications(connection, payment_id))


def _payer_of(connection: Connection, payment_id: int) -> set[int]:
    payer = connection.scalar(select(payments.c.account_id).where(payments.c.id == payment_id))
    return {payer} if payer is not None else set()


def _live_applications(connection: Connection, payment_id: int) -> list[Row[Any]]:
    undone = select(applications.c.reverses_id).where(applications.c.reverses_id.is_not(None))
    own = applications.c.payment_id == payment_id
    alive = own & applications.c.reverses_id.is_(None) & applications.c.id.not_in(undone.where(own))
    joined = select(applications, open_items.c.account_id).join(open_items)
    return list(connection.execute(joined.where(alive).order_by(applications.c.id)))


def _refuse(payment: Payment, live: Sequence[Row[Any]], occasion: Occasion) -> None:
    if payment.clearing == "reversed":
        raise UserError(f"payment {payment.id} was reversed before")
    if not live:
        raise UserError(f"payment {payment.id} is applied to nothing: there is nothing to reverse")
    if occasion.actor == ROBOT and any(row.actor != ROBOT for row in live):
        raise UserError(f"payment {payment.id} was applied by a person: only a person reverses it")


def _mirror_entries(
    connection: Connection, payment: Payment, live: Sequence[Row[Any]], basis: Basis, occasion: Occasion
) -> dict[str, int]:
    """Reverse every entry that applied the payment; returns the cash that is loose again, by ledger account."""
    by_entry: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in live:
        by_entry[row.entry_id].append(row)
    for entry_id, rows in sorted(by_entry.items()):
        account_id = rows[0].account_id
        mirror = _header(payment, account_id, "payment.reversed", basis, occasion)
        reversal_id = posting.reverse(connection, entry_id, mirror, occasion.at, occasion.business_date)
        _undo_rows(connection, rows, reversal_id, occasion)
        data = {"payment": payment.id, "entry": reversal_id, "reverses": entry_id, "rule": basis.rule}
        journal.record(connection, "payment.reversed", data, occasion, account_id=account_id)
    return _loose_cash(connection, by_entry)


def _undo_rows(connection: Connection, rows: Iterable[Row[Any]], entry_id: int, occasion: Occasion) -> None:
    mirrored = [
        {
            "payment_id": row.payment_id,
            "open_item_id": row.open_item_id,
            "entry_id": entry_id,
            "cash_minor": -row.cash_minor,
            "discount_minor": -row.discount_minor,
            "writeoff_minor": -row.writeoff_minor,
            "actor": occasion.actor,
            "applied_at": occasion.at,
            "reverses_id": row.id,
        }
        for row in rows
    ]
    connection.execute(insert(applications), mirrored)


def _loose_cash(connection: Connection, entry_ids: Iterable[int]) -> dict[str, int]:
    c = postings.c
    query = select(c.ledger_account, func.sum(c.debit_minor)).where(c.entry_id.in_(list(entry_ids)))
    cash = query.where(c.ledger_account.not_in(_NOT_CASH)).group_by(c.ledger_account)
    return {name: int(total) for name, total in connection.execute(cash)}


def _keep_on_account(
    connection: Connection, payment: Payment, loose: dict[str, int], basis: Basis, occasion: Occasion
) -> int:
    """The bank has the money: what the undone entries took from elsewhere now lies on account. Returns that cash."""
    kept = payment.on_account_minor + sum(loose.values())
    moves = {name: total for name, total in loose.items() if total and name != posting.ON_ACCOUNT}
    if moves:
        lines = [posting.Posting(name, total, payment_id=payment.id) for name, total in sorted(moves.items())]
        lines.append(posting.Posting(posting.ON_ACCOUNT, -sum(moves.values()), payment_id=payment.id))
        entry = _header(payment, payment.account_id, "payment.kept_on_account", basis, occasion)
        posting.post(connection, replace(entry, lines=tuple(lines)), occasion.at, occasion.business_date)
    return kept


def _header(payment: Payment, account_id: int | None, kind: str, basis: Basis, occasion: Occasion) -> posting.Entry:
    return posting.Entry(
        entity=payment.entity,
        currency=payment.currency,
        kind=kind,
        actor=occasion.actor,
        rule=basis.rule,
        evidence=basis.evidence,
        lines=(),
        account_id=account_id,
        policy_hash=occasion.policy_hash,
    )
