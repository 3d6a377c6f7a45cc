"""What must hold within one rule pack, beyond the form of its values. Every finding has a stable rule id."""

from __future__ import annotations

from collections.abc import Iterator

from workers.policy.lint.finding import Finding
from workers.policy.rule_pack import RulePack, vectors_digest


def lint_rule_pack(pack: RulePack) -> Iterator[Finding]:
    """Everything wrong with a pack; its vectors are run by `check-config` and by the tests."""
    digest = vectors_digest(pack)
    if pack.vectors_for != digest:
        yield Finding(
            "pack-vectors",
            ("vectors_for",),
            f"the vectors were written for other parameters than these ({digest})",
            hint=f"check every vector against the parameters, then write vectors_for: {digest}",
        )
    if pack.effective_to is not None and pack.effective_to < pack.effective_from:
        yield Finding("pack-dates", ("effective_to",), "the pack ends before it begins")
    yield from _untested(pack)
    for number, vector in enumerate(pack.vectors):
        if vector.at.tzinfo is None:
            hint = 'write an instant such as "2026-03-02T13:00:00Z"'
            yield Finding("pack-instant", ("vectors", number, "at"), "the instant has no zone", hint=hint)
        if (vector.stop is None) != (vector.stopped_on is None):
            path = ("vectors", number, "stop" if vector.stop else "stopped_on")
            yield Finding("pack-stop", path, "stop and stopped_on belong together")


def _untested(pack: RulePack) -> Iterator[Finding]:
    """A pack needs two vectors at least, and one of them must show what it forbids, or what it charges."""
    contacts, charges = pack.parameters.ask_of_contacts, pack.parameters.late_payment is not None
    if len(pack.vectors) + len(pack.charge_vectors) < 2:
        yield Finding("pack-untested", (), "a pack has two vectors at least: under vectors or charge_vectors")
    if pack.vectors and all(vector.expect == "allow" for vector in pack.vectors):
        yield Finding("pack-untested", ("vectors",), "no vector shows what the pack forbids")
    if contacts and not pack.vectors:
        yield Finding("pack-untested", ("parameters",), "no vector shows what the pack forbids")
    if charges and not any(any(vector.expected) for vector in pack.charge_vectors):
        yield Finding("pack-untested", ("parameters", "late_payment"), "no charge vector shows what the pack charges")
