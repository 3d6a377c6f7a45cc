"""What is one person's to work: cases and customers. Pure values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Portfolio:
    """Cases whose owner is one of ``owners`` (in small letters), and of each team in ``shares`` these parts.

    A share is (team, how many parts, which of them): a customer is in the part that the number of its account leaves
    when divided; a case without an account goes by its own number.
    """

    owners: tuple[str, ...] = ()
    shares: tuple[tuple[str, int, tuple[int, ...]], ...] = ()
