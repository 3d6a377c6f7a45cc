"""What a level charges for the items its notice lists: fee, interest up to the day of the notice, compensation. Pure.

What was booked before is not charged again. Must not book anything: that happens when the notice was handed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from workers.policy.late_payment import Governing, LatePayment
from workers.policy.level import Charge
from workers.policy.rates import RatesPolicy
from workers.receivables.charge import ChargeHistory, ChargePart, InterestRow, ItemHistory, NoticeCharges
from workers.receivables.interest import Debt, InterestTerms, Move, accrue, compensation
from workers.receivables.standing import Standing

# Nobody knows better: who may be a consumer is treated as one.
_CONSUMERS = ("consumer", "")


class ListedDebt(NamedTuple):
    """An item as the notice lists it, with what is asked for it."""

    item_id: int
    document_number: str
    due_date: date
    asked: int
    history: ItemHistory


@dataclass(frozen=True, slots=True)
class ChargeFacts:
    """All that may be seen: the listed items, the law that governs the customer, and the day of the notice.

    ``credit`` is what the customer may set against them: its unapplied cash and its open credit memos.
    """

    charge: Charge
    currency: str
    as_of: date
    debts: tuple[ListedDebt, ...]
    account: ChargeHistory
    rates: RatesPolicy
    governing: Governing | None
    may_ask_fee: bool = True
    credit: int = 0


def charges_of(facts: ChargeFacts) -> NoticeCharges | None:
    """The charges of a notice; None where there is nothing to charge."""
    charge, governing = facts.charge, facts.governing
    fee = charge.fee.get(facts.currency, 0) if facts.may_ask_fee or charge.policy == "inform_only" else 0
    rows, parts = _by_item(facts, governing.rule) if governing else ((), ())
    charges = NoticeCharges(
        policy=charge.policy,
        fee=fee,
        interest=sum(part.interest for part in parts),
        compensation=sum(part.compensation for part in parts),
        law=governing.rule.law if governing and parts else "",
        rule_pack=governing.rule_pack if governing and parts else "",
        rows=rows,
        parts=parts,
    )
    return charges if charges.total else None


def may_ask_fee(standing: Standing, party: str, debts: Iterable[ListedDebt]) -> bool:
    """A consumer's first reminder is what puts him in default, and may not be charged for (BGB 309 no. 4).

    Each debt has a first reminder of its own, and none comes before the debt is due.
    """
    reminded = any(debt.history.reminded for debt in debts) or any(item.prior_level for item in standing.items)
    return party not in _CONSUMERS or reminded


def _by_item(facts: ChargeFacts, rule: LatePayment) -> tuple[tuple[InterestRow, ...], tuple[ChargePart, ...]]:
    terms = facts.rates.terms_of(rule)
    found = [_charge_item(facts, rule, terms, debt) for debt in _uncovered(facts.debts, facts.credit)]
    rows = tuple(row for item_rows, _ in found for row in item_rows)
    return rows, tuple(part for _, part in found if part.interest or part.compensation)


def _uncovered(debts: Iterable[ListedDebt], credit: int) -> Iterator[ListedDebt]:
    """The debts less the credit, the oldest first: money that we have bears no interest, whenever it came."""
    for debt in debts:
        covered = min(debt.asked, max(credit, 0))
        credit -= covered
        if debt.asked > covered:
            yield debt._replace(asked=debt.asked - covered)


def _charge_item(
    facts: ChargeFacts, rule: LatePayment, terms: InterestTerms, debt: ListedDebt
) -> tuple[list[InterestRow], ChargePart]:
    late_from = debt.due_date + timedelta(days=rule.starts_days_after_due)
    known = as_debt(debt.asked, late_from, debt.history.moves, facts.account)
    rows = list(_interest_rows(facts, terms, debt, known)) if facts.charge.interest else []
    due = facts.charge.compensation and late_from <= facts.as_of and not debt.history.compensated
    # The fixed sum is that of the debt which became late, whatever was paid on it since.
    fixed = compensation(rule.tiers(facts.currency), known.principal) if due else 0
    # Days after the last row wait for their rate: they are charged once somebody knows it.
    until = rows[-1].last + timedelta(days=1) if rows else None
    return rows, ChargePart(debt.item_id, sum(row.interest for row in rows), until, fixed)


def _interest_rows(facts: ChargeFacts, terms: InterestTerms, debt: ListedDebt, known: Debt) -> Iterator[InterestRow]:
    for s in accrue(known, terms, facts.as_of, debt.history.interest_booked_until):
        yield InterestRow(debt.document_number, s.first, s.last, s.days, s.principal, f"{s.percent:.2f}", s.interest)


def as_debt(asked: int, late_from: date, moves: Iterable[Move], account: ChargeHistory) -> Debt:
    """The principal since the first late day, reckoned back from what is asked today: a payment since then was owed.

    >>> from datetime import date as d
    >>> as_debt(600, d(2026, 3, 1), [Move(d(2026, 2, 1), -100), Move(d(2026, 3, 9), -400)], ChargeHistory()).principal
    1000
    """
    since = tuple(move for move in moves if move.on >= late_from)
    return Debt(late_from, asked - sum(move.amount for move in since), since, account.frozen)
