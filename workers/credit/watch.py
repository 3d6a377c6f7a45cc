"""Once a day: who owes more than a limit that somebody set, and whose limit is to be looked at again.

A breach is a case, and orders on credit wait as long; running it again on a day changes nothing more.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import Connection

from workers.credit.brief import brief_lines, briefs_of
from workers.credit.limits import subject_of
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.clearing import clear_cases
from workers.exception_queue.kinds import CaseKind
from workers.ledger.credit import history
from workers.ledger.credit.history import Limited
from workers.ledger.credit.terms import CreditTerms, find_all_terms
from workers.ledger.queue import cases
from workers.ledger.unit_of_work import Ledger
from workers.policy.policy_set import PolicySet
from workers.policy.queue import queue_policy
from workers.receivables.money import Money
from workers.receivables.occasion import Occasion

JOB = "credit.watch"


def watch(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> Counter[str]:
    """How many breaches began and ended, and how many limits wait to be looked at again since today."""
    done: Counter[str] = Counter()
    with ledger.read() as connection:
        limited = {(each.account_id, each.currency): each for each in history.limited_accounts(connection)}
        known = history.breaches(connection)
        due = find_all_terms(connection, due_by=occasion.business_date)
    over = {key for key, each in limited.items() if each.exposure > each.limit_minor}
    for key in sorted(over ^ set(known)):
        with ledger.write() as connection:
            done[_follow(connection, key, policy, occasion)] += 1
    for terms in due:
        with ledger.write() as connection:
            done["reviews"] += _review(connection, terms, policy, occasion)
    return +done


def _follow(connection: Connection, key: tuple[int, str], policy: PolicySet, occasion: Occasion) -> str:
    """Under the account's lock its figures are read again: it may have paid meanwhile."""
    cases.lock_account_of(connection, key[0])
    now = {(each.account_id, each.currency): each for each in history.limited_accounts(connection, key[0])}
    found, was = now.get(key), history.breaches(connection).get(key)
    is_over = found is not None and found.exposure > found.limit_minor
    if found is not None and is_over and was is None:
        history.begin_breach(connection, found, occasion)
        _open_breach(connection, found, policy, occasion)
        return "breached"
    if not is_over and was is not None:
        history.end_breach(connection, *key, occasion)
        clear_cases(connection, (CaseKind.CREDIT_BREACH,), subject_of(*key), "within the limit again", occasion)
        return "kept"
    return "unchanged"


def _open_breach(connection: Connection, found: Limited, policy: PolicySet, occasion: Occasion) -> None:
    owed, limit = Money(found.exposure, found.currency), Money(found.limit_minor, found.currency)
    new = NewCase(
        CaseKind.CREDIT_BREACH,
        subject_of(found.account_id, found.currency),
        f"{found.customer_id} owes {owed}, above its limit of {limit}: its orders on credit are held",
        account_id=found.account_id,
        currency=found.currency,
        amount_minor=found.exposure - found.limit_minor,
        evidence={"limit": str(limit), "owes": str(owed), "brief": _brief(connection, found, policy, occasion)},
    )
    open_case(connection, new, occasion, queue_policy(policy.robot))


def _review(connection: Connection, terms: CreditTerms, policy: PolicySet, occasion: Occasion) -> int:
    subject = subject_of(terms.account_id, terms.currency)
    cases.lock_account_of(connection, terms.account_id)
    if cases.find_by_subject(connection, CaseKind.CREDIT_REVIEW, subject) is not None:
        return 0
    new = NewCase(
        CaseKind.CREDIT_REVIEW,
        subject,
        f"the limit of {terms.customer_id} in {terms.currency} is to be looked at again since {terms.review_on}",
        account_id=terms.account_id,
        currency=terms.currency,
        amount_minor=terms.limit_minor,
        evidence={"brief": _brief(connection, terms, policy, occasion)},
    )
    open_case(connection, new, occasion, queue_policy(policy.robot))
    return 1


def _brief(connection: Connection, about: Limited | CreditTerms, policy: PolicySet, occasion: Occasion) -> list[str]:
    """What is known of the account in that currency, as of today."""
    today: date = occasion.business_date
    found = briefs_of(connection, about.account_id, policy.credit, today)
    return [line for brief in found if brief.currency == about.currency for line in brief_lines(brief)]
