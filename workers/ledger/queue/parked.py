"""Parked accounts: those whose facts broke a law. The robot leaves them alone until a person has looked.

Must not decide who is parked; parking makes everything planned for the account stale in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, select, update

from workers.ledger import journal
from workers.ledger.book.accounts import supersede
from workers.ledger.journal import JournalEntry
from workers.ledger.schema import accounts
from workers.receivables.occasion import Occasion


def park(connection: Connection, account_ids: Iterable[int], reason: str, occasion: Occasion) -> list[int]:
    """Park these accounts, each until it is unparked; returns those that were not parked before."""
    ids = _lock(connection, account_ids, accounts.c.parked_reason.is_(None))
    _set_reason(connection, ids, reason)
    _tell(connection, "account.parked", ids, reason, occasion)
    return ids


def unpark(connection: Connection, account_ids: Iterable[int], reason: str, occasion: Occasion) -> list[int]:
    """Let these accounts go; returns those that were parked."""
    ids = _lock(connection, account_ids, accounts.c.parked_reason.is_not(None))
    _set_reason(connection, ids, None)
    _tell(connection, "account.unparked", ids, reason, occasion)
    return ids


def _lock(connection: Connection, account_ids: Iterable[int], concerned: ColumnElement[bool]) -> list[int]:
    named = select(accounts.c.id).where(accounts.c.id.in_(sorted(set(account_ids))), concerned)
    return list(connection.scalars(named.order_by(accounts.c.id).with_for_update(key_share=True)))


def _set_reason(connection: Connection, ids: list[int], reason: str | None) -> None:
    connection.execute(update(accounts).where(accounts.c.id.in_(ids)).values(parked_reason=reason))


def _tell(connection: Connection, kind: str, ids: list[int], reason: str, occasion: Occasion) -> None:
    supersede(connection, ids, kind)
    entries = [
        JournalEntry(
            kind=kind,
            actor=occasion.actor,
            at=occasion.at,
            business_date=occasion.business_date,
            data={"reason": reason},
            account_id=account_id,
            policy_hash=occasion.policy_hash,
        )
        for account_id in ids
    ]
    journal.append(connection, entries)
