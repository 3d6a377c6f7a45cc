"""From a due notice to its charges: which law governs the customer, and what was charged before. Decides nothing.

The arithmetic is that of `workers.dunning.rules.charges`; booking happens when the notice was handed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from workers.dunning.rules.charges import ChargeFacts, ListedDebt, charges_of, may_ask_fee
from workers.policy.policy_set import PolicySet
from workers.receivables.charge import EarlierCharge, ItemHistory, NoticeCharges
from workers.receivables.notice import NoticeItem
from workers.receivables.standing import Standing

if TYPE_CHECKING:
    from workers.dunning.notice import Due

NEVER = ItemHistory()


def notice_charges(due: Due, policy: PolicySet, listed: Sequence[NoticeItem]) -> NoticeCharges | None:
    """What the notice charges; None where its level, or the law, charges nothing. ``listed`` is in the order of due."""
    if due.level.charge is None:
        return None
    customer = due.dossier.customer
    debts = tuple(
        ListedDebt(number, item.document_number, item.due_date, asked, due.history.items.get(number, NEVER))
        for (number, asked), item in zip(due.decision.listed, listed, strict=True)
    )
    facts = ChargeFacts(
        charge=due.level.charge,
        currency=due.standing.currency,
        as_of=due.as_of,
        debts=debts,
        account=due.history,
        rates=policy.rates,
        governing=policy.late_payment_of(customer.country, customer.party, due.as_of),
        may_ask_fee=may_ask_fee(due.standing, customer.party, debts),
        credit=due.standing.credit,
    )
    return charges_of(facts)


def earlier_charges(standing: Standing) -> tuple[EarlierCharge, ...]:
    """The unpaid charges of earlier notices, as this one lists them."""
    return tuple(EarlierCharge(c.document_number, c.charged_on, c.open) for c in standing.charges)


def listed_charges(standing: Standing, as_of: date) -> tuple[tuple[int, int, int], ...]:
    """The same among the items of the message, so that it is not sent when one of them was paid meanwhile."""
    return tuple((c.id, c.open, max((as_of - c.charged_on).days, 0)) for c in standing.charges)
