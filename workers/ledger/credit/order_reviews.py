"""Orders that were reviewed: one row per order and round, what a person said about one, and releases of accounts.

Must not decide about an order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import orjson
from sqlalchemy import Connection, Select, func, insert, select, update

from workers.ledger import journal
from workers.ledger.schema import accounts, order_releases, order_reviews
from workers.ledger.schema import journal as journal_table
from workers.receivables.occasion import Occasion

REVIEWED = "order.reviewed"


@dataclass(frozen=True, slots=True)
class NewReview:
    """An order and what was decided about it; ``facts`` are journalled, so that it can be decided again."""

    account_id: int
    order_number: str
    round: int
    currency: str
    amount_minor: int
    payment: str
    open_orders_minor: int
    verdict: str
    reasons: Sequence[Mapping[str, Any]]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OrderReview:
    """A review as it stands; ``decision`` is a person's."""

    id: int
    account_id: int
    entity: str
    customer_id: str
    order_number: str
    round: int
    currency: str
    amount_minor: int
    payment: str
    open_orders_minor: int
    verdict: str
    reasons: Sequence[Mapping[str, Any]]
    asked_by: str
    asked_at: datetime
    asked_on: date
    policy_hash: str
    decision: str | None
    decided_by: str | None
    decided_at: datetime | None

    @property
    def answer(self) -> str:
        """What whoever asks is told: a person's word, else the verdict."""
        return self.decision or self.verdict


@dataclass(frozen=True, slots=True)
class RecordedReview:
    """What the journal holds of a review."""

    facts: Mapping[str, Any]
    verdict: str
    policy_hash: str
    stream: str
    seq: int


def add_review(connection: Connection, new: NewReview, occasion: Occasion) -> int:
    """Keep a review with its inputs in the account's journal; returns its id."""
    kept = {name: getattr(new, name) for name in NewReview.__dataclass_fields__ if name != "facts"}
    values = kept | {
        "reasons": list(new.reasons),
        "asked_by": occasion.actor,
        "asked_at": occasion.at,
        "asked_on": occasion.business_date,
        "policy_hash": occasion.policy_hash,
    }
    review_id = int(connection.execute(insert(order_reviews).values(values).returning(order_reviews.c.id)).scalar_one())
    data = {"review": review_id, "round": new.round, "verdict": new.verdict, "reasons": list(new.reasons)}
    journal.record(connection, REVIEWED, data | {"facts": new.facts}, occasion, account_id=new.account_id)
    return review_id


def find_review(connection: Connection, review_id: int) -> OrderReview:
    """The review of that id, which is known to be there."""
    return OrderReview(*connection.execute(_columns().where(order_reviews.c.id == review_id)).one())


def newest_review(connection: Connection, account_id: int, order_number: str) -> OrderReview | None:
    """The last round of an order, if it was ever reviewed."""
    c = order_reviews.c
    own = _columns().where(c.account_id == account_id, c.order_number == order_number)
    row = connection.execute(own.order_by(c.round.desc()).limit(1)).one_or_none()
    return OrderReview(*row) if row else None


def find_reviews(
    connection: Connection, *, account_id: int | None = None, since: date | None = None, limit: int = 200
) -> list[OrderReview]:
    """The last rounds, the newest first."""
    c, later = order_reviews.c, order_reviews.alias("later").c
    newer = select(later.id).where(
        later.account_id == c.account_id, later.order_number == c.order_number, later.round > c.round
    )
    query = _columns().where(~newer.exists()).order_by(c.id.desc()).limit(limit)
    query = query if account_id is None else query.where(c.account_id == account_id)
    query = query if since is None else query.where(c.asked_on >= since)
    return [OrderReview(*row) for row in connection.execute(query)]


def decide_review(connection: Connection, review: OrderReview, decision: str, occasion: Occasion) -> None:
    """A person's word about an order: from now on it is the answer."""
    own = order_reviews.c.id == review.id
    values = {"decision": decision, "decided_by": occasion.actor, "decided_at": occasion.at}
    connection.execute(update(order_reviews).where(own).values(values))
    data = {"review": review.id, "decision": decision}
    journal.record(connection, "order.decided", data, occasion, account_id=review.account_id)


def recorded_review(connection: Connection, review: OrderReview) -> RecordedReview:
    """What the review rested on."""
    c = journal_table.c
    own = select(c.data, c.policy_hash, c.stream, c.seq).where(
        c.stream == f"a{review.account_id}", c.kind == REVIEWED, c.at == review.asked_at
    )
    for row in connection.execute(own):
        data = orjson.loads(row.data)
        if data["review"] == review.id:
            return RecordedReview(data["facts"], data["verdict"], row.policy_hash, row.stream, row.seq)
    raise LookupError(f"the journal has no entry of order review {review.id}")


def release_account(connection: Connection, account_id: int, until: date, reason: str, occasion: Occasion) -> int:
    """A person lets an account's orders go until a day; returns the release's id."""
    values = {
        "account_id": account_id,
        "until": until,
        "reason": reason,
        "released_by": occasion.actor,
        "released_at": occasion.at,
    }
    added = connection.execute(insert(order_releases).values(values).returning(order_releases.c.id))
    release_id = int(added.scalar_one())
    data = {"release": release_id, "until": until}
    journal.record(connection, "order.account_released", data, occasion, account_id=account_id)
    return release_id


def released_until(connection: Connection, account_id: int) -> date | None:
    """The last day of the grace that people gave an account."""
    newest = select(func.max(order_releases.c.until)).where(order_releases.c.account_id == account_id)
    until: date | None = connection.scalar(newest)
    return until


def _columns() -> Select[tuple[Any, ...]]:
    c, named = order_reviews.c, {"entity": accounts.c.entity, "customer_id": accounts.c.customer_id}
    columns = [named[name] if name in named else c[name] for name in OrderReview.__dataclass_fields__]
    return select(*columns).join(accounts, accounts.c.id == c.account_id)
