"""Whether a rule pack does what its own vectors say: each is put before the send gate under this pack alone. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from msgspec import structs

from workers.outbox.rules.send_gate import Cancel, Defer, GateFacts, Judgement, Send, judge
from workers.policy.fields import Window
from workers.policy.robot import UNKNOWN_PARTY, ContactCap, ContactRules, Weekday
from workers.policy.rule_pack import Covered, Expected, RulePack, Vector
from workers.receivables.standing import Reach, Standing, StandingItem
from workers.receivables.zones import plausible_zones, region_of

_WEEK: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# Rules of ours that forbid nothing, so that only the pack can.
_OPEN = ContactRules(
    send_window={day: Window(time(0), time(23, 59, 59, 999999)) for day in _WEEK},
    skip_public_holidays=False,
    cap=ContactCap(messages=1_000_000, days=1),
)
_ITEM = StandingItem(1, date(2000, 1, 1), 100)


@dataclass(frozen=True, slots=True)
class Failed:
    """A vector whose pack does something else than it says."""

    number: int
    vector: Vector
    found: Expected
    why: str


def failed_vectors(pack: RulePack) -> Iterator[Failed]:
    """The vectors of a pack that do not hold."""
    for number, vector in enumerate(pack.vectors):
        judgement = _judge(pack, vector)
        found, why = _outcome(judgement)
        if found != vector.expect:
            yield Failed(number, vector, found, why)


def _judge(pack: RulePack, vector: Vector) -> Judgement:
    zones = plausible_zones(vector.timezone, vector.country, vector.phone, vector.region or "")
    on = vector.at.astimezone(ZoneInfo(zones[0])).date()
    countries = {vector.country, region_of(vector.phone)} if vector.channel in ("sms", "call") else {vector.country}
    party = UNKNOWN_PARTY if vector.party == "unknown" else vector.party
    covering = pack.covers(Covered(countries - {""}, party, vector.role, vector.channel, vector.region or ""), on)
    reach = (Reach(1, "ap_clerk", (vector.channel,)),)
    standing = Standing(1, "EUR", 1, "all", (_ITEM,), reach=reach)
    if vector.stop is not None and vector.stopped_on is not None:
        ends = ends_on(vector.stop, vector.stopped_on, (pack,) if covering else ())
        standing = structs.replace(standing, stop="" if ends is not None and on > ends else vector.stop)
    facts = GateFacts(
        channel=vector.channel,
        contact_id=1,
        recipient="somebody",
        recipient_now="somebody",
        asked=100,
        listed=((1, 100),),
        standing=standing,
        zones=zones,
        country=vector.country,
        packs=(pack,) if covering else (),
        contacted_at=vector.contacted_at,
        conversed_at=vector.conversed_at,
    )
    return judge(facts, _OPEN, vector.at)


def _outcome(judgement: Judgement) -> tuple[Expected, str]:
    match judgement:
        case Send():
            return "allow", ""
        case Defer(reason=reason):
            return "defer", reason
        case Cancel(reason=reason):
            return "cancel", reason


def ends_on(kind: str, since: date, packs: tuple[RulePack, ...]) -> date | None:
    """The last day of a stop where a pack ends it, the latest where several do; None: until somebody lifts it."""
    days = [pack.parameters.stops[kind].ends_after_days for pack in packs if kind in pack.parameters.stops]  # type: ignore[index]
    ended = [since + timedelta(days=n) for n in days if n is not None]
    return max(ended) if ended and len(ended) == len(days) else None
