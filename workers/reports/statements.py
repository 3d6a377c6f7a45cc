"""Statements of account: one a month per account and currency, to the first person there who can be reached.

Also builds one for people to look at. Nothing is stated where nothing is open and nothing moved.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import structlog
from sqlalchemy import Connection

from workers.errors import InvariantViolation
from workers.ledger.book.courtesy import STATEMENT, Addressee, accounts_after, load_addressees
from workers.ledger.book.movements import Key, load_figures
from workers.ledger.operations import job_runs
from workers.ledger.unit_of_work import Ledger
from workers.policy.creditor import creditor_for, thread_token
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.receivables.period_statement import Figures, PeriodStatement, month_before, statement_subject
from workers.reports.courtesies import Courtesy, contact_of, record

JOB = "reports.send_statements"
TEMPLATE = "statement"
_MONTHLY = "reports.statements_of_month"
_BATCH = 200
_log = structlog.get_logger("workers.reports.statements")


def send_statements(ledger: Ledger, policy: PolicySet, occasion: Occasion) -> list[int]:
    """Record the statements of the month before, once that month's day has come; returns the messages' ids.

    Due "on or after" the day: a robot that stood still on the first of the month catches up. A month is done once.
    """
    wanted, today = policy.robot.statements, occasion.business_date
    if wanted is None or today.day < wanted.day_of_month:
        return []
    span = month_before(today)
    recorded: list[int] = []

    def work() -> dict[str, int]:
        recorded.extend(_record_all(ledger, policy, span, occasion))
        return {"messages": len(recorded)}

    job_runs.run_once(ledger, _MONTHLY, span[1], work)
    return recorded


def statements_of(
    connection: Connection, policy: PolicySet, to: Addressee, span: tuple[date, date]
) -> list[PeriodStatement]:
    """What an account would be told of these days, in every currency in which there is anything to tell."""
    figures = load_figures(connection, [to.account_id], *span)
    return [_statement(policy, to, key[1], span, own) for key, own in figures.items() if not own.is_empty]


def _record_all(ledger: Ledger, policy: PolicySet, span: tuple[date, date], occasion: Occasion) -> Iterator[int]:
    after_id = 0
    while True:
        with ledger.read() as connection:
            ids = accounts_after(connection, after_id, _BATCH)
            people = load_addressees(connection, ids)
            figures = _figures(connection, ids, span)
            contacts = {
                number: contact_of(connection, to, policy, occasion.business_date) for number, to in people.items()
            }
        if not ids:
            return
        for (account_id, currency), own in figures.items():
            to, contact = people[account_id], contacts[account_id]
            if isinstance(contact, str) or own.is_empty:
                continue
            facts = _statement(policy, to, currency, span, own).facts()
            courtesy = Courtesy(
                STATEMENT, statement_subject(span[0]), TEMPLATE, currency, facts, policy.robot.default_language
            )
            number = record(ledger, courtesy, to, contact, occasion)
            if number is not None:
                yield number
        after_id = ids[-1]


def _figures(connection: Connection, ids: list[int], span: tuple[date, date]) -> dict[Key, Figures]:
    """Of a batch; where one account's book is at odds with itself, that account alone gets no statement."""
    try:
        return load_figures(connection, ids, *span)
    except InvariantViolation as fault:
        if len(ids) == 1:
            _log.error("statement.not_made", account=ids[0], reason=str(fault))
            return {}
        half = len(ids) // 2
        return _figures(connection, ids[:half], span) | _figures(connection, ids[half:], span)


def _statement(
    policy: PolicySet, to: Addressee, currency: str, span: tuple[date, date], figures: Figures
) -> PeriodStatement:
    return PeriodStatement(
        creditor=creditor_for(policy.robot, to.entity, currency),
        customer_id=to.customer.id,
        customer_name=to.customer.name,
        thread_token=thread_token(policy.robot, to.customer.id),
        currency=currency,
        first=span[0],
        last=span[1],
        figures=figures,
    )
