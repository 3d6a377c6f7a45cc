"""The send gate: may this dunning message leave now, under today's facts? A pure function of facts, rules and instant.

A stop binds here, whatever was planned: what became wrong is cancelled, what is only untimely is deferred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workers.outbox.rules.send_window import Hours, closes_at, next_opening
from workers.policy.covering import rest_over
from workers.policy.robot import ContactCap, ContactRules
from workers.policy.rule_pack import RulePack
from workers.receivables.standing import Standing
from workers.receivables.trace import Trace

# How soon a message is looked at again that waits for something no calendar tells.
_LATER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Send:
    """It may leave until ``until``, when its window closes."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Defer:
    """Not now: it stays planned. ``asks_for`` names what only a person can give, where waiting helps nothing."""

    until: datetime
    reason: str
    asks_for: str = ""


@dataclass(frozen=True, slots=True)
class Cancel:
    """It became wrong: a later run plans afresh, from the facts of its day."""

    reason: str


Judgement = Send | Defer | Cancel


@dataclass(frozen=True, slots=True)
class GateFacts:
    """All the gate may see. ``listed`` pairs each open item with the amount the message asks for it.

    ``texts_refused`` says why no text of ours would arrive. ``zones`` are those in which the person may be;
    ``packs`` the rule packs that cover the contact; ``contacted_at`` counts every message to the person, over all
    channels and accounts; ``conversed_at`` is when we last spoke with the person about this debt.
    """

    channel: str
    contact_id: int
    recipient: str
    recipient_now: str
    asked: int
    listed: tuple[tuple[int, int], ...]
    standing: Standing | None
    zones: tuple[str, ...]
    country: str
    packs: tuple[RulePack, ...] = ()
    stale_feeds: tuple[str, ...] = ()
    contacted_at: tuple[datetime, ...] = ()
    texts_refused: str = ""
    conversed_at: datetime | None = None

    @property
    def cites(self) -> str:
        """The packs and versions under which this is judged."""
        return " ".join(pack.cite for pack in self.packs)


def judge(facts: GateFacts, rules: ContactRules, now: datetime, trace: Trace | None = None) -> Judgement:
    """The first rule that speaks decides: restraints, figures, contact, feeds, cap, window.

    ``trace`` is told of every rule that is asked, in order.
    """
    for rule, speaks in _CANCELLING:
        wrong = speaks(facts)
        if trace:
            trace(rule, wrong, reason=wrong)
        if wrong:
            return Cancel(wrong)
    return in_time(facts, rules, now, trace)


def in_time(facts: GateFacts, rules: ContactRules, now: datetime, trace: Trace | None = None) -> Judgement:
    """What is not wrong: may it leave now? Feeds, our own sender, cap, window."""
    if trace:
        trace("stale_feed", facts.stale_feeds, stale=facts.stale_feeds)
    if facts.stale_feeds:
        return Defer(now + _LATER, f"stale feed: {', '.join(facts.stale_feeds)}")
    if facts.channel == "sms" and facts.texts_refused:
        if trace:
            trace("sender", facts.texts_refused, reason=facts.texts_refused)
        return Defer(now + _LATER, facts.texts_refused)
    capped = _cap_reached(facts, rules, now)
    if trace:
        caps = [f"{cap.messages} in {cap.days} days{source}" for cap, source in _caps(rules, facts.packs)]
        trace("contact_cap", capped, caps=caps, contacted_at=sorted(facts.contacted_at))
    if capped is None and facts.channel == "call":
        capped = _spoken_lately(facts, now, trace)
    hours = Hours(rules, facts.packs, facts.country, whole_days=facts.channel == "letter")
    return capped or _in_hours(facts, hours, now, trace)


def _spoken_lately(facts: GateFacts, now: datetime, trace: Trace | None) -> Defer | None:
    """Some laws ask for some days of rest after a conversation about the debt."""
    asking = [pack for pack in facts.packs if pack.parameters.conversation_days]
    free = rest_over(facts.conversed_at, asking)
    waits = free is not None and now < free
    if trace:
        trace("conversation", waits, conversed_at=facts.conversed_at, rest_over=free)
    return Defer(free, f"we spoke about this debt lately{_by(asking)}") if free is not None and waits else None


def _in_hours(facts: GateFacts, hours: Hours, now: datetime, trace: Trace | None) -> Judgement:
    until = closes_at(now, facts.zones, hours)
    if trace:
        trace(
            "send_window", until is None, zones=facts.zones, country=facts.country, packs=facts.cites, open_until=until
        )
    return Send(until) if until is not None else _closed(facts, hours, now)


