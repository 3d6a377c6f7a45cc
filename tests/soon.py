"""Whether work is done soon, beside a bare loop of the same run: machines differ, and so does one from hour to hour."""

from __future__ import annotations

from time import process_time

# What takes no longer than this is soon on any machine, and the loop is not run.
_NO_TIME = 0.2


def assert_soon(began: float, loops: float = 60) -> None:
    """Since ``began`` (of `process_time`) less was spent than so many bare loops of a million additions take."""
    spent = process_time() - began
    if spent > _NO_TIME:
        cost = spent / min(_bare_loop() for _ in range(3))
        assert cost < loops, f"as much as {cost:.0f} bare loops"


def _bare_loop() -> float:
    began, total = process_time(), 0
    for number in range(1_000_000):
        total += number
    return process_time() - began
