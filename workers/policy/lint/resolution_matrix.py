"""What must hold in resolution_matrix.yaml. Every finding has a stable rule id."""

from __future__ import annotations

from collections.abc import Iterator

from workers.policy.lint.finding import Finding, currencies
from workers.policy.resolution_matrix import UNKNOWN, ResolutionMatrix


def lint_resolution_matrix(matrix: ResolutionMatrix) -> Iterator[Finding]:
    """Escalations before their time, a code of X12 that two rows claim, unknown currencies, a missing ``unknown``."""
    if matrix.codes and UNKNOWN not in matrix.codes:
        hint = "a dispute whose reason nobody told yet needs an owner too"
        yield Finding("dispute-unknown", ("codes",), f"there is no row '{UNKNOWN}'", hint, at_key=True)
    claimed: dict[str, str] = {}
    for name, row in matrix.codes.items():
        if row.escalate_days < row.resolve_days:
            path = ("codes", name, "escalate_days")
            yield Finding("dispute-days", path, f"it escalates before its {row.resolve_days} days are over")
        for place, code in enumerate(row.x12):
            if claimed.setdefault(code, name) != name:
                what = f"code {code} stands for '{claimed[code]}' already"
                yield Finding("dispute-code", ("codes", name, "x12", place), what)
    limits = matrix.credit_limits
    yield from currencies(("credit_limits", "alone_up_to"), limits.alone_up_to)
    for number, approver in enumerate(limits.approvers):
        yield from currencies(("credit_limits", "approvers", number, "up_to"), approver.up_to or {})
