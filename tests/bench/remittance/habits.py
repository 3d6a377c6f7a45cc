"""What makes an advice harder without making it wrong: after all of these it must still be applied.

Each habit is a named chance after table A of cash-application.md and a function that changes the draft in place.
A habit that finds nothing to change leaves the draft alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.remittance.draft import Draft, Redraw
from tests.bench.remittance.model import Customer, Item, Line

_LOOKALIKES = {"0": "O", "1": "I", "5": "S", "8": "B"}
_LABELS = {
    "en": ("Inv ", "Invoice ", "No. "),
    "de": ("RNr. ", "Rg. ", "Nr. "),
    "fr": ("Fact. ", "N° "),
    "es": ("Fra. ", "Factura "),
    "nl": ("Fact. ", "Factuur "),
    "it": ("Fatt. ", "Fattura "),
}


@dataclass(frozen=True, slots=True)
class Habit:
    """``rate`` is the share of documents that draw it; ``figure`` is what the family must be able to print."""

    name: str
    rate: float
    change: Callable[[Draft], None]
    figure: str = ""


def line_for(item: Item, draft: Draft) -> Line:
    """The line that clears ``item`` in full."""
    return Line(
        reference=item.number,
        net=item.open,
        gross=item.open,
        issued=item.issued,
        their_number=f"{5_100_000_000 + draft.rng.randrange(99_999_999)}",
        item=item,
    )


def _credits(draft: Draft) -> None:
    memos = draft.free(draft.payer, credit=True)
    room = sum(line.net for line in draft.lines)
    for memo in draft.rng.sample(memos, min(len(memos), draft.rng.randint(1, 2))):
        if room + memo.open > 1_000:
            room += memo.open
            draft.lines.insert(draft.rng.randrange(len(draft.lines) + 1), line_for(memo, draft))


def _part_paid_before(draft: Draft) -> None:
    place = draft.any_plain()
    item = draft.lines[place].item
    if item:
        rest = item.amount * draft.rng.randint(20, 80) // 100
        draft.replace_item(item, open=rest)
        draft.change(place, net=rest, gross=rest)


def _equal_amounts(draft: Draft) -> None:
    first, second = draft.any_plain(), draft.any_plain()
    model, item = draft.lines[first].item, draft.lines[second].item
    if model and item and first != second:
        draft.replace_item(item, amount=model.amount, open=model.amount)
        draft.change(second, net=model.amount, gross=model.amount)


def _discounts(draft: Draft) -> None:
    for place in draft.plain_lines():
        item = draft.lines[place].item
        allowed = item.allowed_discount(draft.habits.paid_on) if item else 0
        if item and allowed > 0:
            draft.change(place, net=item.open - allowed, discount=allowed, allowed=allowed)


def _children(draft: Draft) -> None:
    for child in draft.children:
        for item in draft.free(child)[:3]:
            draft.lines.insert(draft.rng.randrange(len(draft.lines) + 1), line_for(item, draft))


def _rounded_off(draft: Draft) -> None:
    place = draft.any_plain()
    off = draft.rng.choice((1, 1, 2, 5, 17, 50, 99, 100))
    net = draft.lines[place].net - off
    gross = draft.rng.choice((net, draft.lines[place].gross))
    draft.change(place, net=net, gross=gross, writeoff=off)


def _shortened(draft: Draft) -> None:
    """All references of one payer are shortened alike: its software has a field of its own."""
    way = draft.rng.choice((_without_segments, _without_zeros, _lower_case, _spaced))
    for place, line in enumerate(draft.lines):
        if line.item:
            draft.change(place, reference=way(line.reference))


def _without_segments(reference: str) -> str:
    tail = re.split(r"[-./ ]", reference, maxsplit=1)
    return tail[1] if len(tail) > 1 and tail[0].isalpha() and len(re.sub(r"\D", "", tail[1])) >= 5 else reference


def _without_zeros(reference: str) -> str:
    return reference.lstrip("0") if len(reference.lstrip("0")) >= 4 else reference


def _lower_case(reference: str) -> str:
    return reference.lower()


def _spaced(reference: str) -> str:
    return re.sub(r"[-./]", " ", reference)


def _labelled(draft: Draft) -> None:
    label = draft.rng.choice(_LABELS[draft.family.language])
    for place, line in enumerate(draft.lines):
        if line.item and line.reference[:1].isdigit() and line.reference == line.item.number:
            draft.change(place, reference=f"{label}{line.reference}")


def _look_alike(draft: Draft) -> None:
    place = draft.any_plain()
    line = draft.lines[place]
    reference = line.reference
    if line.item is None or reference != line.item.number:
        raise Redraw("only a number printed in full is misread")
    spots = [n for n, digit in enumerate(reference) if digit in _LOOKALIKES and n >= len(reference) - 5]
    if spots:
        spot = draft.rng.choice(spots)
        draft.change(place, reference=reference[:spot] + _LOOKALIKES[reference[spot]] + reference[spot + 1 :])


def _order_number(draft: Draft) -> None:
    places = [place for place in draft.plain_lines() if (item := draft.lines[place].item) and item.po_number]
    for place in places[: draft.rng.randint(1, 2)]:
        item = draft.lines[place].item
        if item:
            draft.change(place, reference=item.po_number)


def _only_order_numbers(draft: Draft) -> None:
    for place in draft.plain_lines():
        item = draft.lines[place].item
        if item and item.po_number:
            draft.change(place, reference=item.po_number)


def _paid_in_two(draft: Draft) -> None:
    """One invoice on two lines that together clear it."""
    place = draft.any_plain()
    line = draft.lines[place]
    part = line.net * draft.rng.randint(20, 70) // 100
    draft.change(place, net=part, gross=part)
    second = draft.rng.randrange(len(draft.lines) + 1)
    draft.lines.insert(second, line_for(line.item, draft) if line.item else line)
    draft.change(second, net=line.net - part, gross=line.net - part)


def group(draft: Draft) -> tuple[Customer, ...]:
    return tuple(c for c in (draft.parent, draft.payer, *draft.children, draft.sibling) if c)


HABITS = (
    Habit("equal amounts", 0.2, _equal_amounts),
    Habit("part-paid before", 0.12, _part_paid_before),
    Habit("credits", 0.4, _credits),
    Habit("children", 0.6, _children),
    Habit("discounts", 0.5, _discounts, "discount"),
    Habit("paid in two", 0.1, _paid_in_two),
    Habit("rounded off", 0.06, _rounded_off),
    Habit("order number", 0.04, _order_number),
    Habit("only order numbers", 0.01, _only_order_numbers),
    Habit("shortened", 0.15, _shortened),
    Habit("labelled", 0.05, _labelled),
    Habit("look-alike", 0.04, _look_alike),
)
