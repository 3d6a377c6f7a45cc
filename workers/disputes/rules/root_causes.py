"""Which reasons come again and again: disputes of a span, by reason and customer, the most frequent first. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workers.receivables.dispute import Dispute


@dataclass(frozen=True, slots=True)
class Cause:
    """Like disputes. ``customer_id`` is empty where they are of several customers.

    ``trend`` is how many more there were in the later half of the span; ``disputed`` and ``credited`` are by currency.
    """

    code: str
    customer_id: str
    count: int
    documents: int
    trend: int
    disputed: tuple[tuple[str, int], ...]
    credited: tuple[tuple[str, int], ...]
    rejected: int
    open: int


def find_causes(found: Iterable[Dispute], span: tuple[date, date], at_least: int) -> list[Cause]:
    """Causes with ``at_least`` disputes: of one customer, and of a reason over several; the most frequent first."""
    groups: dict[tuple[str, str], list[Dispute]] = defaultdict(list)
    for dispute in found:
        groups[dispute.code, dispute.customer_id].append(dispute)
        groups[dispute.code, ""].append(dispute)
    causes = [
        _cause(key, own, span)
        for key, own in groups.items()
        if len(own) >= at_least and (key[1] or len({dispute.customer_id for dispute in own}) > 1)
    ]
    return sorted(causes, key=lambda cause: (-cause.count, cause.code, cause.customer_id))


def _cause(key: tuple[str, str], own: list[Dispute], span: tuple[date, date]) -> Cause:
    middle = span[0] + (span[1] - span[0]) // 2
    later = sum(dispute.opened_on > middle for dispute in own)
    return Cause(
        code=key[0],
        customer_id=key[1],
        count=len(own),
        documents=len({dispute.open_item_id for dispute in own if dispute.open_item_id is not None}),
        trend=later - (len(own) - later),
        disputed=_sums((dispute.currency, dispute.amount) for dispute in own),
        credited=_sums((d.currency, d.credit) for d in own if d.state in ("credit_requested", "credited")),
        rejected=sum(dispute.state == "rejected" for dispute in own),
        open=sum(dispute.is_live for dispute in own),
    )


def _sums(amounts: Iterable[tuple[str | None, int | None]]) -> tuple[tuple[str, int], ...]:
    sums: Counter[str] = Counter()
    for currency, amount in amounts:
        if currency and amount:
            sums[currency] += amount
    return tuple(sorted(sums.items()))
