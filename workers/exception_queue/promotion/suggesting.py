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


def draft_from(case: Case, told: Mapping[str, str]) -> RuleDraft:
    """The rule that "always do this" means; ``told`` is what a person adds. Raises `UserError` where there is none."""
    kind = _TEACHES.get(case.kind)
    if kind is None:
        known = ", ".join(sorted(_TEACHES))
        raise UserError(f"a {case.kind} case teaches no rule, only {known} do: `collectbot rule propose` takes any")
    evidence = {name: case.evidence[name] for name in ("email", "phone") if name in case.evidence}
    if kind == "payer_name":
        evidence = {"name": str(case.evidence.get("payer") or case.evidence.get("printed_name") or "")}
    known_customer = {"customer": case.customer_id} if case.customer_id else {}
    values = known_customer | {name: str(value) for name, value in (evidence if kind in _FROM_EVIDENCE else {}).items()}
    return draft_of(kind, values | dict(told))


_FROM_EVIDENCE = frozenset({"payer_name", "contact"})
