"""The brief about an account's credit, for whoever decides limits and terms: what it owes, how it paid, what would fit.

Must not decide; a person does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from workers.credit.gathering import debts_of
from workers.credit.rules.score import PaidInvoice, PaymentHistory, Proposal, propose_terms
from workers.ledger.credit import history as ledger_history
from workers.ledger.credit.history import breaches
from workers.ledger.credit.owing import Owing, currencies_of, load_owing
from workers.ledger.credit.terms import CreditTerms, find_all_terms, limit_in_force
from workers.policy.credit import CreditPolicy, ScoreWeights
from workers.receivables.money import Money


@dataclass(frozen=True, slots=True)
class Brief:
    """One account in one currency; amounts are minor units. ``limit`` is what is in force, wherever it was set."""

    account_id: int
    customer_id: str
    customer_name: str
    currency: str
    profile: str
    limit: int | None
    terms: str
    set_by: str
    review_on: date | None
    breached_since: date | None
    exposure: int
    overdue: int
    level: int
    history: PaymentHistory
    proposal: Proposal


def briefs_of(connection: Connection, account_id: int, credit: CreditPolicy, as_of: date) -> list[Brief]:
    """A brief for each currency that the account has documents or a limit in."""
    owing = load_owing(connection, account_id, as_of)
    known = {terms.currency: terms for terms in find_all_terms(connection, account_id=account_id)}
    found = sorted({*currencies_of(connection, account_id), *known})
    return [_brief(connection, owing, (currency, known.get(currency)), credit, as_of) for currency in found]


def brief_lines(brief: Brief) -> Iterator[str]:
    """The brief as text, a line per fact."""

    def money(minor: int | None) -> str:
        return "none" if minor is None else str(Money(minor, brief.currency))

    paid, proposal = brief.history, brief.proposal
    yield f"{brief.customer_id} {brief.customer_name}, {brief.currency}, profile {brief.profile}"
    until = f", set by {brief.set_by}, to be looked at on {brief.review_on}" if brief.set_by else ""
    yield f"limit {money(brief.limit)}, terms {brief.terms}{until}"
    breached = f", above the limit since {brief.breached_since}" if brief.breached_since else ""
    overdue = f"of it overdue {money(brief.overdue)}, notices at level {brief.level}"
    yield f"owes {money(brief.exposure)}, {overdue}{breached}"
    yield (
        f"paid {len(paid.paid)} invoices, {paid.days_late} days late on terms of {paid.term_days} days; billed"
        f" {money(paid.billed)}; {paid.broken_promises} promises broken, {paid.returned_payments} payments returned"
    )
    if proposal.score is None:
        yield "score: too few invoices were paid; nothing is proposed"
    else:
        yield f"score {proposal.score} of 100: proposed limit {money(proposal.limit)}, terms {proposal.terms}"


def _brief(
    connection: Connection,
    owing: Owing,
    of: tuple[str, CreditTerms | None],
    credit: CreditPolicy,
    as_of: date,
) -> Brief:
    currency, terms = of
    limit = limit_in_force(connection, owing, currency)
    debt = next((debt for debt in debts_of(owing, as_of) if debt.currency == currency), None)
    past_due = [item for item in debt.items if item.is_past_due(as_of)] if debt else []
    history = load_history(connection, owing, currency, credit.score, as_of)
    return Brief(
        account_id=owing.account_id,
        customer_id=owing.customer_id,
        customer_name=owing.customer_name,
        currency=currency,
        profile=credit.profile_for(owing.segment, owing.party, owing.country).name,
        limit=limit,
        terms=terms.terms if terms else "open",
        set_by=terms.set_by if terms else "",
        review_on=terms.review_on if terms else None,
        breached_since=breaches(connection).get((owing.account_id, currency)),
        exposure=debt.exposure if debt else 0,
        overdue=sum(item.owed - item.disputed for item in past_due),
        level=debt.level if debt else 0,
        history=history,
        proposal=propose_terms(history, limit, credit.score, credit.proposal),
    )


def load_history(
    connection: Connection, owing: Owing, currency: str, weights: ScoreWeights, as_of: date
) -> PaymentHistory:
    """How the account paid over the days that count."""
    since, account_id = as_of - timedelta(days=weights.in_days), owing.account_id
    paid = ledger_history.paid_invoices(connection, account_id, currency, since)
    return PaymentHistory(
        paid=tuple(
            PaidInvoice(row.amount, (row.due_date - row.issue_date).days, (row.settled_on - row.due_date).days)
            for row in paid
        ),
        billed=max(ledger_history.billed_since(connection, account_id, currency, since), 0),
        broken_promises=owing.broken_promises.get(currency, 0),
        returned_payments=ledger_history.returned_payments(connection, account_id, currency, since),
    )
