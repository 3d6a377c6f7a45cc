"""Live arrangements with the facts by which they are judged, in a fixed number of queries. Must not change any."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from workers.arrangements.rules.judging import CameIn, Judgement, judge
from workers.arrangements.terms import subject_of
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book import arrangements
from workers.ledger.book.standing_rows import announcing, on_account_cash
from workers.ledger.operations import feeds
from workers.ledger.queue.cases import asked_on
from workers.outbox.rules.send_gate import stale_feeds
from workers.policy.policy_set import PolicySet
from workers.receivables.arrangement import Arrangement
from workers.receivables.occasion import Occasion

_BANK = "bank"


@dataclass(frozen=True, slots=True)
class Seen:
    """An arrangement with the last day that its holds keep silent, the money that came in, and when a person was last
    asked to apply some of it.
    """

    found: Arrangement
    silent_until: date | None
    came: CameIn
    asked_on: date | None = None

    def judged(self, today: date) -> Judgement:
        return judge(self.found.instalments, self.came, self.found.grace_days, today)

    def changes(self, today: date) -> bool:
        """Whether anything is to be done about it on that day."""
        if not self.found.is_running:
            return self.found.is_live and today > self.found.accept_by
        judged = self.judged(today)
        moved = judged.state != self.found.state or judged.silent_until != self.silent_until
        return moved or (judged.waits_for == "application" and not self._is_asked(judged.met))

    def _is_asked(self, met: int) -> bool:
        """Whether somebody was asked since that instalment's grace ended: it may have waited for the bank first."""
        last_day = self.found.instalments[met].due_on + timedelta(days=self.found.grace_days)
        return self.asked_on is not None and self.asked_on > last_day


def look(connection: Connection, found: Sequence[Arrangement], policy: PolicySet, occasion: Occasion) -> list[Seen]:
    """The facts of these. While the bank's statements are missing, what they may hold is in flight.

    Nothing is let off for money that no bank line has confirmed, where there is a bank feed.
    """
    held = arrangements.held_until(connection, found)
    loose = on_account_cash(connection, [one.account_id for one in found])
    announced = announcing(connection, [one.customer_id for one in found])
    settled = [one.id for one in found if one.kind != "plan" and _BANK in policy.robot.feeds]
    unconfirmed = arrangements.unconfirmed(connection, settled)
    is_blind = _is_blind(connection, policy, occasion)
    asked = asked_on(connection, CaseKind.ON_ACCOUNT_CASH, [subject_of(one.id) for one in found])
    seen = []
    for one in found:
        unsure = unconfirmed.get(one.id, 0)
        in_flight = is_blind or unsure > 0 or one.customer_id in announced
        came = CameIn(one.paid - unsure, loose.get((one.account_id, one.currency), 0), in_flight)
        seen.append(Seen(one, held.get(one.id), came, asked.get(subject_of(one.id))))
    return seen


def _is_blind(connection: Connection, policy: PolicySet, occasion: Occasion) -> bool:
    max_age = {str(name): timedelta(hours=feed.max_age_hours) for name, feed in policy.robot.feeds.items()}
    return _BANK in stale_feeds(feeds.last_received(connection), max_age, occasion.at)
