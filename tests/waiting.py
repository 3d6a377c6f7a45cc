"""Waiting for what other processes do: on a state, until a deadline, never for a time."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeVar

T = TypeVar("T")

_PAUSE_SECONDS = 0.02


def wait_until(look: Callable[[], T], what: str, seconds: float = 60.0) -> T:
    """What ``look`` returns as soon as that is true; fails with ``what`` and the last answer at the deadline."""
    deadline = monotonic() + seconds
    while not (seen := look()):
        assert monotonic() < deadline, f"after {seconds} s still not: {what} ({seen!r})"
        Event().wait(_PAUSE_SECONDS)
    return seen
