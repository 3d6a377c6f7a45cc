"""Judging promises to pay, once a day before the run: what was kept, and whose account is dunned again from today.

Running it again judges nothing twice. Must not send: the run that follows finds the accounts without their holds.
"""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection

from workers.dunning.rules.promises import judge_promise
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.promises import Outcome, Promise, close_promise, find_promises, owed_then, paid_since
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.occasion import Occasion


def judge_promises(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> Counter[str]:
    """Judge every open promise, each in a transaction of its own; how many ended in which state."""
    ended: Counter[str] = Counter()
    with ledger.read() as connection:
        found = find_promises(connection, ("open",))
        paid = paid_since(connection, found)
        states = {each.id: _state(connection, each, paid[each.id], occasion) for each in found}
    for promise in found:
        if states[promise.id] != "open":
            with ledger.write() as connection:
                ended[_judge(connection, promise, policy, occasion)] += 1
    return ended


def _judge(connection: Connection, promise: Promise, policy: PolicySet, occasion: Occasion) -> str:
    """Judge it by what was paid when this transaction sees the account, and end its hold."""
    paid = paid_since(connection, [promise])[promise.id]
    state, terms = _state(connection, promise, paid, occasion), policy.robot.promises
    skips = state == "broken" and terms.on_broken == "next_level"
    if state == "open" or not close_promise(connection, promise, Outcome(state, max(paid, 0), skips), occasion):
        return "open"
    if state == "broken" and promise.level + 1 >= terms.broken_limit:
        open_case(connection, _too_many(promise), occasion, queue_policy(policy.robot))
    return state


def _state(connection: Connection, promise: Promise, paid: int, occasion: Occasion) -> str:
    """Nobody breaks a promise by owing less than was promised: who paid all of it has kept it."""
    promised, today = promise.amount_minor, occasion.business_date
    if 0 < paid < promised and 0 < (owed := owed_then(connection, promise)) < promised:
        promised = owed
    return judge_promise(promised, paid, promise.good_through, today)


def _too_many(promise: Promise) -> NewCase:
    return NewCase(
        CaseKind.PROMISE,
        f"promises:{promise.account_id}:{promise.currency}",
        f"promise {promise.id} was broken: {promise.level + 1} by now",
        account_id=promise.account_id,
        currency=promise.currency,
        amount_minor=promise.amount_minor,
        evidence={"promise": promise.id, "broken": promise.level + 1},
        suggestion="Call the customer: promises are not kept here.",
    )
