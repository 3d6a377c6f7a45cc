"""What an account owes on a day, charges included, and how a payment would count: for a person on the telephone.

Books nothing, and asks for nothing: a notice does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from workers.dunning.rules.charges import as_debt
from workers.errors import UserError
from workers.ledger.book.charge_history import load_charge_histories
from workers.ledger.book.charges import BookedCharge, find_charges
from workers.ledger.book.standings import load_dossiers
from workers.policy.late_payment import LatePayment
from workers.policy.policy_set import PolicySet
from workers.policy.rates import RatesPolicy
from workers.receivables.allocation import Allocation, Claim, Order, allocate
from workers.receivables.calendar import day_after
from workers.receivables.charge import ChargeHistory, InterestRow, ItemHistory
from workers.receivables.interest import accrue
from workers.receivables.open_item import AccountItem

_BY_LAW_OF_NOBODY: Order = "principal_first"


@dataclass(frozen=True, slots=True)
class Question:
    """Whose debt, in which currency, on which day; and a payment that might come."""

    account_id: int
    currency: str
    on: date
    payment: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """The claim in one currency on a day, the law it rests on, how interest was reckoned, and how a payment counts.

    From ``rate_unknown_from`` on the claim holds no interest, although some will be owed.
    """

    currency: str
    on: date
    claim: Claim
    law: str
    rule_pack: str
    rows: tuple[InterestRow, ...]
    payment: Allocation | None = None
    rate_unknown_from: date | None = None


def quote(connection: Connection, policy: PolicySet, question: Question) -> Quote:
    """What is owed of the items that are due by then; raises `UserError` when nothing is open in that currency."""
    account_id, currency, on = question.account_id, question.currency, question.on
    if question.payment is not None and question.payment <= 0:
        raise UserError("a payment is above zero")
    (dossier,) = load_dossiers(connection, [account_id], on, lambda customer: policy.segment_of(customer).name)
    items = [i for i in dossier.items.values() if i.currency == currency and i.open > 0 and i.due_date <= on]
    booked = [c for c in find_charges(connection, account_id=account_id, unpaid=True) if c.currency == currency]
    if not items and not booked:
        raise UserError(f"customer {dossier.customer.id} owes nothing in {currency} that is due by {on}")
    governing = policy.late_payment_of(dossier.customer.country, dossier.customer.party, on)
    rule = governing.rule if governing else None
    history = load_charge_histories(connection, [account_id], policy.rates.freezing_stops, on)[account_id]
    rows = tuple(_rows(items, policy.rates, rule, history, on)) if rule else ()
    claim, order = _claim(items, rows, booked), rule.allocation if rule else _BY_LAW_OF_NOBODY
    shares = allocate(question.payment, claim, order) if question.payment is not None else None
    law, pack = (rule.law, governing.rule_pack) if rule and governing else ("", "")
    return Quote(currency, on, claim, law, pack, rows, shares, _rate_unknown_from(policy.rates, rule, on))


def _rate_unknown_from(rates: RatesPolicy, rule: LatePayment | None, on: date) -> date | None:
    """The first day before ``on`` of which nobody has written down the rate."""
    first = day_after(rates.terms_of(rule).known_through) if rule else on
    return first if first < on else None


def _rows(
    items: Iterable[AccountItem], rates: RatesPolicy, rule: LatePayment, history: ChargeHistory, on: date
) -> Iterator[InterestRow]:
    terms = rates.terms_of(rule)
    for item in items:
        known = history.items.get(item.id, ItemHistory())
        late_from = item.due_date + timedelta(days=rule.starts_days_after_due)
        for s in accrue(as_debt(item.open, late_from, known.moves, history), terms, on, known.interest_booked_until):
            percent = f"{s.percent:.2f}"
            yield InterestRow(item.document_number, s.first, s.last, s.days, s.principal, percent, s.interest)


def _claim(items: Iterable[AccountItem], rows: Iterable[InterestRow], booked: Sequence[BookedCharge]) -> Claim:
    """Of a charge that was paid in part, the rest of its interest is the last that is paid."""
    costs = [min(charge.open, charge.fee + charge.compensation) for charge in booked]
    interest = sum(charge.open for charge in booked) - sum(costs) + sum(row.interest for row in rows)
    return Claim(sum(costs), interest, sum(item.open for item in items))
