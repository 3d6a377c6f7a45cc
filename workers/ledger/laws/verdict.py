"""The one line that sums up what verifying found. A law that nothing was checked against is not said to hold."""

from __future__ import annotations

from collections.abc import Collection

from workers.ledger.laws.law import LawResult


def verdict(results: Collection[LawResult]) -> str:
    """``verify: 11 laws hold``, or which are broken, and how many had nothing to be checked against."""
    broken = [str(result.n) for result in results if result.violations]
    idle = sum(not result.checked and not result.violations for result in results)
    tail = f", {idle} not exercised" if idle else ""
    if broken:
        return f"verify: {len(broken)} of {len(results)} laws are broken ({', '.join(broken)}){tail}"
    return f"verify: {len(results) - idle} laws hold{tail}"
