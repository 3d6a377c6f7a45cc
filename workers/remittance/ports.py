"""What reading and judging a mail needs from outside: the book and the document readers. Interfaces only."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Protocol

from workers.receivables.customer import Customer
from workers.receivables.open_item import OpenItem
from workers.remittance.document import Document, Refusal, Source


class Book(Protocol):
    """The receivables as they stand. Every method is one query, however many keys it is asked."""

    def customers_by_domain(self, domains: Collection[str]) -> tuple[Customer, ...]: ...

    def customers_by_name(self, name_keys: Collection[str]) -> tuple[Customer, ...]:
        """Customers whose canonical name is among ``name_keys``."""
        ...

    def children_of(self, customer_ids: Collection[str]) -> tuple[Customer, ...]: ...

    def items_named(self, customer_ids: Collection[str], keys: Collection[str]) -> tuple[OpenItem, ...]:
        """Items of the customers, open and settled, that stand under one of the keys (`receivables.reference`)."""
        ...

    def only_currency(self, customer_ids: Collection[str]) -> str:
        """The currency of all items of the customers; empty when there are several, or none."""
        ...

    def items_of_amounts(self, customer_ids: Collection[str], amounts: Collection[int]) -> tuple[OpenItem, ...]:
        """Items of the customers that have one of these amounts open; the first hundred."""
        ...

    def all_open_items(self, customer_ids: Collection[str], most: int) -> tuple[OpenItem, ...]:
        """Every open item of the customers; none at all when there are more than ``most``."""
        ...

    def items_elsewhere(self, keys: Collection[str]) -> tuple[OpenItem, ...]:
        """Items of any customer that stand under one of the keys; the first thousand."""
        ...

    def written_off(self, customer_ids: Collection[str], currency: str, paid_on: date | None) -> tuple[int, int]:
        """What the robot wrote off on payments of these customers in that month, and of everybody on that day.

        Without a day: on all payments ever.
        """
        ...

    def seen(self, advice_keys: Collection[str]) -> frozenset[str]:
        """Those of the keys under which an advice is already recorded."""
        ...


# The sentence among some lines that tells of new bank details, or nothing.
FindNotice = Callable[[Sequence[str]], str]


class Readers(Protocol):
    """Turns files into documents; a file that cannot be read is a `Refusal`, never an exception."""

    def read(self, sources: Sequence[Source]) -> list[Document | Refusal]: ...
