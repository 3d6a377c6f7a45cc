"""The kinds of stop: why nothing at all may leave for an account. Values only."""

from __future__ import annotations

from typing import Literal, get_args

# In the order of their weight: of several that a mail speaks of, the first names its stop.
StopKind = Literal[
    "bankruptcy",
    "insolvency",
    "deceased",
    "breathing_space",
    "identity_theft",
    "wrong_person",
    "litigation",
    "regulator_complaint",
    "attorney",
    "vulnerable",
    "cease_contact",
]
STOP_KINDS: tuple[StopKind, ...] = get_args(StopKind)
