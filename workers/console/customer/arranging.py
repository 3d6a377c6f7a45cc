"""Plans and offers on the customers' page: what may be chosen, asking for a plan, saying yes to what is proposed.

Inside the limits for which no person is needed a plan runs at once; all else becomes a case. Must not go beyond them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from workers.arrangements.accepting import accept
from workers.arrangements.debt import Scope, debt_in
from workers.arrangements.proposing import PlanWish, propose_plan
from workers.arrangements.rules.instalments import split
from workers.arrangements.rules.limits import Debt, consent_to, counts_allowed
from workers.console.customer.asking import TAKEN, ask
from workers.console.customer.entry import Guest
from workers.console.customer.sent import Declined, Sent
from workers.errors import UserError
from workers.exception_queue.cases import NewCase
from workers.exception_queue.kinds import CaseKind
from workers.inbox.rules.promise import REMEMBERED_DAYS
from workers.ledger.book import arrangements, promises
from workers.ledger.book.owed import loose_cash
from workers.ledger.queue.cases import find_since
from workers.policy.arrangements import PlanTerms
from workers.receivables.arrangement import RUNNING, State
from workers.receivables.money import Money

_PROPOSED: tuple[State, ...] = ("proposed",)
# A request is spoken of that long; what a person decides about one closes nothing else.
_REQUEST_DAYS = 30
_DECLINES = "dismiss"


@dataclass(frozen=True, slots=True)
class Choice:
    """A plan that a customer may ask for: so many instalments of which the last is ``each``."""

    currency: str
    count: int
    each: int


@dataclass(frozen=True, slots=True)
class AskedPlan:
    """A plan that a customer asked for here and a person has to decide about, or did not agree to."""

    asked_on: date
    count: int
    is_declined: bool


def arrangement_figures(connection: Connection, guest: Guest) -> dict[str, Any]:
    """What the page shows: plans to choose from, proposals that wait for a yes, and what runs."""
    number, today = guest.account_id, guest.occasion.business_date
    waiting = arrangements.find_arrangements(connection, _PROPOSED, number)
    terms = guest.policy.arrangements.plan_terms(today)
    return {
        "plans": list(_choices(connection, guest, terms)) if terms else [],
        "plan_begins": today + timedelta(days=terms.first_within_days) if terms else today,
        "offers": [found for found in waiting if today <= found.accept_by],
        "arranged": arrangements.find_arrangements(connection, RUNNING, number),
        "asked": _last_request(connection, number, today - timedelta(days=_REQUEST_DAYS)),
    }


def _last_request(connection: Connection, account_id: int, since: date) -> AskedPlan | None:
    """The newest request made here; none once a person has seen to it, by a plan or by talking."""
    for case in find_since(connection, CaseKind.ARRANGEMENT_REQUEST, account_id, since):
        if count := case.evidence.get("instalments"):
            is_declined = case.decision == _DECLINES
            return AskedPlan(case.opened_on, count, is_declined) if case.decision is None or is_declined else None
    return None


def plan(connection: Connection, guest: Guest, sent: Sent) -> str:
    """Let the plan run, inside the limits for which no person is needed; else a person hears of the wish."""
    terms = guest.policy.arrangements.plan_terms(guest.occasion.business_date)
    currency, _, count = sent.line("plan", 10).partition(":")
    if terms is None or not count.isdecimal():
        raise Declined("plan")
    scope = Scope(guest.account_id, currency)
    debt, _ = debt_in(connection, scope, guest.occasion.business_date)
    if int(count) not in _counts(debt, terms, guest):
        raise Declined("plan")
    doubt = _doubt(connection, guest, debt, terms)
    if doubt:
        return ask(connection, guest, sent, _wish(guest, debt, int(count), doubt))
    wish = PlanWish(scope, int(count), guest.evidence)
    try:
        proposed = propose_plan(connection, wish, guest.policy, guest.occasion)
        accept(connection, proposed.id, guest.evidence, guest.occasion)
    except UserError:
        raise Declined("plan") from None
    return TAKEN


def accept_offer(connection: Connection, guest: Guest, sent: Sent) -> str:
    """The customer's yes in writing to what was proposed to this account, whatever number was sent."""
    number = sent.line("arrangement", 15)
    offered = {found.id for found in arrangements.find_arrangements(connection, _PROPOSED, guest.account_id)}
    if not number.isdecimal() or int(number) not in offered:
        raise Declined("offer")
    try:
        accept(connection, int(number), guest.evidence, guest.occasion)
    except UserError:
        raise Declined("offer") from None
    return TAKEN


def _choices(connection: Connection, guest: Guest, terms: PlanTerms) -> Iterator[Choice]:
    for currency in promises.currencies_owed(connection, guest.account_id):
        scope = Scope(guest.account_id, currency)
        debt, _ = debt_in(connection, scope, guest.occasion.business_date)
        for count in _counts(debt, terms, guest):
            yield Choice(currency, count, split(debt.balance, count, terms.first_percent)[-1])


def _counts(debt: Debt, terms: PlanTerms, guest: Guest) -> tuple[int, ...]:
    """As many instalments as the limits allow, whoever has to agree."""
    today = guest.occasion.business_date
    return counts_allowed(debt, terms, today + timedelta(days=terms.first_within_days), today)


def _doubt(connection: Connection, guest: Guest, debt: Debt, terms: PlanTerms) -> str:
    """Why a person has to look at it; empty when the robot may take it."""
    since = guest.occasion.business_date - timedelta(days=REMEMBERED_DAYS)
    if arrangements.has_broken_arrangement(connection, guest.account_id, since):
        return "an arrangement was broken before"
    if promises.has_broken_promise(connection, guest.account_id, since):
        return "a promise was broken before"
    if arrangements.find_arrangements(connection, RUNNING, guest.account_id):
        return "another arrangement runs"
    if loose_cash(connection, guest.account_id, debt.currency):
        return "cash of the customer lies unapplied"
    if consent_to(debt, terms) != "nobody":
        return "its balance is above what needs no person"
    return ""


def _wish(guest: Guest, debt: Debt, count: int, doubt: str) -> NewCase:
    balance = Money(debt.balance, debt.currency)
    reason = f"the customer asks for {count} instalments of {balance} over the customer page: {doubt}"
    evidence = {"instalments": count, "balance": str(balance), "known": guest.evidence}
    return NewCase(
        CaseKind.ARRANGEMENT_REQUEST,
        "",
        reason,
        currency=debt.currency,
        amount_minor=debt.balance,
        evidence=evidence,
    )
