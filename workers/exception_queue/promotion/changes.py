"""What a rule changes: a line of a policy file, or an entry of a table, as a diff that a person reads.

Makes the text and proves that the policy loads with it and says what was meant; must not put it anywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from workers.errors import UserError
from workers.exception_queue.promotion.drafts import RuleDraft
from workers.policy.document import Document, KeyPath, read_document
from workers.policy.policy_set import PolicySet
from workers.policy.rewrite import Check, try_text
from workers.policy.yaml_edit import diff_of, put_first, put_value, quoted

FILES: Mapping[str, str] = {
    "deduction_code": "deduction_codes.yaml",
    "tolerance": "robot.yaml",
    "reference_prefix": "remittance_formats.yaml",
}
_TOLERANCES: KeyPath = ("cash_application", "customer_write_off_tolerances")
_CONTEXT = 40


@dataclass(frozen=True, slots=True)
class FileChange:
    """A policy file before and after; ``undo`` finds the change again in a file that went on changing elsewhere."""

    name: str
    before: str
    after: str

    @property
    def diff(self) -> str:
        return diff_of(f"config/{self.name}", self.before, self.after)

    @property
    def undo(self) -> dict[str, Any]:
        start = _common(self.before, self.after)
        end = min(_common(self.before[::-1], self.after[::-1]), min(len(self.before), len(self.after)) - start)
        head = self.before[max(start - _CONTEXT, 0) : start]
        tail = self.before[len(self.before) - end :][:_CONTEXT]
        return {
            "file": self.name,
            "stands": head + self.after[start : len(self.after) - end] + tail,
            "stood": head + self.before[start : len(self.before) - end] + tail,
        }


def change_of(draft: RuleDraft, config: Path, check: Check) -> FileChange:
    """The change of a rule that lives in a file; raises `UserError` where the policy would not load, or not say it."""
    name = FILES[draft.kind]
    file = config / name
    if not file.exists():
        raise UserError(f"{file} is not there: copy the shipped one")
    document, before = read_document(file), file.read_text(encoding="utf-8")
    after = _edited(draft, before, document)
    _demand_said(draft, try_text(config, name, after, check), document)
    return FileChange(name, before, after)


def undone(config: Path, undo: Mapping[str, Any], check: Check) -> FileChange:
    """The file without a rule's change; raises `UserError` where it is not to be found once any more."""
    file = config / undo["file"]
    before = file.read_text(encoding="utf-8")
    if before.count(undo["stands"]) != 1:
        raise UserError(f"{file} has changed around this rule: take it out by hand")
    after = before.replace(undo["stands"], undo["stood"])
    try_text(config, undo["file"], after, check)
    return FileChange(undo["file"], before, after)


def table_diff(draft: RuleDraft, before: Mapping[str, str]) -> str:
    """The diff of a rule that lives in the ledger, written as YAML."""
    v = draft.values
    if draft.kind == "payer_name":
        return diff_of("ledger/payer_names", "", f"{quoted(v['name'])}: {quoted(v['customer'])}\n")
    head = f"{quoted(v['customer'])}:\n  {v['role']}:\n"
    now = dict(before) | {name: v[name] for name in ("email", "phone") if v.get(name)}
    was, will = (
        head + "".join(f"    {name}: {quoted(values[name])}\n" for name in ("email", "phone") if values.get(name))
        for values in (before, now)
    )
    return diff_of("ledger/contacts", was if before else "", will)


def _edited(draft: RuleDraft, text: str, document: Document) -> str:
    v = draft.values
    match draft.kind:
        case "deduction_code":
            return put_first(text, document, ("codes", v["code"], "phrases"), quoted(v["phrase"]))
        case "tolerance":
            own: KeyPath = (*_TOLERANCES, v["customer"])
            if own in document.values:
                return put_value(text, document, own, quoted(v["amount"]))
            return put_first(text, document, _TOLERANCES, f"{quoted(v['customer'])}: {quoted(v['amount'])}")
        case _:
            return _with_prefix(draft, text, document)


def _with_prefix(draft: RuleDraft, text: str, document: Document) -> str:
    """In the hint that names this customer alone, else in a hint of its own."""
    customer, prefix = draft.values["customer"], quoted(draft.values["prefix"])
    known = (document.content or {}).get("formats") or {}
    for name, hint in known.items():
        if customer in (hint.get("customers") or ()):
            if len(hint["customers"]) > 1:
                raise UserError(f"{document.file}: format {name} is of other customers too: edit the file")
            if hint.get("reference_prefix"):
                raise UserError(f"{document.file}: format {name} has a reference_prefix for {customer} already")
            return put_first(text, document, ("formats", name), f"reference_prefix: {prefix}")
    slug = "learned_" + "".join(sign for sign in customer.lower() if sign.isalnum() and sign.isascii())
    entry = f"{slug}: {{customers: [{quoted(customer)}], reference_prefix: {prefix}}}"
    return put_first(text, document, ("formats",), entry)


def _demand_said(draft: RuleDraft, policy: PolicySet, document: Document) -> None:
    """The policy with the change says the rule, and nothing more lenient than before."""
    v = draft.values
    match draft.kind:
        case "deduction_code":
            said = policy.deduction_codes.code_of(v["phrase"])
            if said != v["code"]:
                raise UserError(f"{v['phrase']!r} would have code {said or 'none'}: another phrase is as long")
        case "tolerance":
            cash = policy.robot.cash_application
            if cash.customer_write_off_tolerances.get(v["customer"]) != Decimal(v["amount"]):
                raise UserError(f"{document.file} would not say this tolerance: edit the file")
            if Decimal(v["amount"]) > cash.write_off_tolerance:
                raise UserError(f"a customer's tolerance is at most the robot's own, {cash.write_off_tolerance}")
        case _:
            hint = policy.remittance_formats.hint_for(v["customer"], (), "")
            if hint.reference_prefix != v["prefix"]:
                raise UserError(f"{document.file} would not say this prefix: edit the file")


def _common(one: str, other: str) -> int:
    """How many signs two texts begin alike."""
    return next(
        (n for n, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), min(len(one), len(other))
    )
