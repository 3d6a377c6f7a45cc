"""The send gate: may this dunning message leave now, under today's facts? A pure function of facts, rules and instant.

A stop binds here, whatever was planned: what became wrong is cancelled, what is only untimely is deferred.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from workers.outbox.rules.send_window import closes_at, next_opening
from workers.policy.robot import ContactRules
from workers.receivables.standing import Standing

# How soon a message is looked at again that waits for something no calendar tells.
_LATER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Send:
    """It may leave until ``until``, when its window closes."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Defer:
    """Not now: it stays planned."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """It became wrong: a later run plans afresh, from the facts of its day."""

    reason: str


Judgement = Send | Defer | Cancel


@dataclass(frozen=True, slots=True)
class GateFacts:
    """All the gate may see. ``listed`` pairs each open item with the amount the message asks for it."""

    channel: str
    contact_id: int
    recipient: str
    recipient_now: str
    asked: int
    listed: tuple[tuple[int, int], ...]
    standing: Standing | None
    zone: str
    country: str
    stale_feeds: tuple[str, ...] = ()
    contacted_at: tuple[datetime, ...] = ()


def judge(facts: GateFacts, rules: ContactRules, now: datetime) -> Judgement:
    """The first rule that speaks decides: restraints, figures, contact, feeds, cap, window."""
    wrong = _restraint(facts.standing) or _changed_figures(facts) or _lost_contact(facts)
    if wrong:
        return Cancel(wrong)
    if facts.stale_feeds:
        return Defer(now + _LATER, f"stale feed: {', '.join(facts.stale_feeds)}")
    if capped := _cap_reached(facts.contacted_at, rules, now):
        return Defer(capped, f"contact cap of {rules.cap.messages} in {rules.cap.days} days")
    until = closes_at(now, facts.zone, facts.country, rules)
    if until is None:
        opening = next_opening(now, facts.zone, facts.country, rules)
        return Defer(opening or now + timedelta(days=1), f"outside the send window in {facts.zone}")
    return Send(until)


def stale_feeds(
    ages: Mapping[str, datetime | None], max_age: Mapping[str, timedelta], now: datetime
) -> tuple[str, ...]:
    """The feeds in ``max_age`` that never arrived or are too old; a feed that is not listed is not checked."""
    return tuple(sorted(name for name, most in max_age.items() if _is_stale(ages.get(name), most, now)))


def _is_stale(received_at: datetime | None, most: timedelta, now: datetime) -> bool:
    return received_at is None or now - received_at > most


def _restraint(standing: Standing | None) -> str:
    if standing is None:
        return "nothing is open any more"
    if standing.stop:
        return f"stop: {standing.stop}"
    if standing.parked:
        return f"parked: {standing.parked}"
    return standing.hold


def _changed_figures(facts: GateFacts) -> str:
    standing = facts.standing
    if standing is None:
        return ""
    dunnable = {item.id: item.dunnable for item in standing.items}
    if any(dunnable.get(item, 0) != asked for item, asked in facts.listed):
        return "figures changed"
    if sum(asked for _, asked in facts.listed) - standing.credit != facts.asked:
        return "credit changed"
    return "" if facts.asked > 0 else "covered by credit"


def _lost_contact(facts: GateFacts) -> str:
    reach = facts.standing.reach if facts.standing else ()
    usable = any(r.contact_id == facts.contact_id and facts.channel in r.channels for r in reach)
    if not usable:
        return "the contact can no longer be reached there"
    return "" if facts.recipient == facts.recipient_now else "the contact's address changed"


def _cap_reached(contacted_at: Sequence[datetime], rules: ContactRules, now: datetime) -> datetime | None:
    """When the cap allows the next message, if it is reached: as the oldest of the counted ones leaves the span."""
    span = timedelta(days=rules.cap.days)
    counted = sorted(at for at in contacted_at if at > now - span)
    if len(counted) < rules.cap.messages:
        return None
    return counted[-rules.cap.messages] + span
