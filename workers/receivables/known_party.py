"""A customer whom a mail may be about, as whoever judges its writer needs them. A value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KnownParty:
    """``name_key`` is the customer's folded name, ``domains`` every mail domain that it is known to write from."""

    name_key: str
    domains: frozenset[str]
