"""A broken law: an urgent case, and the accounts it names are left alone until a person has handled it.

Must not judge: whoever found the law broken says which accounts are concerned. Runs in its caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger.queue import cases, parked
from workers.ledger.queue.cases import Case
from workers.policy.queue import QueuePolicy
from workers.receivables.occasion import Occasion

_ACCOUNTS = "accounts"


def park_accounts(
    connection: Connection, new: NewCase, account_ids: Iterable[int], *, occasion: Occasion, policy: QueuePolicy
) -> int:
    """Open an `invariant` case and park the accounts concerned, which its evidence names; returns the case's id.

    A repeat may concern others: the case goes on naming those it parked before.
    """
    standing = cases.find_by_subject(connection, new.kind, new.subject)
    named = sorted({*account_ids, *_named(standing)})
    parked.park(connection, named, f"{new.kind} case about {new.subject}", occasion)
    return open_case(connection, replace(new, evidence={**new.evidence, _ACCOUNTS: named}), occasion, policy)


def unpark_accounts(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
    """``handled`` lets the accounts go, except those that another unresolved case names too."""
    if resolution.decision != "handled":
        return
    others = cases.find_unresolved(connection, kind=CaseKind.INVARIANT)
    still_named = {account_id for other in others if other.id != case.id for account_id in _named(other)}
    # Read again: a repeat may have added accounts until the resolution took the case.
    named = _named(cases.find_case(connection, case.id))
    parked.unpark(connection, set(named) - still_named, f"case {case.id} handled", occasion)


def _named(case: Case | None) -> list[int]:
    return list(case.evidence.get(_ACCOUNTS, ())) if case is not None else []
