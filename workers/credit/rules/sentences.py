"""What a rule that spoke about an order says to a person, in one English sentence, with what would answer it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workers.credit.rules.order_review import Reason
from workers.receivables.money import to_decimal

Figures = Mapping[str, Any]


def sentence_of(reason: Reason) -> str:
    """What the rule says, and whether it is answered.

    >>> sentence_of(Reason("oldest_item", "hold", {"days": 70, "currency": "EUR"}, "plan"))
    'the oldest item in EUR is 70 days overdue (answered: an agreed plan covers it)'
    """
    said = _SAID[reason.rule](reason.figures)
    return f"{said} (answered: {_EASED[reason.eased_by]})" if reason.eased_by else said


_EASED = {
    "plan": "an agreed plan covers it",
    "half_paid": "enough of it is paid",
    "payment": "the order is not on credit",
    "release": "a person released the account, and its days of grace run",
}


def _money(figures: Figures, name: str) -> str:
    return f"{to_decimal(figures[name], figures['currency'])} {figures['currency']}"


def _overdue(f: Figures) -> str:
    return f"{_money(f, 'amount')} is overdue for more than {f['days']} days, above {_money(f, 'above')}"


def _past_due_invoices(f: Figures) -> str:
    paid = f"{f['paid_percent']} % of them is paid"
    return (
        f"{f['invoices']} invoices in {f['currency']} are past due and {paid}: {f['needed_percent']} % or a plan first"
    )


def _over_limit(f: Figures) -> str:
    return f"what is owed, this order and other orders make {_money(f, 'exposure')}, above {_money(f, 'limit')}"


_SAID: Mapping[str, Callable[[Figures], str]] = {
    "stop": lambda f: f"the account is stopped: {f['stop']}",
    "placed": lambda _: "an agency has the account's debt",
    "parked": lambda _: "the account is parked: a law of the ledger broke",
    "disputed_account": lambda _: "the customer disputes the whole account",
    "order_hold": lambda f: f"a notice of level {f['level']} put the account on order hold",
    "overdue": _overdue,
    "oldest_item": lambda f: f"the oldest item in {f['currency']} is {f['days']} days overdue",
    "past_due_invoices": _past_due_invoices,
    "plan_before_delivery": lambda f: f"{_money(f, 'amount')} is past due: a plan first, then payment on delivery",
    "dunning_level": lambda f: f"notices in {f['currency']} reached level {f['level']}",
    "broken_promises": lambda f: f"{f['promises']} promises in {f['currency']} were broken",
    "no_limit": lambda f: f"nobody set a limit in {f['currency']}",
    "over_limit": _over_limit,
    "limit_breached": lambda f: f"{_money(f, 'exposure')} is owed, above the limit of {_money(f, 'limit')}",
    "on_delivery_only": lambda _: "the account's terms are payment on delivery",
    "returned_cheque": lambda f: (
        f"came back unpaid: {', '.join(f['cheques'])}; only a certified cheque, cash or a card"
    ),
}
