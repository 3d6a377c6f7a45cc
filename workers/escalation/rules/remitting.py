"""Is what an agency remits what its agreement allows, and what does each item get of it? Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workers.escalation.rules.commission import choose_rate, commission_on_remittance
from workers.escalation.rules.news import rate_of
from workers.escalation.rules.protocol.said import Remitted
from workers.policy.agencies import Agency
from workers.receivables.placement import PlacedItem, Placement


@dataclass(frozen=True, slots=True)
class ItemPart:
    """What one item gets of a transfer: all that its debtor paid, of which the agency keeps or bills a part."""

    item_id: int
    gross: int
    commission: int


@dataclass(frozen=True, slots=True)
class Split:
    """The payments of a transfer: what the bank brings and what is set off, each by item."""

    arriving: tuple[tuple[int, int], ...]
    set_off: tuple[tuple[int, int], ...]


def parts_of(lines: Iterable[tuple[int, int, int]]) -> tuple[ItemPart, ...]:
    """Lines of (item, gross, commission), an item once, in the order of their first lines.

    >>> parts_of([(1, 100, 10), (2, 50, 5), (1, 20, 2)])
    (ItemPart(item_id=1, gross=120, commission=12), ItemPart(item_id=2, gross=50, commission=5))
    """
    found: dict[int, ItemPart] = {}
    for item_id, gross, commission in lines:
        before = found.get(item_id, ItemPart(item_id, 0, 0))
        found[item_id] = ItemPart(item_id, before.gross + gross, before.commission + commission)
    return tuple(found.values())


def split(parts: Sequence[ItemPart], mode: str) -> Split:
    """Net: the agency keeps its commission; gross: all of it arrives, and the commission is billed.

    >>> split([ItemPart(1, 120, 12)], "net"), split([ItemPart(1, 120, 12)], "gross")
    (Split(arriving=((1, 108),), set_off=((1, 12),)), Split(arriving=((1, 120),), set_off=()))
    """
    if mode == "gross":
        return Split(tuple((part.item_id, part.gross) for part in parts), ())
    arriving = ((part.item_id, part.gross - part.commission) for part in parts)
    kept = ((part.item_id, part.commission) for part in parts)
    return Split(tuple(pair for pair in arriving if pair[1]), tuple(pair for pair in kept if pair[1]))


def disagreements(remitted: Sequence[Remitted], found: Mapping[int, Placement], agency: Agency) -> tuple[str, ...]:
    """Where a transfer is not what was agreed: its mode, or the commission of a line."""
    told = []
    if remitted[0].mode != agency.remits:
        told.append(f"it is {remitted[0].mode}, agreed is {agency.remits}")
    for record in remitted:
        placement = found[record.placement]
        item = next(item for item in placement.items if item.document_number == record.document)
        allowed = _allowed(record, placement, item, agency)
        if allowed is None:
            told.append(f"nobody can tell the rate of {record.document} any more")
        elif allowed != record.commission:
            told.append(f"{record.document}: commission {record.commission}, by the rates it is {allowed}")
    return tuple(told)


def _allowed(record: Remitted, placement: Placement, item: PlacedItem, agency: Agency) -> int | None:
    debt = rate_of(placement, item, agency)
    if debt is None:
        return None
    percent = choose_rate(agency.rates_on(debt.placed_on), debt)
    return commission_on_remittance(record.gross, percent, record.received_on, placement.demanded_on)
