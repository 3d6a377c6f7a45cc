"""Delivery rules for tests: the product's own, in fractions of its times."""

from __future__ import annotations

from datetime import timedelta

from workers.broker import Delivery

QUICK = Delivery(
    tries=2,
    shortest=timedelta(milliseconds=10),
    longest=timedelta(milliseconds=50),
    heartbeat=timedelta(seconds=2),
)
