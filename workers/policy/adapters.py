"""Pydantic's adapters of the policy types, each made once, at its first use: making one takes longer than any file.

Must not know a type.
"""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter

T = TypeVar("T")

_made: dict[type[Any], TypeAdapter[Any]] = {}


def adapter_of(kind: type[T]) -> TypeAdapter[T]:
    """What reads and writes values of a type."""
    if kind not in _made:
        _made[kind] = TypeAdapter(kind)
    return _made[kind]
