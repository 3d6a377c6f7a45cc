"""What lint may say: findings with a stable rule id, a place and a hint, and the few ways of finding them. Pure.

A finding names a path; `workers.policy.load` turns it into file, line and column. Forms of single values are the
types' business (`workers.policy.fields`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from workers.policy.violations import suggestion
from workers.receivables.currencies import is_currency

Path = tuple[str | int, ...]
# An error keeps the policy from being used; a warning is a person's to judge.
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken relation: the rule's id, the path of the value or key that breaks it, what is wrong and what to do."""

    rule: str
    path: Path
    message: str
    hint: str = ""
    at_key: bool = False
    severity: Severity = "error"


@dataclass(frozen=True, slots=True)
class Known:
    """Names that exist elsewhere; None where they could not be read, and then nothing is checked against them."""

    notices: Collection[str] | None = None
    roles: Collection[str] | None = None
    agencies: Collection[str] | None = None
    ladders: Collection[str] | None = None
    case_kinds: Collection[str] | None = None


def exists(
    rule: str, path: Path, name: str, known: Collection[str] | None, what: str, *, at_key: bool = False
) -> Iterator[Finding]:
    """A name that is not one of those known; where none are known, nothing is checked."""
    if known is not None and name not in known:
        hint = suggestion(name, sorted(known)) or f"write {what}"
        yield Finding(rule, path, f"'{name}' does not exist", hint, at_key)


def once(rule: str, path: Path, names: tuple[str, ...]) -> Iterator[Finding]:
    """Names that stand in a list a second time."""
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Finding(rule, (*path, index), f"'{name}' stands here twice", "remove one of the two")


def currencies(path: Path, amounts: Mapping[str, int]) -> Iterator[Finding]:
    """Keys that are no currency."""
    for currency in amounts:
        if not is_currency(currency):
            yield no_currency((*path, currency), currency, at_key=True)


def no_currency(path: Path, currency: str, *, at_key: bool = False) -> Finding:
    """The finding about a code that is no currency."""
    hint = "write an ISO 4217 code such as EUR"
    return Finding("currency", path, f"{currency} is not a currency", hint, at_key)
