"""A case while it is being drawn: the payer's group, its documents, the lines so far. Ends as a ``Case``."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from random import Random

from tests.bench.remittance.family import Family
from tests.bench.remittance.model import Allocation, Customer, Expected, Item, Line, Residual
from tests.bench.remittance.stock import Habits


class Redraw(Exception):
    """This draw cannot become what it was meant to be (no document fits): draw again."""


@dataclass(slots=True, kw_only=True)
class Draft:
    """``kind`` None applies; ``holds`` says that nothing may be posted although the kind would allow it."""

    rng: Random
    family: Family
    habits: Habits
    payer: Customer
    parent: Customer | None = None
    children: list[Customer] = field(default_factory=list)
    sibling: Customer | None = None
    items: list[Item] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    currency: str = ""
    scenario: str = "clean"
    kind: str | None = None
    also_kinds: tuple[str, ...] = ()
    why: str = "every line clears its document"
    holds: bool = False
    delta: int = 0
    hidden: int = 0
    genre: str = "advice"
    delivery: str = "plain"
    payer_is_known: bool = True

    def free(self, *customers: Customer, credit: bool = False) -> list[Item]:
        """Documents with something open that no line names yet."""
        named = {line.item.number for line in self.lines if line.item}
        ids = {customer.id for customer in customers or (self.payer, *self.children)}
        return [
            item
            for item in self.items
            if item.customer_id in ids and item.open and (item.amount < 0) == credit and item.number not in named
        ]

    def settled(self) -> list[Item]:
        return [item for item in self.items if item.customer_id == self.payer.id and not item.open]

    def pick(self, items: list[Item]) -> Item:
        if not items:
            raise Redraw("no document left")
        return self.rng.choice(items)

    def plain_lines(self) -> list[int]:
        """Places of lines that still clear one invoice in full and nothing else."""
        return [
            place
            for place, line in enumerate(self.lines)
            if line.item
            and line.net == line.item.open == line.item.amount > 0
            and sum(other.item == line.item for other in self.lines) == 1
        ]

    def change(self, place: int, **changes: object) -> Line:
        """The line at ``place``, changed; its date and numbers stay."""
        self.lines[place] = replace(self.lines[place], **changes)  # type: ignore[arg-type]
        return self.lines[place]

    def replace_item(self, item: Item, **changes: object) -> Item:
        """The document, changed in the book and in the lines that name it."""
        new = replace(item, **changes)  # type: ignore[arg-type]
        self.items[self.items.index(item)] = new
        for place, line in enumerate(self.lines):
            if line.item == item:
                self.lines[place] = replace(line, item=new)
        return new

    def any_plain(self) -> int:
        places = self.plain_lines()
        if not places:
            raise Redraw("no plain line left")
        return self.rng.choice(places)


def expected(draft: Draft) -> Expected:
    """What must come of it, by construction."""
    if draft.kind is not None and (draft.kind != "short_payment" or draft.holds):
        return Expected(draft.kind, why=draft.why, also_kinds=draft.also_kinds)
    sums: dict[str, tuple[int, int, int]] = {}
    left: dict[str, Residual] = {}
    for line in draft.lines:
        if line.item is None:
            continue
        number = line.item.number
        cash, discount, writeoff = sums.get(number, (0, 0, 0))
        sums[number] = (cash + line.net, discount + line.allowed, writeoff + line.writeoff)
        if line.left:
            left[number] = Residual(number, line.left, line.left_reason)
    allocations = tuple(Allocation(number, *figures) for number, figures in sums.items())
    return Expected(draft.kind, allocations, tuple(left.values()), draft.why, draft.also_kinds)