def longest_cap(rules: ContactRules, packs: Iterable[RulePack]) -> timedelta:
    """How far back contacts count under our own cap and those of all packs."""
    return timedelta(days=max(cap.days for cap, _ in _caps(rules, packs)))


def stale_feeds(
    ages: Mapping[str, datetime | None], max_age: Mapping[str, timedelta], now: datetime
) -> tuple[str, ...]:
    """The feeds in ``max_age`` that never arrived or are too old; a feed that is not listed is not checked."""
    return tuple(sorted(name for name, most in max_age.items() if _is_stale(ages.get(name), most, now)))


def _is_stale(received_at: datetime | None, most: timedelta, now: datetime) -> bool:
    return received_at is None or now - received_at > most


def _restraint(facts: GateFacts) -> str:
    standing = facts.standing
    if standing is None:
        return "nothing is open any more"
    if standing.stop:
        return f"stop: {standing.stop}{_by(p for p in facts.packs if standing.stop in p.parameters.stops)}"
    if standing.parked:
        return f"parked: {standing.parked}"
    return standing.hold


def _changed_figures(facts: GateFacts) -> str:
    standing = facts.standing
    if standing is None:
        return ""
    dunnable = {item.id: item.dunnable for item in standing.items}
    dunnable |= {charge.id: charge.open for charge in standing.charges}
    if any(dunnable.get(item, 0) != asked for item, asked in facts.listed):
        return "figures changed"
    if sum(asked for _, asked in facts.listed) - standing.credit != facts.asked:
        return "credit changed"
    return "" if facts.asked > 0 else "covered by credit"


def _placed(facts: GateFacts) -> str:
    """Carriers block texts around third-party collection, also to an account of which an agency has only a part."""
    is_placed = facts.channel == "sms" and facts.standing is not None and facts.standing.is_placed
    return "an agency has items of the account: no texts" if is_placed else ""


def _lost_contact(facts: GateFacts) -> str:
    reach = facts.standing.reach if facts.standing else ()
    usable = any(r.contact_id == facts.contact_id and facts.channel in r.channels for r in reach)
    if not usable:
        return "the contact can no longer be reached there"
    return "" if facts.recipient == facts.recipient_now else "the contact's address changed"


def _cap_reached(facts: GateFacts, rules: ContactRules, now: datetime) -> Defer | None:
    """Until the last of the caps allows a message: as the oldest of the contacts that it counts leaves its span."""
    reached = [
        Defer(free, f"contact cap of {cap.messages} in {cap.days} days{source}")
        for cap, source in _caps(rules, facts.packs)
        if (free := _free_again(facts.contacted_at, cap, now)) is not None
    ]
    return max(reached, key=lambda defer: defer.until, default=None)


def _caps(rules: ContactRules, packs: Iterable[RulePack]) -> list[tuple[ContactCap, str]]:
    """Our own cap and those of the packs, each with what its decision cites."""
    theirs = [(pack.parameters.cap, _by([pack])) for pack in packs if pack.parameters.cap is not None]
    return [(rules.cap, ""), *theirs]


def _free_again(contacted_at: Sequence[datetime], cap: ContactCap, now: datetime) -> datetime | None:
    span = timedelta(days=cap.days)
    counted = sorted(at for at in contacted_at if at > now - span)
    return None if len(counted) < cap.messages else counted[-cap.messages] + span


def _closed(facts: GateFacts, hours: Hours, now: datetime) -> Defer:
    """Until every zone is open; where that never happens, a person has to say where the customer is."""
    named = (
        facts.zones[0] if len(facts.zones) == 1 else f"{len(facts.zones)} zones of {facts.country or 'nobody knows'}"
    )
    ours = replace(hours, packs=())
    closing = [p for p in facts.packs if closes_at(now, facts.zones, replace(hours, packs=(p,))) is None]
    only_packs = closes_at(now, facts.zones, ours) is not None
    reason = f"outside the send window in {named}{_by(closing) if only_packs else ''}"
    opening = next_opening(now, facts.zones, hours)
    if opening is not None:
        return Defer(opening, reason)
    return Defer(now + timedelta(days=1), f"no hour suits {named}", asks_for="the customer's time zone")


def _by(packs: Iterable[RulePack]) -> str:
    """The citation at the end of a reason."""
    cited = " ".join(pack.cite for pack in packs)
    return f" ({cited})" if cited else ""


# What makes a message wrong, in the order in which it is asked.
_CANCELLING: tuple[tuple[str, Callable[[GateFacts], str]], ...] = (
    ("restraint", _restraint),
    ("figures", _changed_figures),
    ("placement", _placed),
    ("contact", _lost_contact),
)
