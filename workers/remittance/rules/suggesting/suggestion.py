"""What a suggestion is, what it may be made from, and how suggestions are ranked. Pure; must not post anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from workers.receivables.open_item import OpenItem
from workers.remittance.decision import Allocation, ExceptionCase
from workers.remittance.facts import ApplicationFacts

MOST_SUGGESTIONS = 10


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Items beside those that the lines name, all of them open but for ``elsewhere``.

    ``equal``: of the payer's family, with an open amount that is looked for. ``family``: all of the family, empty when
    there are too many to add up. ``elsewhere``: of any customer, standing under a number that a line prints.
    """

    equal: tuple[OpenItem, ...] = ()
    family: tuple[OpenItem, ...] = ()
    elsewhere: tuple[OpenItem, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """An exception with everything a suggestion may be made from."""

    exception: ExceptionCase
    facts: ApplicationFacts
    near: Neighbourhood


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One meaning: the line it is about (as printed, empty for the whole advice), and what a person would post by it.

    ``strength`` orders suggestions, the smallest first; equal ones share a rank, because nothing tells them apart.
    """

    reason: str
    strength: tuple[int, ...]
    line: str = ""
    customer_id: str = ""
    posts: tuple[Allocation, ...] = ()
    on_account: int = 0
    currency: str = ""
    rank: int = 0


def ranked(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """The best suggestions with their ranks, in an order that does not depend on that of lines or items.

    >>> [s.rank for s in ranked([Suggestion("a", (2,)), Suggestion("b", (1,)), Suggestion("c", (2,))])]
    [1, 2, 2]
    """
    return tuple(_numbered(sorted(set(suggestions), key=_order)[:MOST_SUGGESTIONS]))


def _order(suggestion: Suggestion) -> tuple[object, ...]:
    posts = [(a.document_number, a.item_id, a.cash) for a in suggestion.posts]
    return (suggestion.strength, suggestion.line, suggestion.customer_id, posts, suggestion.reason)


def _numbered(ordered: Sequence[Suggestion]) -> Iterable[Suggestion]:
    rank, before = 0, None
    for position, suggestion in enumerate(ordered, 1):
        rank = rank if suggestion.strength == before else position
        before = suggestion.strength
        yield replace(suggestion, rank=rank)
