"""What there is to write about an arrangement today, under what ops want told. A pure function of facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from workers.outbox.rules.arrangement_news import Told
from workers.policy.arrangements import ArrangementMails
from workers.receivables.arrangement import Arrangement, State

_OVER: tuple[State, ...] = ("kept", "broken", "cancelled")


def news_of(found: Arrangement, mails: ArrangementMails, since: date, today: date) -> Iterator[Told]:
    """What happened since that day and is to be told, and a reminder where an instalment is near."""
    # Paid meanwhile, it can only be proposed again.
    if "offered" in mails.tell and found.state == "proposed" and found.proposed_on >= since and not found.paid:
        yield Told("offered", found.id, found.state, found.open)
    if "accepted" in mails.tell and found.is_running and found.accepted_on and found.accepted_on >= since:
        yield Told("accepted", found.id, found.state, found.open)
    if "declined" in mails.tell and found.state == "refused" and found.closed_on and found.closed_on >= since:
        yield Told("declined", found.id, found.state, found.open)
    # Whoever never agreed to it has nothing that could end.
    was_agreed = found.accepted_on is not None and found.state in _OVER
    if "ended" in mails.tell and was_agreed and found.closed_on and found.closed_on >= since:
        yield Told("ended", found.id, found.state, found.open)
    yield from _reminder(found, mails.remind_days_before, today)


def _reminder(found: Arrangement, days: int | None, today: date) -> Iterator[Told]:
    if days is None or not found.is_running or found.expected is None or found.accepted_on is None:
        return
    due_on, number = found.expected[0].due_on, found.expected[0].number
    first_day = due_on - timedelta(days=days)
    # Who agreed to it that lately knows the day.
    if found.accepted_on < first_day <= today <= due_on:
        yield Told("reminder", found.id, found.state, found.open, number)
