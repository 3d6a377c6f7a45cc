"""What must hold in credit.yaml. Every finding has a stable rule id."""

from __future__ import annotations

from collections.abc import Iterator

from workers.policy.credit import CreditPolicy, CreditProfile, Steps
from workers.policy.lint.finding import Finding, Path, currencies

_STEPPED = ("oldest_item_days", "dunning_level", "past_due_invoices", "broken_promises", "over_limit")


def lint_credit(credit: CreditPolicy) -> Iterator[Finding]:
    """Names that stand twice, a profile behind one that takes everybody, steps in the wrong order, currencies."""
    names: set[str] = set()
    for number, profile in enumerate(credit.profiles):
        path: Path = ("profiles", number)
        if profile.name in names:
            yield Finding("credit-profile", (*path, "name"), f"there is a profile '{profile.name}' above already")
        names.add(profile.name)
        if profile.match.takes_everybody and number + 1 < len(credit.profiles):
            what = f"'{profile.name}' takes everybody, so that no profile below it is ever used"
            yield Finding("credit-profile", (*path, "name"), what, "let it be the last")
        yield from _lint_profile(profile, path)
    yield from currencies(("limits", "alone_up_to"), credit.limits.alone_up_to)
    for number, approver in enumerate(credit.limits.approvers):
        yield from currencies(("limits", "approvers", number, "up_to"), approver.up_to or {})


def _lint_profile(profile: CreditProfile, path: Path) -> Iterator[Finding]:
    yield from currencies((*path, "default_limit"), profile.default_limit)
    for number, rule in enumerate(profile.overdue):
        yield from currencies((*path, "overdue", number, "above"), rule.above)
    for name in _STEPPED:
        steps: Steps = getattr(profile, name)
        given = [figure for figure in (steps.warn, steps.cod, steps.refer, steps.hold) if figure is not None]
        if given != sorted(given):
            what = "a milder step begins after a stricter one and is never asked for"
            yield Finding("credit-steps", (*path, name), what, "write warn, cod, refer and hold in rising order")
