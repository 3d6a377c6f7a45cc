"""Whether one person may carry out a decision alone, or only propose it. Pure; limits come from robot.yaml."""

from __future__ import annotations

from collections.abc import Mapping

# These let nothing happen: the stop stays, the run does not go, the order waits.
CAUTIOUS = frozenset({"keep", "refuse", "hold"})
# These reach further than their case: the orders of some days, whatever they come to.
UNBOUNDED = frozenset({"release_all"})


def needs_second_person(
    decision: str,
    amount_minor: int | None,
    currency: str | None,
    alone_up_to: Mapping[str, int] | None,
    before: int = 0,
) -> bool:
    """Whether somebody else has to agree; ``alone_up_to`` are the limits of the kind, None where it has none.

    An amount that is unknown, or in a currency without a limit, is above every limit: nobody is given one by oversight.
    So is a decision that reaches further than the amount of its case. ``before`` is what the same person has decided
    alone about the same account that day: piece by piece it is one amount.

    >>> limits = {"EUR": 5_000_00}
    >>> [needs_second_person("approve", amount, "EUR", limits) for amount in (5_000_00, 5_000_01, None)]
    [False, True, True]
    >>> needs_second_person("approve", 1, "USD", limits), needs_second_person("refuse", None, None, limits)
    (True, False)
    >>> needs_second_person("release", 1, "EUR", limits), needs_second_person("release_all", 1, "EUR", limits)
    (False, True)
    >>> [needs_second_person("approve", 2_000_00, "EUR", limits, before) for before in (3_000_00, 3_000_01)]
    [False, True]
    >>> needs_second_person("approve", 9_000_00, "EUR", None)
    False
    """
    if alone_up_to is None or decision in CAUTIOUS:
        return False
    if amount_minor is None or currency is None or decision in UNBOUNDED:
        return True
    return abs(amount_minor) + before > alone_up_to.get(currency, -1)
