"""Setting limits and terms: alone up to a limit of one's own, above it with a second person's word.

Runs in its caller's transaction. Must not propose a limit; `workers.credit.rules.score` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from workers.errors import UserError
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.desk import Consequence, Resolution
from workers.exception_queue.kinds import CaseKind
from workers.ledger.credit.owing import load_owing
from workers.ledger.credit.terms import CreditTerms, NewTerms, find_terms, limit_in_force, prolong_terms, set_terms
from workers.ledger.queue import cases
from workers.ledger.queue.cases import Case
from workers.policy.credit import CreditPolicy
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.currencies import is_currency
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion
from workers.receivables.people import is_same_person

TERMS = ("open", "cod")


@dataclass(frozen=True, slots=True)
class TermsWanted:
    """What is wanted for an account. No limit takes one away; without ``review_on`` the policy's days count."""

    account_id: int
    currency: str
    limit_minor: int | None
    terms: str
    reason: str
    review_on: date | None = None


def subject_of(account_id: int, currency: str) -> str:
    """What cases about an account's credit are about."""
    return f"credit:{account_id}:{currency}"


def want_terms(connection: Connection, wanted: TermsWanted, policy: PolicySet, occasion: Occasion) -> int | None:
    """Set them now, or open the case for a second person; returns that case's id."""
    _demand_sense(wanted, occasion.business_date)
    cases.lock_account_of(connection, wanted.account_id)
    subject = subject_of(wanted.account_id, wanted.currency)
    waiting = cases.find_by_subject(connection, CaseKind.LIMIT_APPROVAL, subject)
    if waiting is not None:
        raise UserError(f"a limit of that account waits for a second person: decide case {waiting.id} first")
    days = timedelta(days=policy.credit.review_days)
    new = NewTerms(
        wanted.account_id, wanted.currency, wanted.limit_minor, wanted.terms,
        wanted.review_on or occasion.business_date + days, wanted.reason, occasion.actor,
    )  # fmt: skip
    before = find_terms(connection, wanted.account_id, wanted.currency)
    limit = limit_in_force(connection, load_owing(connection, new.account_id, occasion.business_date), new.currency)
    if _needs_second(new, before, limit, policy.credit):
        return _ask_second_person(connection, new, policy, occasion)
    _set(connection, new, occasion)
    return None


def limit_consequence(policy: Callable[[], PolicySet]) -> Consequence:
    """``approve`` sets what was asked for, if whoever decides is another person whose limit reaches that far."""

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        if resolution.decision != "approve":
            return
        asked = case.evidence["wanted"]
        new = NewTerms(**asked | {"review_on": date.fromisoformat(asked["review_on"]), "agreed_by": occasion.actor})
        if is_same_person(occasion.actor, new.asked_by):
            raise UserError(f"{new.asked_by} asked for this limit: somebody else has to agree")
        may = _who_may(new, policy().credit)
        if not any(is_same_person(occasion.actor, name) for name in may):
            who = ", ".join(may) or "nobody yet"
            raise UserError(f"{occasion.actor} may not agree to this limit: limits.approvers in credit.yaml has {who}")
        _set(connection, new, occasion)

    return decide


def review_consequence(policy: Callable[[], PolicySet]) -> Consequence:
    """``renew`` leaves the terms as they are for another term; ``handled`` is for who has set other ones."""

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        known = find_terms(connection, case.account_id or 0, case.currency or "")
        if known is None:
            return
        if resolution.decision == "renew":
            review_on = occasion.business_date + timedelta(days=policy().credit.review_days)
            prolong_terms(connection, known, review_on, occasion)
        elif known.review_on <= occasion.business_date:
            raise UserError("nothing was set since: `collectbot credit set`, or decide `renew` to leave it as it is")

    return decide


def _demand_sense(wanted: TermsWanted, today: date) -> None:
    if not is_currency(wanted.currency):
        raise UserError(f"{wanted.currency} is not a currency: write an ISO 4217 code such as EUR")
    if wanted.terms not in TERMS:
        raise UserError(f"{wanted.terms!r} are no terms: write one of {', '.join(TERMS)}")
    if wanted.limit_minor is not None and wanted.limit_minor < 0:
        raise UserError("a limit is not below zero")
    if not wanted.reason.strip():
        raise UserError("a limit needs a reason")
    if wanted.review_on is not None and wanted.review_on <= today:
        raise UserError(f"{wanted.review_on} is no day to come: say when the limit is looked at again")


def _needs_second(new: NewTerms, before: CreditTerms | None, limit: int | None, credit: CreditPolicy) -> bool:
    """Less credit takes one person; so does as much as was set here, and what lies within one person's limit.

    ``limit`` is the one in force, which may be the system of record's: nobody takes that away alone either.
    """
    if before is not None and before.terms == "cod" and new.terms == "open" and not _is_alone(new, credit):
        return True
    if new.limit_minor is None:
        return limit is not None
    no_more = before is not None and before.limit_minor is not None and new.limit_minor <= before.limit_minor
    return not no_more and not _is_alone(new, credit)


def _is_alone(new: NewTerms, credit: CreditPolicy) -> bool:
    return new.limit_minor is not None and credit.limits.is_alone(new.limit_minor, new.currency)


def _who_may(new: NewTerms, credit: CreditPolicy) -> tuple[str, ...]:
    """To take a limit away takes an approver without one."""
    if new.limit_minor is None:
        return tuple(name for each in credit.limits.approvers if each.up_to is None for name in each.people)
    return credit.limits.who_may(new.limit_minor, new.currency)


def _ask_second_person(connection: Connection, new: NewTerms, policy: PolicySet, occasion: Occasion) -> int:
    amount = "no limit" if new.limit_minor is None else f"a limit of {Money(new.limit_minor, new.currency)}"
    wanted: dict[str, Any] = {name: getattr(new, name) for name in NewTerms.__dataclass_fields__}
    case = NewCase(
        CaseKind.LIMIT_APPROVAL,
        subject_of(new.account_id, new.currency),
        f"{new.asked_by} asks for {amount}, terms {new.terms}: {new.reason}",
        account_id=new.account_id,
        currency=new.currency,
        amount_minor=new.limit_minor,
        evidence={
            "wanted": wanted | {"review_on": new.review_on.isoformat()},
            "may_agree": list(_who_may(new, policy.credit)),
        },
    )
    return open_case(connection, case, occasion, queue_policy(policy.robot))


def _set(connection: Connection, new: NewTerms, occasion: Occasion) -> None:
    set_terms(connection, new, occasion)
    if new.review_on > occasion.business_date:
        subject = subject_of(new.account_id, new.currency)
        clear_cases(connection, (CaseKind.CREDIT_REVIEW,), subject, "other terms were set", occasion)
