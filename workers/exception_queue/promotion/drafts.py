"""What a rule says, by kind: a name or contact of a customer, a phrase, a prefix, a tolerance. Pure values.

A draft is checked here for sense alone; whether the policy loads with it is checked when its diff is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

from workers.errors import UserError
from workers.policy.phrase import plain
from workers.receivables.customer import name_key
from workers.receivables.reference import canonical

RuleKind = Literal["payer_name", "contact", "deduction_code", "reference_prefix", "tolerance"]
KINDS: tuple[str, ...] = get_args(RuleKind)
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "payer_name": ("customer", "name"),
    "contact": ("customer", "role"),
    "deduction_code": ("code", "phrase"),
    "reference_prefix": ("customer", "prefix"),
    "tolerance": ("customer", "amount"),
}
_MAY: Mapping[str, tuple[str, ...]] = {"contact": ("email", "phone")}
_SHORTEST = {"name": 6, "phrase": 4}
_PREFIX = re.compile(r"[A-Za-z]{1,6}")
_AMOUNT_MOST = Decimal("1000")


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as somebody proposes it; values by name, as `KINDS` need them."""

    kind: str
    values: Mapping[str, str]

    @property
    def subject(self) -> str:
        """What the rule decides: two proposals with one subject are about the same thing."""
        v = self.values
        match self.kind:
            case "payer_name":
                return f"payer_name:{name_key(v['name'])}"
            case "contact":
                return f"contact:{v['customer']}:{v['role']}"
            case "deduction_code":
                return f"deduction_code:{plain(v['phrase'])}"
            case "reference_prefix":
                return f"reference_prefix:{v['customer']}:{canonical(v['prefix'])}"
            case _:
                return f"tolerance:{v['customer']}"

    @property
    def sentence(self) -> str:
        """The rule in words."""
        v = self.values
        match self.kind:
            case "payer_name":
                return f"money under the name {v['name']!r} is of customer {v['customer']}"
            case "contact":
                reached = " and ".join(v[name] for name in ("email", "phone") if v.get(name))
                return f"the {v['role']} of customer {v['customer']} is reached at {reached}"
            case "deduction_code":
                return f"a deduction whose reason says {v['phrase']!r} has code {v['code']}"
            case "reference_prefix":
                return f"customer {v['customer']} puts {v['prefix']!r} before our numbers"
            case _:
                return f"of a document of customer {v['customer']} at most {v['amount']} is written off"


def fields_of(kind: str) -> tuple[str, ...]:
    """What a rule of a kind says, by name."""
    return (*_NEEDS[kind], *_MAY.get(kind, ()))


def draft_of(kind: str, values: Mapping[str, str]) -> RuleDraft:
    """A draft of what somebody said; raises `UserError` where it makes no rule."""
    if kind not in KINDS:
        raise UserError(f"there are no rules of kind {kind!r}: known are {', '.join(KINDS)}")
    told = {name: value.strip() for name, value in values.items() if value.strip()}
    needed, known = _NEEDS[kind], fields_of(kind)
    if missing := [name for name in needed if name not in told]:
        raise UserError(f"a rule {kind} needs {', '.join(needed)}: {missing[0]} is missing")
    if unknown := [name for name in told if name not in known]:
        raise UserError(f"a rule {kind} says {', '.join(known)}, not {unknown[0]}")
    draft = RuleDraft(kind, told)
    _demand_sense(draft)
    return draft


def _demand_sense(draft: RuleDraft) -> None:
    v = draft.values
    for name, shortest in _SHORTEST.items():
        if name in v and len(canonical(v[name])) < shortest:
            raise UserError(f"{v[name]!r} is too short to mean anything: {shortest} letters or digits at least")
    if draft.kind == "contact" and not (v.get("email") or v.get("phone")):
        raise UserError("a rule contact says an email or a phone")
    if draft.kind == "reference_prefix" and not _PREFIX.fullmatch(v["prefix"]):
        raise UserError("a prefix is 1 to 6 letters: with digits it could be a number of ours")
    if draft.kind == "tolerance" and not 0 <= _amount(v["amount"]) <= _AMOUNT_MOST:
        raise UserError(f"a tolerance lies between 0 and {_AMOUNT_MOST}")


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise UserError(f"{text!r} is not an amount such as 0.10")
    return amount
