"""Mails about arrangements: offered, accepted, declined, ended, and before an instalment is due; each once.

Found from what the ledger says today, whoever did it over which door. Must not decide about an arrangement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from workers.ledger.book.arrangements import of_late
from workers.ledger.book.courtesy import ARRANGEMENT, Addressee, load_addressees, written_before
from workers.ledger.book.reminder_bars import reminder_bars
from workers.ledger.unit_of_work import Ledger
from workers.outbox.rules.arrangement_news import Told, outdated
from workers.policy.creditor import creditor_for, thread_token
from workers.policy.policy_set import PolicySet
from workers.receivables.arrangement import Arrangement
from workers.receivables.occasion import Occasion
from workers.reports.courtesies import Courtesy, contact_of, record
from workers.reports.rules.arrangements import news_of

JOB = "reports.tell_of_arrangements"
FOLDER = "arrangement"
# A robot that stood still over a long weekend still tells; what is older is no news.
_LOOK_BACK = timedelta(days=5)


def tell_of_arrangements(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> list[int]:
    """Record the mails that are due; asked again, it finds that they were written. Returns the messages' ids."""
    with ledger.read() as connection:
        news = _news(connection, policy, occasion)
        people = load_addressees(connection, [found.account_id for _, found in news])
        contacts = {number: contact_of(connection, to, policy, occasion.business_date) for number, to in people.items()}
    recorded = []
    for told, found in news:
        to, contact = people[found.account_id], contacts[found.account_id]
        if isinstance(contact, str):
            continue
        facts, language = _facts(policy, to, told, found), policy.robot.default_language
        template = f"{FOLDER}/{told.news}"
        courtesy = Courtesy(ARRANGEMENT, told.subject, template, found.currency, facts, language)
        number = record(ledger, courtesy, to, contact, occasion)
        if number is not None:
            recorded.append(number)
    return recorded


def _news(connection: Connection, policy: PolicySet, occasion: Occasion) -> Sequence[tuple[Told, Arrangement]]:
    """What was not written before and is still so."""
    today, mails = occasion.business_date, policy.arrangements.mails
    since = today - _LOOK_BACK
    found = of_late(connection, since) if mails.tell or mails.remind_days_before else []
    due = [(told, one) for one in found for told in news_of(one, mails, since, today)]
    written = written_before(connection, ARRANGEMENT, [one.account_id for _, one in due])
    fresh = [(told, one) for told, one in due if (one.account_id, one.currency, told.subject) not in written]
    bars = reminder_bars(connection, [one for _, one in fresh], today)
    return [(told, one) for told, one in fresh if not outdated(told, one, bars.get(one.id, ""), today)]


def _facts(policy: PolicySet, to: Addressee, told: Told, found: Arrangement) -> dict[str, Any]:
    """The facts of ``templates/arrangement``; no bank details, as in every answer."""
    creditor = creditor_for(policy.robot, to.entity, found.currency)
    part, missing = found.expected or (found.instalments[-1], 0)
    return {
        "told": asdict(told),
        "creditor": asdict(replace(creditor, bank="", iban="", bic="", account_number="", routing_number="")),
        "customer_id": to.customer.id,
        "customer_name": to.customer.name,
        "thread_token": thread_token(policy.robot, to.customer.id),
        "currency": found.currency,
        "kind": found.kind,
        "documents": [item.document_number for item in found.items],
        "balance": found.balance,
        "agreed": found.agreed,
        "open": found.open,
        "instalments": [{"due_on": each.due_on.isoformat(), "amount": each.amount} for each in found.instalments],
        "expected_on": part.due_on.isoformat(),
        "missing": missing,
        "accept_by": found.accept_by.isoformat(),
        "terms": found.terms,
        "revives": found.revives,
    }
