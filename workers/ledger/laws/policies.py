"""Law 8, fifth part: every policy that decisions rest on is kept as its hash says. Must not parse one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import select

from workers.ledger.laws.law import Finding, Hearing, found
from workers.ledger.schema import policy_versions

_STREAMED = {"yield_per": 20}


def policies_are_as_hashed(hearing: Hearing) -> Finding:
    """A policy whose content was altered explains decisions by rules that nobody had."""
    return found(0, _altered(hearing))


def _altered(hearing: Hearing) -> Iterator[tuple[str, str]]:
    kept = select(policy_versions.c.hash, policy_versions.c.content).order_by(policy_versions.c.hash)
    for row in hearing.connection.execute(kept, execution_options=_STREAMED):
        if hashlib.sha256(row.content.encode()).hexdigest() != row.hash:
            yield f"policy {row.hash[:12]}", "was altered: its content does not hash to it"
