"""Delivery rules for tests: the product's own, in fractions of its times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Event

from workers.broker import Delivery
from workers.clock import real_now

QUICK = Delivery(
    tries=2,
    shortest=timedelta(milliseconds=10),
    longest=timedelta(milliseconds=50),
    heartbeat=timedelta(seconds=2),
)


def wait_until(is_true: Callable[[], object], seconds: float = 30) -> None:
    """Look again and again until it is true; fail when it never is."""
    deadline = real_now() + timedelta(seconds=seconds)
    while not is_true():
        assert real_now() < deadline, "waited in vain"
        Event().wait(0.02)
