"""Rules that were proposed, applied, refused and revoked; and the past on which a proposal is tried.

Must not apply a rule. The journal keeps a rule's number and kind, never the names in it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.schema import (
    accounts,
    advices,
    applications,
    bank_lines,
    cases,
    contacts,
    customers,
    deductions,
    learned_rules,
    open_items,
    payments,
)
from workers.receivables.customer import name_key
from workers.receivables.occasion import Occasion

STANDING = ("proposed", "applied")


@dataclass(frozen=True, slots=True)
class LearnedRule:
    """A rule as it stands; ``undo`` is what takes it back."""

    id: int
    kind: str
    subject: str
    entry: Mapping[str, str]
    diff: str
    backtest: Mapping[str, Any]
    state: str
    proposed_by: str
    proposed_on: date
    why: str
    decided_by: str
    undo: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class NewRule:
    """A proposal, and why it is made."""

    kind: str
    subject: str
    entry: Mapping[str, str]
    diff: str
    backtest: Mapping[str, Any]
    why: str


def add_rule(connection: Connection, new: NewRule, occasion: Occasion) -> int:
    """Keep a proposal; the database refuses a second one about the same thing."""
    values = {name: getattr(new, name) for name in NewRule.__dataclass_fields__}
    moment = {"proposed_by": occasion.actor, "proposed_at": occasion.at, "proposed_on": occasion.business_date}
    row = insert(learned_rules).values(**values, **moment, state="proposed").returning(learned_rules.c.id)
    rule_id = int(connection.execute(row).scalar_one())
    _record(connection, "proposed", rule_id, new.kind, occasion)
    return rule_id


def known_rule(connection: Connection, rule_id: int) -> LearnedRule:
    """The rule of that number; raises `UserError` when there is none."""
    row = connection.execute(_columns().where(learned_rules.c.id == rule_id)).one_or_none()
    if row is None:
        raise UserError(f"there is no rule {rule_id}: `collectbot rule list` shows all")
    return LearnedRule(*row)


def find_rules(connection: Connection, state: str = "", subject: str = "") -> list[LearnedRule]:
    """Rules, the newest first."""
    query = _columns().order_by(learned_rules.c.id.desc())
    query = query.where(learned_rules.c.state == state) if state else query
    query = query.where(learned_rules.c.subject == subject) if subject else query
    return [LearnedRule(*row) for row in connection.execute(query)]


def settle_rule(
    connection: Connection, rule: LearnedRule, state: str, occasion: Occasion, undo: Mapping[str, Any] | None = None
) -> None:
    """A proposal was applied or refused, or a rule revoked."""
    values: dict[str, Any] = {"state": state, "decided_by": occasion.actor, "decided_at": occasion.at}
    values |= {"undo": dict(undo)} if undo is not None else {}
    connection.execute(update(learned_rules).where(learned_rules.c.id == rule.id).values(values))
    _record(connection, state, rule.id, rule.kind, occasion)


def coded_deductions(connection: Connection) -> list[tuple[str, str]]:
    """(reason, code) of every deduction to which a person gave its code."""
    c = deductions.c
    query = select(c.reason, c.code).where(c.coded_by != "", c.reason != "").order_by(c.id)
    return [(reason, code) for reason, code in connection.execute(query)]


def uncoded_reasons(connection: Connection) -> list[str]:
    """The reasons of open deductions that nobody gave a code yet."""
    c = deductions.c
    return list(
        connection.scalars(select(c.reason).where(c.code == "", c.reason != "", c.state == "open").order_by(c.id))
    )


def owners_of_name(connection: Connection, name: str) -> Counter[str]:
    """For whom the bank lines of a payer's name were found to be; empty stands for nobody yet."""
    c, key = bank_lines.c, name_key(name)
    joined = bank_lines.outerjoin(payments, payments.c.id == c.payment_id).outerjoin(
        accounts, accounts.c.id == payments.c.account_id
    )
    grouped = select(c.payer, accounts.c.customer_id, func.count()).select_from(joined)
    rows = grouped.where(c.nature == "payment", c.amount_minor > 0).group_by(c.payer, accounts.c.customer_id)
    found: Counter[str] = Counter()
    for payer, customer_id, count in connection.execute(rows):
        if name_key(payer) == key:
            found[customer_id or ""] += int(count)
    return found


