"""Debt that is given up: proposed by a daily look, decided by a person with the power to, posted to the allowance.

Must not post anything without a person, nor more than the person was shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from workers.errors import UserError
from workers.escalation.rules.write_off import HopelessAccount, HopelessItem, WriteOffDue, evaluate_write_off
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Consequence, Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash.applications import lock_accounts
from workers.ledger.operations import policy_versions
from workers.ledger.queue import write_offs
from workers.ledger.queue.cases import Case
from workers.ledger.queue.hopeless import OldDebt, accounts_overdue, load_old_debt
from workers.ledger.queue.write_offs import GivenUp, NewWriteOff, WriteOff
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.policy.write_off import WriteOffPolicy
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion

BATCH = 500
APPROVE = "approve"


def propose_write_offs(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> int:
    """Every account that meets a criterion becomes one case; returns how many did."""
    rules, after_id, proposed = policy.write_off, 0, 0
    if not rules.criteria:
        return 0
    days = min(criterion.days_overdue for criterion in rules.criteria)
    while True:
        with ledger.read() as connection:
            ids = accounts_overdue(connection, occasion.business_date, days, after_id, BATCH)
            due = list(_due(connection, ids, rules, occasion.business_date)) if ids else []
        for account, _ in due:
            with ledger.write(account.account_id) as connection:
                proposed += _propose(connection, account, policy, occasion)
        if not ids:
            return proposed
        after_id = ids[-1]


def write_off_consequence(policy: Callable[[], PolicySet]) -> Consequence:
    """For the desk: an approved `write_off_approval` case is posted, a refused one is not asked again."""

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        decide_write_off(connection, policy(), case.evidence["write_off"], resolution.decision == APPROVE, occasion)

    return decide


def decide_write_off(
    connection: Connection, policy: PolicySet, write_off_id: int, approved: bool, occasion: Occasion
) -> str:
    """Post or refuse a proposal; returns its state. Raises `UserError` where the person's limit does not reach it.

    What became less, or hopeful, since it was shown lapses: it may be proposed again as it is then.
    """
    found = write_offs.find_write_off(connection, write_off_id)
    if found is None or found.state != "proposed":
        raise UserError(
            f"write-off {write_off_id} waits for no decision: `collectbot write-off list` shows those that do"
        )
    lock_accounts(connection, [found.account_id])
    if not approved:
        write_offs.end_write_off(connection, found, "refused", occasion)
        return "refused"
    _demand_power(policy.write_off, found, occasion.actor)
    items = write_offs.items_of(connection, write_off_id)
    if not _is_still_due(connection, found, items, policy.write_off, occasion.business_date):
        write_offs.end_write_off(connection, found, "lapsed", occasion)
        return "lapsed"
    write_offs.post_write_off(connection, found, items, occasion)
    return "posted"


def _demand_power(rules: WriteOffPolicy, found: WriteOff, actor: str) -> None:
    if not rules.limits.may_approve(actor, found.amount_minor, found.currency):
        may = ", ".join(rules.limits.who_may(found.amount_minor, found.currency)) or "nobody"
        total = Money(found.amount_minor, found.currency)
        raise UserError(f"{actor} may not give up {total}: by write_off.yaml {may} may")


def _is_still_due(
    connection: Connection, found: WriteOff, items: Sequence[GivenUp], rules: WriteOffPolicy, as_of: date
) -> bool:
    """Whether today's look proposes the same items for the same reason at the same amounts."""
    if any(item.open != item.shown for item in items):
        return False
    due = (due for account, due in _due(connection, [found.account_id], rules, as_of, again=True)
           if account.currency == found.currency)  # fmt: skip
    shown = {item.item_id for item in items}
    return any(one.reason == found.reason and shown <= {item.id for item in one.items} for one in due)


def _due(
    connection: Connection, ids: Sequence[int], rules: WriteOffPolicy, as_of: date, *, again: bool = False
) -> Iterator[tuple[HopelessAccount, WriteOffDue]]:
    """What may be given up of these accounts; what waits or was refused is not asked ``again`` by itself."""
    asked = set() if again else write_offs.settled_before(connection, ids)
    for account in _accounts(load_old_debt(connection, ids, as_of), as_of):
        due = evaluate_write_off(account, rules)
        if due is None:
            continue
        items = {item.id for item in due.items}
        known = (own for number, currency, own in asked if (number, currency) == (account.account_id, account.currency))
        if not any(items <= own for own in known):
            yield account, due


def _accounts(debt: OldDebt, as_of: date) -> Iterator[HopelessAccount]:
    scopes = dict.fromkeys((item.account_id, item.entity, item.currency) for item in debt.items)
    for account_id, entity, currency in scopes:
        scope = (account_id, currency)
        contacts, written = debt.contacts.get(scope, (0, 0))
        items = tuple(
            HopelessItem(
                item.id,
                item.document_number,
                item.open,
                (as_of - item.due_date).days,
                debt.close_codes.get(item.id, ""),
            )
            for item in debt.items
            if (item.account_id, item.currency) == scope
        )
        stops = debt.stops.get(account_id, frozenset())
        yield HopelessAccount(account_id, entity, currency, items, debt.balances[scope], contacts, written, stops)


def _propose(connection: Connection, seen: HopelessAccount, policy: PolicySet, occasion: Occasion) -> bool:
    """Judge the account again under its lock, and ask a person."""
    found = _due(connection, [seen.account_id], policy.write_off, occasion.business_date)
    now = next((pair for pair in found if pair[0].currency == seen.currency), None)
    # One question at a time: new items are asked about once the first are decided.
    if now is None or write_offs.is_waiting(connection, seen.account_id, seen.currency):
        return False
    account, due = now
    items = tuple((item.id, item.open) for item in due.items)
    new = NewWriteOff(account.entity, account.account_id, account.currency, due.reason, items)
    policy_versions.record(connection, policy.hash, policy.canonical_json(), occasion.at)
    write_off_id = write_offs.add_proposal(connection, new, occasion)
    total = Money(due.amount, account.currency)
    case = NewCase(
        CaseKind.WRITE_OFF_APPROVAL,
        f"write_off:{account.account_id}:{account.currency}",
        f"{len(items)} items, {total}, may be given up: {due.reason.replace('_', ' ')}",
        account_id=account.account_id,
        currency=account.currency,
        amount_minor=due.amount,
        evidence={
            "write_off": write_off_id,
            "reason": due.reason,
            "contacts": account.contacts,
            "in_writing": account.written,
            "stops": sorted(account.stops),
            "items": [[item.document_number, item.open, item.days_overdue, item.close_code] for item in due.items],
            "approvers": list(policy.write_off.limits.who_may(due.amount, account.currency)),
        },
    )
    open_case(connection, case, occasion, queue_policy(policy.robot))
    return True
