"""What a notice charges and by which law, for people: amounts as decimal text, with the rule pack that allows them."""

from __future__ import annotations

from typing import Any

from workers.receivables.charge import NoticeCharges
from workers.receivables.money import to_decimal
from workers.receivables.notice import NoticeFacts


def charges_told(facts: NoticeFacts) -> dict[str, Any] | None:
    """The charges of a notice and those that earlier ones left unpaid; None where there are neither."""
    own, currency = facts.charges, facts.currency
    earlier = [
        {"document_number": c.document_number, "charged_on": c.charged_on, "open": str(to_decimal(c.open, currency))}
        for c in facts.earlier_charges
    ]
    if own is None:
        return {"earlier": earlier} if earlier else None
    amounts = {name: str(to_decimal(amount, currency)) for name, amount in own.lines()}
    named = {"policy": own.policy, **amounts, "law": own.law, "rule_pack": own.rule_pack}
    return {**named, "rows": _rows(own, currency), "earlier": earlier}


def _rows(charges: NoticeCharges, currency: str) -> list[dict[str, Any]]:
    return [
        {
            "document_number": row.document_number,
            "first": row.first,
            "last": row.last,
            "days": row.days,
            "percent": row.percent,
            "principal": str(to_decimal(row.principal, currency)),
            "interest": str(to_decimal(row.interest, currency)),
        }
        for row in charges.rows
    ]
