"""A book of receivables in memory, from an open-items CSV: for tests and benches that need no database."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from workers.receivables.customer import Customer
from workers.receivables.money import to_minor
from workers.receivables.open_item import OpenItem
from workers.receivables.reference import canonical, item_keys


@dataclass(frozen=True)
class CsvBook:
    """Customers and items as in the file, nothing written off yet; ``keys`` are the advices seen before."""

    customers: tuple[Customer, ...]
    items: tuple[OpenItem, ...]
    keys: frozenset[str] = frozenset()

    @classmethod
    def load(cls, path: Path) -> CsvBook:
        with path.open(encoding="utf-8", newline="") as file:
            return cls.of(csv.DictReader(file))

    @classmethod
    def of(cls, rows: Iterable[dict[str, str]]) -> CsvBook:
        customers: dict[str, Customer] = {}
        items = []
        for number, row in enumerate(rows, 1):
            parent, domain = row["parent_customer_id"] or None, row["customer_domain"]
            customers[row["customer_id"]] = Customer(row["customer_id"], row["customer_name"], domain, parent)
            items.append(_item(number, row))
        return cls(tuple(customers.values()), tuple(items))

    def customers_by_domain(self, domains: Collection[str]) -> tuple[Customer, ...]:
        return tuple(customer for customer in self.customers if customer.domain in domains)

    def customers_by_name(self, name_keys: Collection[str]) -> tuple[Customer, ...]:
        keys = set(name_keys)
        return tuple(customer for customer in self.customers if canonical(customer.name) in keys)

    def children_of(self, customer_ids: Collection[str]) -> tuple[Customer, ...]:
        return tuple(customer for customer in self.customers if customer.parent_id in customer_ids)

    def items_named(self, customer_ids: Collection[str], keys: Collection[str]) -> tuple[OpenItem, ...]:
        wanted = frozenset(keys)
        return tuple(item for item, own in self._of(customer_ids) if own & wanted)

    def only_currency(self, customer_ids: Collection[str]) -> str:
        currencies = {item.currency for item, _ in self._of(customer_ids)}
        return currencies.pop() if len(currencies) == 1 else ""

    def items_of_amounts(self, customer_ids: Collection[str], amounts: Collection[int]) -> tuple[OpenItem, ...]:
        return tuple(item for item, _ in self._of(customer_ids) if item.open and item.open in amounts)[:100]

    def all_open_items(self, customer_ids: Collection[str], most: int) -> tuple[OpenItem, ...]:
        found = tuple(item for item, _ in self._of(customer_ids) if item.open)
        return found if len(found) <= most else ()

    def items_elsewhere(self, keys: Collection[str]) -> tuple[OpenItem, ...]:
        return self.items_named(self._by_customer, keys)[:1000]

    def written_off(self, customer_ids: Collection[str], currency: str, paid_on: date | None) -> tuple[int, int]:
        return (0, 0)

    def _of(self, customer_ids: Collection[str]) -> Iterator[tuple[OpenItem, frozenset[str]]]:
        return (pair for customer_id in sorted(customer_ids) for pair in self._by_customer.get(customer_id, ()))

    @cached_property
    def _by_customer(self) -> dict[str, list[tuple[OpenItem, frozenset[str]]]]:
        """Each customer's items with the keys that the ledger stores for them."""
        found: dict[str, list[tuple[OpenItem, frozenset[str]]]] = defaultdict(list)
        for item in self.items:
            found[item.customer_id].append((item, item_keys(item.document_number, item.po_number)))
        return found

    def seen(self, advice_keys: Collection[str]) -> frozenset[str]:
        return self.keys & set(advice_keys)


def _item(number: int, row: dict[str, str]) -> OpenItem:
    currency = row["currency"]
    return OpenItem(
        id=number,
        customer_id=row["customer_id"],
        document_type=row["document_type"],
        document_number=row["document_number"],
        issue_date=date.fromisoformat(row["issue_date"]),
        due_date=date.fromisoformat(row["due_date"]),
        currency=currency,
        original=to_minor(row["amount"], currency),
        open=to_minor(row["open_amount"], currency),
        po_number=row["po_number"],
        discount_terms=row["discount_terms"],
    )
