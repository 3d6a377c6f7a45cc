"""What a trial brought about, counted: one document, the same bytes for the same book, ladder and days. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workers.dunning.simulate.trial import Happened, Notice, Span, Trial
from workers.policy.ladder import Ladder
from workers.receivables.money import to_decimal
from workers.receivables.sms_text import SegmentPrice, estimate_cost

Document = dict[str, Any]
_CAP, _WINDOW = "contact cap", ("outside the send window", "no hour suits")


def report(candidate: Ladder, trials: tuple[Trial, Trial], happened: tuple[Happened, Happened]) -> Document:
    """Everything there is to say about a candidate beside the live ladders; ``trials`` and ``happened`` alike."""
    tried, live = happened
    span, prices = trials[0].span, trials[0].policy.robot.sms.segment_prices
    return {
        "ladder": {"name": candidate.name, "hash": candidate.hash},
        "live_ladders": {name: _named(trials[1].ladders[name]) for name in sorted(trials[1].counted)},
        "policy": trials[0].policy.hash,
        "from": span.first.isoformat(),
        "to": span.last.isoformat(),
        "candidate": counted(tried, prices),
        "live": counted(live, prices),
        "difference": _difference(tried, live, span),
    }


def counted(happened: Happened, prices: Mapping[str, SegmentPrice]) -> Document:
    """One ladder's outcome in figures."""
    notices = sorted(happened.notices)
    return {
        "accounts": len(happened.accounts),
        "accounts_contacted": len({(n.customer, n.entity) for n in notices}),
        "messages": len(notices),
        "notices": len({_notice_key(n) for n in notices}),
        "levels": _rows(Counter((n.level, n.level_name, n.channel) for n in notices), ("level", "name", "channel")),
        "days": _rows(
            Counter((n.day.isoformat(), n.level, n.level_name, n.channel) for n in notices),
            ("date", "level", "name", "channel"),
        ),
        "would_have_chased_paid": _chased((n, n.paid) for n in notices),
        "would_have_chased_disputed": _chased((n, n.disputed) for n in notices),
        "deferred": _deferred(happened.deferred),
        "cancelled": dict(sorted(happened.cancelled.items())),
        "no_contact": len(happened.no_contact),
        "referrals": _referrals(happened),
        "sms": _sms(notices, prices),
    }


def _named(ladder: Ladder) -> Document:
    return {"name": ladder.name, "hash": ladder.hash}


def _notice_key(notice: Notice) -> tuple[Any, ...]:
    """A notice over several channels is one notice."""
    whose = (notice.customer, notice.entity, notice.currency)
    return (*whose, notice.level, notice.occurrence, notice.day)


def _rows(counts: Mapping[tuple[Any, ...], int], names: Sequence[str]) -> list[Document]:
    return [dict(zip((*names, "messages"), (*key, counts[key]), strict=True)) for key in sorted(counts)]


def _chased(pairs: Iterable[tuple[Notice, tuple[str, ...]]]) -> Document:
    """Notices that ask for a document they ought not to; each counts once, however many channels it went over."""
    found = {_notice_key(notice): (notice, documents) for notice, documents in pairs if documents}
    listed: list[Document] = [
        {
            "date": notice.day.isoformat(),
            "account": notice.customer,
            "entity": notice.entity,
            "currency": notice.currency,
            "level": notice.level,
            "documents": list(documents),
        }
        for notice, documents in sorted(found.values())
    ]
    return {"notices": len(listed), "items": sum(len(line["documents"]) for line in listed), "list": listed}


def _deferred(reasons: Mapping[str, int]) -> Document:
    """Messages held back to a later day."""
    cap = sum(count for reason, count in reasons.items() if reason.startswith(_CAP))
    window = sum(count for reason, count in reasons.items() if reason.startswith(_WINDOW))
    other = sum(reasons.values()) - cap - window
    return {"contact_cap": cap, "send_window": window, "other": other, "reasons": dict(sorted(reasons.items()))}


def _referrals(happened: Happened) -> Document:
    names = ("date", "account", "entity", "currency")
    listed = [dict(zip(names, (day.isoformat(), *whose), strict=True)) for day, *whose in sorted(happened.referrals)]
    return {"accounts": len(listed), "list": listed}


def _sms(notices: Iterable[Notice], prices: Mapping[str, SegmentPrice]) -> Document:
    texts = [notice for notice in notices if notice.channel == "sms"]
    cost, unpriced = estimate_cost(((text.country, text.segments) for text in texts), prices)
    return {
        "messages": len(texts),
        "segments": sum(text.segments for text in texts),
        "cost": {currency: str(to_decimal(minor, currency)) for currency, minor in sorted(cost.items())},
        "segments_without_price": unpriced,
    }


def _difference(tried: Happened, live: Happened, span: Span) -> Document:
    theirs, ours = (_by_account(happened) for happened in (tried, live))
    on = [Counter(notice.day for notice in happened.notices) for happened in (tried, live)]
    differ = [key for key in sorted({*theirs, *ours}) if theirs.get(key) != ours.get(key)]
    return {
        "messages": len(tried.notices) - len(live.notices),
        "days": [
            {"date": day.isoformat(), "candidate": on[0][day], "live": on[1][day]}
            for day in span
            if on[0][day] != on[1][day]
        ],
        "levels": _level_differences(tried, live),
        "accounts": [
            {
                **dict(zip(("account", "entity", "currency"), key, strict=True)),
                "candidate": theirs.get(key, []),
                "live": ours.get(key, []),
            }
            for key in differ
        ],
    }


def _level_differences(tried: Happened, live: Happened) -> list[Document]:
    counts = [Counter((n.level, n.channel) for n in happened.notices) for happened in (tried, live)]
    return [
        {"level": level, "channel": channel, "candidate": counts[0][level, channel], "live": counts[1][level, channel]}
        for level, channel in sorted({*counts[0], *counts[1]})
    ]


def _by_account(happened: Happened) -> dict[tuple[str, str, str], list[str]]:
    """What each account would have got, in words: `2026-01-09 reminder email`."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for notice in sorted(happened.notices):
        words = f"{notice.day} {notice.level_name} {notice.channel}"
        found.setdefault((notice.customer, notice.entity, notice.currency), []).append(words)
    return found
