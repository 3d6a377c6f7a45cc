"""What must hold in write_off.yaml. Every finding has a stable rule id. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from workers.policy.lint.finding import Finding, currencies
from workers.policy.write_off import WriteOffPolicy


def lint_write_off(policy: WriteOffPolicy) -> Iterator[Finding]:
    """Reasons given twice, criteria that fit everything, efforts that leave a gap, and nobody who may agree."""
    reasons = [criterion.reason for criterion in policy.criteria]
    for index, criterion in enumerate(policy.criteria):
        path = ("criteria", index)
        if criterion.reason in reasons[:index]:
            yield Finding("write-off-reason", (*path, "reason"), f"'{criterion.reason}' stands above already")
        if not (criterion.days_overdue or criterion.stops or criterion.close_codes):
            yield Finding("write-off-all", path, "it asks for no age, stop or close code: it would give up everything")
        yield from currencies((*path, "balance_up_to"), criterion.balance_up_to or {})
    for index, row in enumerate(policy.effort):
        yield from currencies(("effort", index, "balance_below"), row.balance_below or {})
        if row.written > row.contacts:
            yield Finding("write-off-effort", ("effort", index, "written"), "more in writing than contacts in all")
        if (row.balance_below is None) != (index == len(policy.effort) - 1):
            what = "the last row, and only it, is for every balance: it has no balance_below"
            yield Finding("write-off-effort", ("effort", index), what)
    if policy.criteria and not policy.effort and any(criterion.documented for criterion in policy.criteria):
        yield Finding(
            "write-off-effort", ("criteria",), "documented contacts are asked for, and 'effort' says how many"
        )
    if policy.criteria and not policy.approvers:
        yield Finding("write-off-approvers", ("criteria",), "nobody may agree: list 'approvers'")
    for index, approver in enumerate(policy.approvers):
        yield from currencies(("approvers", index, "up_to"), approver.up_to or {})