def customers_called(connection: Connection, name: str) -> list[str]:
    """The customers whose own name it is."""
    c = customers.c
    return list(connection.scalars(select(c.id).where(c.name_key == name_key(name)).order_by(c.id)))


def write_offs_of(connection: Connection, customer_id: str) -> list[tuple[int, str]]:
    """(amount, currency) of what was written off on a customer's documents and not taken back."""
    a, c = applications.c, open_items.c
    joined = applications.join(open_items, c.id == a.open_item_id).join(accounts, accounts.c.id == c.account_id)
    sums = select(func.sum(a.writeoff_minor), c.currency).select_from(joined)
    own = sums.where(accounts.c.customer_id == customer_id).group_by(a.payment_id, c.id, c.currency)
    return [(int(amount), currency) for amount, currency in connection.execute(own) if amount]


def suggested_contacts(connection: Connection, customer_id: str) -> list[tuple[Mapping[str, Any], str]]:
    """(evidence, decision) of the decided cases in which a customer named a contact."""
    c = cases.c
    joined = cases.join(accounts, accounts.c.id == c.account_id)
    query = select(c.evidence, c.decision).select_from(joined)
    own = query.where(accounts.c.customer_id == customer_id, c.kind == "contact_suggested", c.state == "resolved")
    return [(evidence, decision or "") for evidence, decision in connection.execute(own.order_by(c.id))]


def unread_references(connection: Connection, customer_id: str) -> list[str]:
    """The references on a payer's advices that became cases."""
    c = advices.c
    query = select(c.facts).where(c.payer_id == customer_id, c.state == "case", c.facts.is_not(None)).order_by(c.id)
    return [
        str(line["reference"])
        for facts in connection.scalars(query)
        for payment in facts.get("advice", {}).get("payments", ())
        for line in payment.get("lines", ())
        if line.get("reference")
    ]


def paid_by_people(connection: Connection, customer_id: str, number: str) -> bool | None:
    """Whether a person applied cash to a document of that canonical number; None where the customer has none."""
    c = open_items.c
    joined = open_items.join(accounts, accounts.c.id == c.account_id)
    own = select(c.id).select_from(joined).where(accounts.c.customer_id == customer_id, c.canonical_key == number)
    ids = list(connection.scalars(own))
    if not ids:
        return None
    by_hand = select(applications.c.id).where(applications.c.open_item_id.in_(ids), applications.c.actor != "robot")
    return connection.scalar(by_hand.limit(1)) is not None


def contact_as_it_is(connection: Connection, customer_id: str, role: str) -> dict[str, str]:
    """The addresses of a contact; empty where the customer has none in that role."""
    c = contacts.c
    row = connection.execute(select(c.email, c.phone).where(c.customer_id == customer_id, c.role == role)).one_or_none()
    return {"email": row.email, "phone": row.phone} if row else {}


def domains_of(connection: Connection, customer_id: str) -> set[str]:
    """The domains from which a customer writes, as far as they are known."""
    known = set(connection.scalars(select(customers.c.domain).where(customers.c.id == customer_id)))
    emails = connection.scalars(select(contacts.c.email).where(contacts.c.customer_id == customer_id))
    return {domain.lower() for domain in (*known, *(email.rpartition("@")[2] for email in emails if email)) if domain}


def _columns() -> Any:
    return select(*(learned_rules.c[name] for name in LearnedRule.__dataclass_fields__))


def _record(connection: Connection, what: str, rule_id: int, kind: str, occasion: Occasion) -> None:
    journal.record(connection, f"rule.{what}", {"rule": rule_id, "kind": kind}, occasion, source="learned_rules")
