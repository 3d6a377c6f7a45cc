"""The steps of a trace as documents and as sentences. Pure; a rule that gets a new input is shown with it by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import msgspec

from workers.dunning.rules.level_choice import Option
from workers.receivables.money import to_decimal
from workers.receivables.standing import StandingItem
from workers.receivables.trace import Step

Names = Mapping[int, str]


def step_documents(steps: Iterable[Step], currency: str, documents: Names) -> list[dict[str, Any]]:
    """The steps for JSON: amounts as decimal text, items by their printed number."""
    return [
        {
            "rule": step.rule,
            "hit": step.hit,
            "saw": {name: _plain(name, v, currency, documents) for name, v in step.saw.items()},
        }
        for step in steps
    ]


def _plain(name: str, value: Any, currency: str, documents: Names) -> Any:
    match value:
        case Option():
            level = {"level": value.level.number, "name": value.level.name, "occurrence": value.occurrence}
            return level | {"due_on": value.due_on, "own_day": value.own_day, "interval_over": value.interval_over}
        case StandingItem():
            return _item(value, currency, documents)
        case list() | tuple():
            return [_plain(name, one, currency, documents) for one in value]
        case dict():
            return {key: _plain(name, one, currency, documents) for key, one in value.items()}
        case int() if name in _AMOUNTS and not isinstance(value, bool):
            return str(to_decimal(value, currency))
        case msgspec.Struct():
            fields = msgspec.structs.asdict(value)
            listed = fields.get("listed")
            return fields | ({"listed": sorted(listed)} if isinstance(listed, frozenset) else {})
        case _:
            return value


_AMOUNTS = frozenset({"asked", "overdue", "credit", "minimum", "everything_open"})


def _item(item: StandingItem, currency: str, documents: Names) -> dict[str, Any]:
    withheld = "all" if item.withheld >= item.open > 0 else str(to_decimal(item.withheld, currency))
    return {
        "document_number": documents.get(item.id, f"item {item.id}"),
        "due_date": item.due_date,
        "open": str(to_decimal(item.open, currency)),
        "withheld": withheld,
        "placed": item.placed,
        "asked": str(to_decimal(item.dunnable, currency)),
    }


def sentences(step: Mapping[str, Any]) -> list[str]:
    """What a step saw, in lines for people."""
    say = _SAY.get(step["rule"], _by_name)
    return list(say(step["saw"]))


def _reason(saw: Mapping[str, Any]) -> Iterator[str]:
    until = f", until {saw['until']}" if saw.get("until") else ""
    yield f"{saw['reason']}{until}" if saw["reason"] else "none"


def _items(saw: Mapping[str, Any]) -> Iterator[str]:
    yield f"counted are items due by {saw['due_by']}"
    for item in saw["items"]:
        held = f", {item['withheld']} of it withheld" if item["withheld"] not in ("0.00", "0", "0.000") else ""
        placed = ", with an agency" if item["placed"] else ""
        late = "" if item["due_date"] <= saw["due_by"] else ", not counted yet"
        yield f"{item['document_number']}: {item['open']} open, due {item['due_date']}{held}{placed}{late}"


def _unsettled(saw: Mapping[str, Any]) -> Iterator[str]:
    for notice in saw["notices"]:
        yield f"level {notice['level']} by {notice['channel']} is {notice['state']}"
    if not saw["notices"]:
        yield "no notice is on its way"


def _level_reached(saw: Mapping[str, Any]) -> Iterator[str]:
    climbed = saw["climbed"]
    times = "once" if climbed["times"] == 1 else f"{climbed['times']} times"
    given = f"level {climbed['place']} was given {times}; the last notice left on {climbed['on']}"
    yield given if climbed["place"] else "no level was given yet"
    yield f"days count from {saw['oldest_due']}, when the oldest item was due"


def _option(saw: Mapping[str, Any]) -> Iterator[str]:
    option = saw["option"]
    own, over = option["own_day"], option["interval_over"]
    again = f", giving {option['occurrence']}" if option["occurrence"] > 1 else ""
    later = f"the latest of its own day {own} and the interval since the last notice, over on {over}"
    due_on = f"due on {option['due_on']}, {later}" if over else f"due on its own day {own}"
    yield f"level {option['level']} {option['name']}{again}: {due_on}"


def _too_little(saw: Mapping[str, Any]) -> Iterator[str]:
    yield f"overdue {saw['overdue']}, less credit {saw['credit']}; the level's minimum is {saw['minimum']}"
    if saw["percent"]:
        yield f"and {saw['percent']} % of the {saw['everything_open']} open in all"


def _contacts(saw: Mapping[str, Any]) -> Iterator[str]:
    for channel, tried in saw["tried"].items():
        names = ", ".join(f"{one['role']} (contact {one['contact_id']}{_why(one)})" for one in tried)
        yield f"{channel}: {names or 'nobody in its roles'}"


def _why(candidate: Mapping[str, Any]) -> str:
    return f", {candidate['obstacle']}" if candidate["obstacle"] else ""


def _referral(saw: Mapping[str, Any]) -> Iterator[str]:
    yield f"the referral's day is {saw['referral_on']}" if saw["referral_on"] else "the ladder ends without a referral"


def _cap(saw: Mapping[str, Any]) -> Iterator[str]:
    yield f"at most {'; '.join(saw['caps'])}; written to in that time: {len(saw['contacted_at'])}"


def _window(saw: Mapping[str, Any]) -> Iterator[str]:
    where = ", ".join(saw["zones"])
    packs = f", rule packs {saw['packs']}" if saw["packs"] else ""
    opened = f"open until {_minute(saw['open_until'])}" if saw["open_until"] else "closed now"
    yield f"{where}: {opened}{packs}"


def _feeds(saw: Mapping[str, Any]) -> Iterator[str]:
    yield ", ".join(saw["stale"]) or "all fresh"


def _by_name(saw: Mapping[str, Any]) -> Iterator[str]:
    return (f"{name} {value}" for name, value in saw.items())


def _minute(instant: Any) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC" if isinstance(instant, datetime | date) else str(instant)


_SAY = {
    "stop": _reason,
    "parked": _reason,
    "hold": _reason,
    "restraint": _reason,
    "figures": _reason,
    "placement": _reason,
    "contact": _reason,
    "nothing_to_ask_for": _items,
    "notice_unsettled": _unsettled,
    "level_reached": _level_reached,
    "level_not_due": _option,
    "too_little": _too_little,
    "no_contact": _contacts,
    "referral_not_due": _referral,
    "stale_feed": _feeds,
    "contact_cap": _cap,
    "send_window": _window,
}
