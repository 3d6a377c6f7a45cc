"""The standing of an account in one currency: everything a dunning decision may see, and nothing personal.

Values only; a standing is written into the journal beside its decision, so that the decision can be replayed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec


class StandingItem(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An open item. ``withheld`` is the part under dispute, hold or promise; a placed item is the agency's.

    A struct, as are the others here, because a run makes one for every open item it looks at.
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
        rest = self.open - self.withheld
        return rest if rest > 0 and not self.placed else 0


class PastNotice(msgspec.Struct, frozen=True, array_like=True):
    """A message of the running episode that has not died: its level, channel, state, and the day it was handed over.

    The number is that of the day it was planned; ``level_name`` and ``level_day`` (the days after the due date on which
    it nominally came) tell which level of today's ladder it is. ``listed`` holds the items that a ladder's last notice
    asked for; None of other notices.
    """

    level: int
    channel: str
    state: str
    handed_over_on: date | None = None
    level_name: str = ""
    level_day: int | None = None
    occurrence: int = 1
    listed: tuple[int, ...] | None = None


class Undelivered(msgspec.Struct, frozen=True, array_like=True):
    """A message of the running episode that was refused for good or came back, from an address still in use."""

    level: int
    channel: str
    contact_id: int


class UnpaidCharge(msgspec.Struct, frozen=True):
    """A charge of an earlier notice that is not paid: asked for in the next notice, but never a reason to give one."""

    id: int
    document_number: str
    charged_on: date
    open: int


class Reach(msgspec.Struct, frozen=True, array_like=True):
    """How one contact can be reached: by role, and over which channels (valid address, not opted out)."""

    contact_id: int
    role: str
    channels: tuple[str, ...]


class Standing(msgspec.Struct, frozen=True):
    """One account in one currency at one instant. Amounts are minor units of ``currency``.

    ``next_expiry`` is the last day of the item hold that ends first: the standing changes on the day after.
    ``skip_ahead``: since the last notice a promise to pay was broken, and policy passes over a level for that.
    ``step_back``: since the last notice a dispute was rejected, and the level of that notice is given once more.
    ``country`` tells whose business days count: the customer's, or where that is not known our entity's.
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
    undelivered: tuple[Undelivered, ...] = ()
    country: str = ""
    charges: tuple[UnpaidCharge, ...] = ()
    skip_ahead: bool = False
    step_back: bool = False

    @property
    def is_placed(self) -> bool:
        """Whether an agency has any item of the account."""
        return any(item.placed for item in self.items)

    @property
    def credit(self) -> int:
        """On-account cash and open credit memos: what the customer may set against its debt."""
        return self.on_account - sum([item.open for item in self.items if item.open < 0])


def standing_document(standing: Standing) -> dict[str, Any]:
    """A compact document; msgspec writes its rows as arrays in the order of their fields."""
    return {
        "account": standing.account_id,
        "currency": standing.currency,
        "segment": standing.segment,
        "items": standing.items,
        "on_account": standing.on_account,
        "restraint": [standing.stop, standing.hold, standing.hold_until, standing.next_expiry, standing.parked],
        "episode": standing.episode,
        "notices": standing.notices,
        "reach": standing.reach,
        "undelivered": standing.undelivered,
        "country": standing.country,
        "skip_ahead": standing.skip_ahead,
        "step_back": standing.step_back,
    }


def standing_from_document(document: Mapping[str, Any]) -> Standing:
    """The standing of `standing_document` after a round trip through JSON; its version and charges are not kept."""
    stop, hold, hold_until, next_expiry, parked = document["restraint"]
    return Standing(
        account_id=document["account"],
        currency=document["currency"],
        version=0,
        segment=document["segment"],
        items=msgspec.convert(document["items"], tuple[StandingItem, ...]),
        on_account=document["on_account"],
        stop=stop,
        hold=hold,
        hold_until=_day(hold_until),
        next_expiry=_day(next_expiry),
        parked=parked,
        episode=document["episode"],
        # Older documents name no levels, and the shorter rows of those days take the defaults.
        notices=msgspec.convert(document["notices"], tuple[PastNotice, ...]),
        reach=msgspec.convert(document["reach"], tuple[Reach, ...]),
        undelivered=msgspec.convert(document.get("undelivered", ()), tuple[Undelivered, ...]),
        country=document.get("country", ""),
        skip_ahead=document.get("skip_ahead", False),
        step_back=document.get("step_back", False),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
