"""Tempted books: the book around one document, changed so that a wrong reading of the page would fit it.

The document stays as it is printed; only what is open changes. What must come of it is `policy_check`'s to say. Must
not judge anything itself. ``Scene.read`` is what the product made of the page: the book that obliges it tempts most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random

from tests.bench.remittance.model import Case, Item, Line

_NUMBER = re.compile(r"(?=[\w./-]*\d[\w./-]*\d[\w./-]*\d)\w[\w./-]*\w")
_AMOUNT = re.compile(r"\d{1,3}(?:[.,' \u00a0\u202f]?\d{3})*[.,]\d{2}(?!\d)")


@dataclass(frozen=True, slots=True)
class Scene:
    """A case, the numbers and amounts printed on its page, and what the product read: reference -> amount."""

    case: Case
    numbers: tuple[str, ...]
    amounts: tuple[int, ...]
    read: Mapping[str, int]

    @property
    def named(self) -> list[Line]:
        return [line for line in self.case.lines if line.item in self.case.items]

    @property
    def foreign(self) -> list[str]:
        """Printed numbers that are no line's reference: phones, post codes, dates, payment and order numbers."""
        references = {line.reference for line in self.case.lines}
        return [number for number in self.numbers if number not in references]

    @property
    def totals(self) -> list[int]:
        return [payment.amount for payment in self.case.payments]


def scene_of(case: Case, texts: Iterable[str], read: Mapping[str, int]) -> Scene:
    printed = list(texts)
    numbers = {number for text in printed for number in _NUMBER.findall(text)}
    amounts = {int(re.sub(r"\D", "", amount)) for text in printed for amount in _AMOUNT.findall(text)}
    return Scene(case, tuple(sorted(numbers)), tuple(sorted(amounts - {0})), read)


def with_open(item: Item, amount: int) -> Item:
    """The item, open with ``amount``; it was never smaller than what is open of it."""
    fits = 0 <= amount <= item.amount or item.amount <= amount <= 0
    return replace(item, open=amount, amount=item.amount if fits else amount)


def _changed(case: Case, old: Item, new: Item) -> Case:
    return replace(case, items=tuple(new if item == old else item for item in case.items))


def _added(case: Case, number: str, amount: int, owner: str) -> Case:
    """One more document; one that has this number already gives way."""
    model = case.items[0]
    issued = min(item.issued for item in case.items)
    new = Item(owner, number, issued, model.currency, amount, amount)
    others = tuple(i for i in case.items if i.number != number)
    return replace(case, items=(*others, new))


def _named_item(scene: Scene, rng: Random) -> Item:
    return rng.choice([line.item for line in scene.named if line.item])


def _whole_payment(scene: Scene, rng: Random) -> Case:
    """One document of the list is open with what the list sums to."""
    item = _named_item(scene, rng)
    return _changed(scene.case, item, with_open(item, rng.choice(scene.totals)))


def _lonely(scene: Scene, rng: Random) -> Case:
    """The book knows one document of the list only, open with the whole payment."""
    item = _named_item(scene, rng)
    named = {line.item for line in scene.named} - {item}
    case = replace(scene.case, items=tuple(i for i in scene.case.items if i not in named))
    return _changed(case, item, with_open(item, rng.choice(scene.totals)))


def _printed_sum(scene: Scene, rng: Random) -> Case:
    """One document is open with a figure that stands elsewhere on the page: a subtotal, a sum, a balance."""
    item = _named_item(scene, rng)
    lines = {abs(figure) for line in scene.case.lines for figure in (line.net, line.gross)}
    return _changed(
        scene.case, item, with_open(item, rng.choice([a for a in scene.amounts if a not in lines] or scene.totals))
    )


def _swapped(scene: Scene, rng: Random) -> Case:
    """Two documents of the list have each other's amounts."""
    first, second = rng.sample([line.item for line in scene.named if line.item], 2)
    case = _changed(scene.case, first, with_open(first, second.open))
    return _changed(case, second, with_open(second, first.open))


def _other_figure(scene: Scene, rng: Random) -> Case:
    """A document is open with another figure of its own line: the gross for the net, what was taken off."""
    line = rng.choice([line for line in scene.named if line.net != line.gross or line.discount or line.deduction])
    figures = {line.net, line.gross, line.net + line.discount, line.discount, line.deduction} - {0}
    if line.item is None:
        raise IndexError
    return _changed(scene.case, line.item, with_open(line.item, rng.choice(sorted(figures))))


def _every_net(scene: Scene, rng: Random) -> Case:
    """Every document of the list is open with its gross, or with its net, whichever it is not now."""
    case = scene.case
    for line in scene.named:
        if line.item in case.items and line.item is not None:
            now = line.gross if line.item.open == line.net else line.net
            case = _changed(case, line.item, with_open(line.item, now or line.net))
    return case


def _foreign_number(scene: Scene, rng: Random) -> Case:
    """A number that is printed, but is no document's, is one of ours, open with a printed amount."""
    amount = rng.choice([*scene.totals, *scene.amounts])
    return _added(scene.case, rng.choice(scene.foreign), amount, _payer(scene))


def _order_number(scene: Scene, rng: Random) -> Case:
    """A printed number is the order of one of our documents, open with the whole payment or a printed amount."""
    item = rng.choice([item for item in scene.case.items if item.customer_id == _payer(scene)])
    amount = rng.choice([*scene.totals, rng.choice(scene.amounts)])
    return _changed(
        scene.case, item, replace(with_open(item, amount), po_number=rng.choice(scene.foreign or scene.numbers))
    )


def _twin(scene: Scene, rng: Random) -> Case:
    """Somebody of the group has a document that is the same after its leading segments are dropped."""
    line = rng.choice([line for line in scene.case.lines if line.reference])
    tail = re.split(r"[-./ ]", line.reference, maxsplit=1)[-1]
    number = rng.choice((f"ZQ-{line.reference}", f"ZQ-{tail}", tail))
    owner = rng.choice([customer.id for customer in scene.case.customers])
    return _added(scene.case, number, rng.choice([line.net, *scene.totals]), owner)


def _as_read(scene: Scene, rng: Random) -> Case:
    """Every document is open with exactly what was read for it; one printed number that was read becomes ours."""
    case, left = scene.case, dict(scene.read)
    for item in scene.case.items:
        if item.number in left:
            case = _changed(case, item, with_open(item, left.pop(item.number)))
    invented = [number for number in scene.numbers if number in left]
    number = rng.choice(invented) if invented else ""
    return _added(case, number, left[number], _payer(scene)) if number else case


def _payer(scene: Scene) -> str:
    return scene.case.payer.id if scene.case.payer else scene.case.customers[0].id


TEMPTATIONS: dict[str, Callable[[Scene, Random], Case]] = {
    "whole": _whole_payment,
    "lonely": _lonely,
    "sum": _printed_sum,
    "swap": _swapped,
    "figure": _other_figure,
    "gross": _every_net,
    "number": _foreign_number,
    "order": _order_number,
    "twin": _twin,
    "as read": _as_read,
}


def tempted(scene: Scene, name: str, rng: Random, most: int) -> list[Case]:
    """Up to ``most`` different books of one temptation; none where the document has nothing to be tempted with."""
    books: dict[tuple[Item, ...], Case] = {}
    for _ in range(most):
        try:
            case = TEMPTATIONS[name](scene, rng)
        except (IndexError, ValueError):
            break
        books.setdefault(case.items, replace(case, duplicate_of=""))
    return list(books.values())
