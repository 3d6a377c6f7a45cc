"""Relations inside remittance_formats.yaml. Pure: findings are values."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workers.policy.lint.finding import Finding
from workers.policy.remittance_formats import RemittanceFormat, RemittanceFormats

_LONGEST_PATTERN = 200


def lint_remittance_formats(policy: RemittanceFormats) -> Iterator[Finding]:
    """Hints that could never help, and those that two payers would share."""
    taken: dict[str, str] = {}
    for name, hint in policy.formats.items():
        at = ("formats", name)
        yield from _usable(hint, at)
        for field, values in (("domains", hint.domains), ("customers", hint.customers)):
            for index, value in enumerate(values):
                if not hint.subject and value in taken:
                    message = f"'{value}' has the hint '{taken[value]}' already, which always comes first"
                    yield Finding("reachable-format", (*at, field, index), message, "join the two")
                elif not hint.subject:
                    taken[value] = name


def _usable(hint: RemittanceFormat, at: tuple[str, ...]) -> Iterator[Finding]:
    if not hint.domains and not hint.customers:
        yield Finding("format-for-nobody", at, "this hint is for nobody", "give it domains or customers")
    if hint.password and not hint.domains:
        message = "the password would never be tried: a mail is opened before its payer is known"
        yield Finding("password-needs-domain", (*at, "password"), message, "name the senders' domains")
    if not _is_pattern(hint.subject):
        yield Finding("bad-pattern", (*at, "subject"), "this is no regular expression, or a very long one")
    said = (hint.paid_column, hint.reference_column, hint.date_order, hint.reference_prefix, hint.password)
    if not any(said):
        yield Finding("empty-format", at, "this hint says nothing", "give it paid_column, for example")


def _is_pattern(text: str) -> bool:
    try:
        re.compile(text)
    except re.error:
        return False
    return len(text) <= _LONGEST_PATTERN
