"""Which person a case is for today: derived from owner, team and who is away, and stored nowhere. Pure.

A team's cases are parted by customer, so that one person knows the whole account. Who is away is stood in for from the
first day to the last, and has everything back the day after: nothing is moved, so nothing has to be moved back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workers.receivables.people import plain_name
from workers.receivables.portfolio import Portfolio

Teams = Mapping[str, Sequence[str]]
# Who is away today, and who stands in for them; None where nobody was named.
Away = Mapping[str, str | None]


def stand_in(person: str, away: Away) -> str | None:
    """Whoever does a person's work today: the person, or the deputy, or the deputy's deputy; None where nobody does.

    >>> away = {"ann": "bob", "bob": "eva", "tom": None, "jim": "joe", "joe": "jim"}
    >>> [stand_in(name, away) for name in ("ann", "eva", "tom", "jim")]
    ['eva', 'eva', None, None]
    """
    seen: set[str] = set()
    now: str | None = person
    while now is not None and now in away and now not in seen:
        seen.add(now)
        now = away[now]
    return None if now in seen else now


def member_for(team: Sequence[str], part: int, away: Away) -> str:
    """Whose part of a team's cases it is today: its member's or the deputy's; of one without, the next who is there.

    >>> team = ["ann", "bob", "eva"]
    >>> [member_for(team, 0, away) for away in ({}, {"ann": "eva"}, {"ann": None}, {"ann": None, "bob": None})]
    ['ann', 'eva', 'bob', 'eva']
    >>> member_for(team, 1, dict.fromkeys(team))
    'bob'
    """
    deputy = stand_in(team[part], away)
    if deputy is not None:
        return deputy
    others = [team[(part + n) % len(team)] for n in range(1, len(team))]
    return next((other for other in others if other not in away), team[part])


def portfolio_of(person: str, teams: Teams, away: Away) -> Portfolio:
    """Everything that is a person's today.

    >>> portfolio_of("bob", {"cash": ["ann", "bob"]}, {"ann": "bob"})
    Portfolio(owners=('ann', 'bob'), shares=(('cash', 2, (0, 1)),))
    """
    owners = sorted(name for name in {person, *away} if (stand_in(name, away) or name) == person)
    shares = []
    for name, team in sorted(teams.items()):
        parts = tuple(part for part in range(len(team)) if member_for(team, part, away) == person)
        if parts:
            shares.append((name, len(team), parts))
    return Portfolio(tuple(owners), tuple(shares))


def person_for(owner: str, number: int, teams: Teams, away: Away) -> str | None:
    """Whose case it is today; ``number`` is its account's, or its own. None where a team has no members listed.

    >>> person_for("cash", 7, {"cash": ["ann", "bob"]}, {}), person_for("Eva@us.example", 7, {}, {})
    ('bob', 'eva@us.example')
    """
    if owner in teams:
        return member_for(teams[owner], number % len(teams[owner]), away)
    name = plain_name(owner)
    return (stand_in(name, away) or name) if "@" in owner else None
