"""A law of the ledger and what verifying it found. Must not hold any law itself."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

# A broken book may break a law a million times; nobody reads more than the first.
SHOWN_VIOLATIONS = 100


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken instance of a law: what it is about (``payment 7``), what is wrong with it, and whose it is."""

    law: int
    subject: str
    what: str
    account_id: int | None = None

    def __str__(self) -> str:
        return f"{self.subject}: {self.what}"


@dataclass(frozen=True, slots=True)
class LawResult:
    """How many instances were checked and which broke the law; ``violations`` holds the first of them."""

    n: int
    name: str
    checked: int
    violations: tuple[Violation, ...] = ()

    @property
    def verdict(self) -> str:
        """The line that people read."""
        if not self.checked and not self.violations:
            return "not exercised"
        return f"{self.checked} checked, {len(self.violations)} violation{'s' * (len(self.violations) != 1)}"


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """A decision as the journal has it, with the content of the policy it was taken under."""

    stream: str
    seq: int
    kind: str
    business_date: date
    policy_hash: str
    policy: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RecordedAdvice:
    """A judged remittance advice: the facts the decision was taken on, and the decision."""

    id: int
    entity: str
    payer_id: str | None
    state: str
    policy: str
    facts: Mapping[str, Any]
    decision: Mapping[str, Any]


# Both answer with what differs, and with an empty text when the same decision came out.
Replay = Callable[[RecordedDecision], str]
Rematch = Callable[[RecordedAdvice, int], str]
# Answers with how many accounts were decided that the scan skips, and (subject, what) of those it must not skip.
CheckHints = Callable[[Connection], tuple[int, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Replays:
    """How decisions are taken again; the slices that took them provide it, because they stand above the ledger.

    ``decisions`` by journal kind (law 8). ``rematch`` matches an advice again with its lines and the open items in
    another order, chosen by the number it is given (law 9). ``hints`` decides accounts that the scan skips (law 8).
    """

    decisions: Mapping[str, Replay] = field(default_factory=dict)
    rematch: Rematch | None = None
    hints: CheckHints | None = None


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a law may ask: a snapshot of the ledger, the moment, and how to decide again."""

    connection: Connection
    at: datetime
    replays: Replays


# A broken instance: its subject, what is wrong with it and, where the check knows it, the account.
Broken = tuple[str, str] | tuple[str, str, int | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check of a law found: how many instances it looked at, and the broken ones."""

    checked: int
    broken: tuple[Broken, ...] = ()


Check = Callable[[Hearing], Finding]


@dataclass(frozen=True, slots=True)
class Law:
    """A law with its checks. The instances are counted by the first check; the others look at them from other sides."""

    n: int
    name: str
    checks: tuple[Check, ...]

    def hear(self, hearing: Hearing) -> LawResult:
        findings = [_heard(check, hearing) for check in self.checks]
        broken = [one for finding in findings for one in finding.broken]
        shown = tuple(Violation(self.n, *one) for one in broken[:SHOWN_VIOLATIONS])
        return LawResult(self.n, self.name, findings[0].checked if findings else 0, shown)


def _heard(check: Check, hearing: Hearing) -> Finding:
    """What a check finds; a row that was tampered with until it cannot be read breaks the law, and ends no other check.

    A savepoint keeps the snapshot in use after an error of the database.
    """
    try:
        with hearing.connection.begin_nested():
            return check(hearing)
    except (DBAPIError, ValueError, LookupError, TypeError, AttributeError, zlib.error) as error:
        why = (str(error).splitlines() or [""])[0]
        return found(0, [(check.__name__.replace("_", " "), f"cannot be checked: {type(error).__name__}: {why}")])


def found(checked: int, broken: Iterable[Broken]) -> Finding:
    """A finding from an iterable of broken instances."""
    return Finding(checked, tuple(broken))
