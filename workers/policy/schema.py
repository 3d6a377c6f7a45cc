"""JSON Schema of a ladder file, so that an editor completes and checks it. Derived from the types, never by hand."""

from __future__ import annotations

from typing import Any

from workers.policy.adapters import adapter_of
from workers.policy.ladder import Ladder
from workers.policy.level import Level
from workers.policy.violations import DERIVED


def ladder_schema() -> dict[str, Any]:
    """The schema of config/ladders/*.yaml (`collectbot ladder schema`)."""
    schema = adapter_of(Ladder).json_schema()
    _drop(schema, DERIVED[Ladder])
    _drop(schema["$defs"]["Level"], DERIVED[Level])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "description": "A dunning ladder: notices from the first reminder to the final one, then the referral.",
    }


def _drop(schema: dict[str, Any], names: frozenset[str]) -> None:
    for name in names:
        schema["properties"].pop(name, None)
    schema["required"] = [name for name in schema["required"] if name not in names]
