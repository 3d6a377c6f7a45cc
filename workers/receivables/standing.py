"""The standing of an account in one currency: everything a dunning decision may see, and nothing personal.

Values only; a standing is written into the journal beside its decision, so that the decision can be replayed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple


class StandingItem(NamedTuple):
    """An open item. ``withheld`` is the part under dispute, hold or promise; a placed item is the agency's.

    A tuple, because a run makes one for every open item it looks at.
    """

    id: int
    due_date: date
    open: int
    withheld: int = 0
    placed: bool = False
    prior_level: int = 0
    prior_level_on: date | None = None

    @property
    def dunnable(self) -> int:
        """What may be asked for: nothing of a placed item, else the part that is not withheld."""
        return 0 if self.placed or self.open <= 0 else max(self.open - self.withheld, 0)


@dataclass(frozen=True, slots=True)
class PastNotice:
    """A message of the running episode that has not died: its level, channel, state, and the day it was handed over."""

    level: int
    channel: str
    state: str
    handed_over_on: date | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How one contact can be reached: by role, and over which channels (valid address, not opted out)."""

    contact_id: int
    role: str
    channels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """One account in one currency at one instant. Amounts are minor units of ``currency``.

    ``next_expiry`` is the last day of the item hold that ends first: the standing changes on the day after.
    """

    account_id: int
    currency: str
    version: int
    segment: str
    items: tuple[StandingItem, ...]
    on_account: int = 0
    stop: str = ""
    hold: str = ""
    hold_until: date | None = None
    next_expiry: date | None = None
    parked: str = ""
    episode: int = 0
    notices: tuple[PastNotice, ...] = ()
    reach: tuple[Reach, ...] = ()

    @property
    def credit(self) -> int:
        """On-account cash and open credit memos: what the customer may set against its debt."""
        return self.on_account - sum(item.open for item in self.items if item.open < 0)


def standing_document(standing: Standing) -> dict[str, Any]:
    """A compact JSON document; dates are ISO text, rows are arrays in the order of the fields."""
    return {
        "account": standing.account_id,
        "currency": standing.currency,
        "segment": standing.segment,
        "items": [list(item) for item in standing.items],
        "on_account": standing.on_account,
        "restraint": [standing.stop, standing.hold, standing.hold_until, standing.next_expiry, standing.parked],
        "episode": standing.episode,
        "notices": [[n.level, n.channel, n.state, n.handed_over_on] for n in standing.notices],
        "reach": [[r.contact_id, r.role, r.channels] for r in standing.reach],
    }


def standing_from_document(document: Mapping[str, Any]) -> Standing:
    """The standing of `standing_document` after a round trip through JSON (its version is not kept)."""
    stop, hold, hold_until, next_expiry, parked = document["restraint"]
    return Standing(
        account_id=document["account"],
        currency=document["currency"],
        version=0,
        segment=document["segment"],
        items=tuple(_item(row) for row in document["items"]),
        on_account=document["on_account"],
        stop=stop,
        hold=hold,
        hold_until=_day(hold_until),
        next_expiry=_day(next_expiry),
        parked=parked,
        episode=document["episode"],
        notices=tuple(PastNotice(level, channel, state, _day(on)) for level, channel, state, on in document["notices"]),
        reach=tuple(Reach(contact, role, tuple(channels)) for contact, role, channels in document["reach"]),
    )


def _item(row: Sequence[Any]) -> StandingItem:
    number, due, open_minor, withheld, placed, prior_level, prior_on = row
    return StandingItem(number, date.fromisoformat(due), open_minor, withheld, placed, prior_level, _day(prior_on))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
