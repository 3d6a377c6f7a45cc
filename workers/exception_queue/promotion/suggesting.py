"""Which rule a decided case would teach: its kind gives the kind of rule, its evidence what the rule says. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from workers.errors import UserError
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.promotion.drafts import RuleDraft, draft_of
from workers.ledger.queue.cases import Case

_TEACHES: Mapping[str, str] = {
    CaseKind.PAYER_UNKNOWN: "payer_name",
    CaseKind.UNIDENTIFIED_CASH: "payer_name",
    CaseKind.CONTACT_SUGGESTED: "contact",
    CaseKind.UNKNOWN_REFERENCE: "reference_prefix",
    CaseKind.SHORT_PAYMENT: "tolerance",
}


def taught_by(case: Case) -> str | None:
    """The kind of rule that a case teaches, if it teaches one."""
    return _TEACHES.get(case.kind)


def told_by(case: Case) -> dict[str, str]:
    """What the case itself says of its rule."""
    told = {"customer": case.customer_id} if case.customer_id else {}
    match taught_by(case):
        case "payer_name":
            told["name"] = str(case.evidence.get("payer") or case.evidence.get("printed_name") or "")
        case "contact":
            told |= {name: str(case.evidence[name]) for name in ("email", "phone") if name in case.evidence}
    return told


def draft_from(case: Case, told: Mapping[str, str]) -> RuleDraft:
    """The rule that "always do this" means; ``told`` is what a person adds. Raises `UserError` where there is none."""
    kind = taught_by(case)
    if kind is None:
        known = ", ".join(sorted(_TEACHES))
        raise UserError(f"a {case.kind} case teaches no rule, only {known} do: `collectbot rule propose` takes any")
    return draft_of(kind, told_by(case) | dict(told))
