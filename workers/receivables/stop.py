"""The kinds of stop: why nothing at all may leave for an account. Values only."""

from __future__ import annotations

from typing import Literal, get_args

StopKind = Literal[
    "bankruptcy",
    "insolvency",
    "cease_contact",
    "attorney",
    "deceased",
    "breathing_space",
    "identity_theft",
    "wrong_person",
    "litigation",
    "regulator_complaint",
    "vulnerable",
]
STOP_KINDS: tuple[StopKind, ...] = get_args(StopKind)
