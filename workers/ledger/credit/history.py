"""How an account paid, what it owes against its limits in bulk, and breaches. Must not judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Select, delete, func, insert, or_, select

from workers.ledger import journal
from workers.ledger.posting import RECEIVABLES
from workers.ledger.schema import (
    accounts,
    applications,
    bank_lines,
    cod_receipts,
    credit_breaches,
    credit_terms,
    customers,
    entries,
    open_items,
    payments,
    postings,
)
from workers.receivables.occasion import Occasion


class PaidRow(NamedTuple):
    """An invoice that is settled, and the day of the last thing that settled it."""

    amount: int
    issue_date: date
    due_date: date
    settled_on: date


class Limited(NamedTuple):
    """An account with a limit in a currency, and what it owes there less its own money."""

    account_id: int
    customer_id: str
    currency: str
    limit_minor: int
    exposure: int


def paid_invoices(connection: Connection, account_id: int, currency: str, since: date) -> list[PaidRow]:
    """Invoices due since a day that are settled: by the day the money came, else by what the system of record said."""
    c = open_items.c
    own = (c.account_id == account_id) & (c.currency == currency) & (c.due_date >= since)
    settled = own & (c.open_minor == 0) & (c.original_minor > 0)
    came = func.max(payments.c.received_on)
    cash = applications.join(payments, payments.c.id == applications.c.payment_id).join(
        open_items, c.id == applications.c.open_item_id
    )
    by_cash = select(c.id, came).select_from(cash).where(settled, payments.c.clearing != "reversed").group_by(c.id)
    days: dict[int, date] = {row[0]: row[1] for row in connection.execute(by_cash)}
    told = postings.join(entries, entries.c.id == postings.c.entry_id).join(open_items, c.id == postings.c.open_item_id)
    booked = select(c.id, c.original_minor, c.issue_date, c.due_date, func.max(entries.c.business_date))
    lowered = booked.select_from(told).where(settled, postings.c.ledger_account == RECEIVABLES)
    grouped = lowered.group_by(c.id, c.original_minor, c.issue_date, c.due_date).order_by(c.id)
    return [PaidRow(*row[1:4], days.get(row[0], row[4])) for row in connection.execute(grouped)]


def billed_since(connection: Connection, account_id: int, currency: str, since: date) -> int:
    """What was invoiced since a day, less credit memos."""
    c = open_items.c
    own = (c.account_id == account_id) & (c.currency == currency) & (c.issue_date >= since)
    return int(connection.scalar(select(func.coalesce(func.sum(c.original_minor), 0)).where(own)) or 0)


def returned_payments(connection: Connection, account_id: int, currency: str, since: date) -> int:
    """Cheques and cards that were not paid, and payments that the bank took back."""
    c, b = cod_receipts.c, bank_lines.c
    cheques = (c.account_id == account_id) & (c.currency == currency) & (c.state == "returned")
    returned = select(func.count()).select_from(cod_receipts).where(cheques, c.received_on >= since)
    joined = bank_lines.join(payments, payments.c.id == b.payment_id)
    debits = (payments.c.account_id == account_id) & (b.currency == currency) & (b.nature == "return")
    taken_back = select(func.count()).select_from(joined).where(debits, b.booked_on >= since)
    return int(connection.scalar(returned) or 0) + int(connection.scalar(taken_back) or 0)


def limited_accounts(connection: Connection, account_id: int | None = None) -> list[Limited]:
    """Every account (or that one) with a limit that somebody set, here or in the system of record, and what it owes.

    A fixed number of queries. A limit of the system of record counts where the account has documents in one currency.
    """
    exposures = _exposures(connection, account_id)
    set_here: dict[tuple[int, str], tuple[str, int | None]] = {
        (row.account_id, row.currency): (row.customer_id, row.limit_minor)
        for row in connection.execute(_only(_terms_with_customer(), credit_terms.c.account_id, account_id))
    }
    used: dict[int, set[str]] = defaultdict(set)
    reported = select(accounts.c.id, accounts.c.customer_id, customers.c.credit_limit_minor, open_items.c.currency)
    joined = reported.join(customers, customers.c.id == accounts.c.customer_id).join(
        open_items, open_items.c.account_id == accounts.c.id
    )
    told_limits = joined.where(customers.c.credit_limit_minor.is_not(None)).distinct()
    rows = list(connection.execute(_only(told_limits, accounts.c.id, account_id)))
    for row in rows:
        used[row.id].add(row.currency)
    told = {(row.id, row.currency): (row.customer_id, row.credit_limit_minor) for row in rows if len(used[row.id]) == 1}
    return [
        Limited(account_id, customer_id, currency, limit, exposures.get((account_id, currency), 0))
        for (account_id, currency), (customer_id, limit) in sorted({**told, **set_here}.items())
        if limit is not None
    ]


def breaches(connection: Connection) -> dict[tuple[int, str], date]:
    """Since when accounts owe more than their limits, by account and currency."""
    c = credit_breaches.c
    return {
        (account, currency): since
        for account, currency, since in connection.execute(select(c.account_id, c.currency, c.since))
    }


def begin_breach(connection: Connection, found: Limited, occasion: Occasion) -> None:
    """From now on the account is known to owe more than its limit."""
    row = {"account_id": found.account_id, "currency": found.currency, "since": occasion.business_date}
    connection.execute(insert(credit_breaches).values(row))
    data = {"currency": found.currency, "exposure": found.exposure, "limit": found.limit_minor}
    journal.record(connection, "credit.limit_breached", data, occasion, account_id=found.account_id)


def end_breach(connection: Connection, account_id: int, currency: str, occasion: Occasion) -> None:
    """It owes no more than its limit, or has none any more."""
    c = credit_breaches.c
    connection.execute(delete(credit_breaches).where(c.account_id == account_id, c.currency == currency))
    journal.record(connection, "credit.limit_kept", {"currency": currency}, occasion, account_id=account_id)


def _terms_with_customer() -> Select[Any]:
    c = credit_terms.c
    columns = select(c.account_id, c.currency, c.limit_minor, accounts.c.customer_id)
    return columns.join(accounts, accounts.c.id == c.account_id)


def _only(query: Select[Any], column: Column[Any], account_id: int | None) -> Select[Any]:
    return query if account_id is None else query.where(column == account_id)


def _exposures(connection: Connection, account_id: int | None) -> dict[tuple[int, str], int]:
    """Open amounts, and what is paid without the bank's word, less cash on account, of accounts that have a limit."""
    c, a, sums = open_items.c, applications.c, defaultdict[tuple[int, str], int](int)
    limited = (
        select(accounts.c.id)
        .join(customers, customers.c.id == accounts.c.customer_id)
        .where(or_(customers.c.credit_limit_minor.is_not(None), accounts.c.id.in_(select(credit_terms.c.account_id))))
    )
    limited = _only(limited, accounts.c.id, account_id)
    open_ = select(c.account_id, c.currency, func.sum(c.open_minor)).where(c.open_minor != 0, c.account_id.in_(limited))
    taken = func.sum(a.cash_minor + a.discount_minor + a.writeoff_minor)
    joined = applications.join(payments, payments.c.id == a.payment_id).join(open_items, c.id == a.open_item_id)
    unsure = select(c.account_id, c.currency, taken).select_from(joined).where(payments.c.clearing == "in_transit")
    p = payments.c
    own = select(p.account_id, p.currency, -func.sum(p.on_account_minor)).where(
        p.clearing == "cleared", p.on_account_minor != 0, p.account_id.in_(limited)
    )
    parts: Sequence[Select[Any]] = (
        open_.group_by(c.account_id, c.currency),
        unsure.where(c.account_id.in_(limited)).group_by(c.account_id, c.currency),
        own.group_by(p.account_id, p.currency),
    )
    for part in parts:
        for account, currency, amount in connection.execute(part):
            sums[account, currency] += int(amount)
    return sums
