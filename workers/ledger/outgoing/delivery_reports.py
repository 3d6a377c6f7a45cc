"""A provider's reports on texts that left: stored once, settled once, and evidence that a message left. Personal data.

Must not judge a report: `workers.outbox.sms_reports` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, Connection, or_, select, update

from workers.ledger.schema import delivery_reports, messages
from workers.ledger.sql.upsert import insert_into

# Begins the reference of a message of which a person, not the provider, says that it left.
CONFIRMED = "confirmed by "
_LEFT = ("attempted", "in_doubt", "handed_over", "delivered", "bounced")


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a provider says of the text it calls ``reference``; ``key`` is our name of it, where the report has it."""

    reference: str
    status: str
    code: str = ""
    key: str = ""
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report that waits to be settled."""

    id: int
    report: DeliveryReport
    received_at: datetime


@dataclass(frozen=True, slots=True)
class ReportedMessage:
    """The message a report is about."""

    id: int
    key: str
    state: str
    purpose: str
    channel: str
    recipient: str
    entity: str
    contact_id: int | None
    account_id: int | None
    currency: str | None


def store_report(connection: Connection, report: DeliveryReport, at: datetime) -> int | None:
    """Keep a report; None when it was known, or another process is storing it."""
    values = {name: getattr(report, name) for name in DeliveryReport.__dataclass_fields__}
    fresh = insert_into(connection, delivery_reports).values(**values, received_at=at).on_conflict_do_nothing()
    report_id: int | None = connection.scalar(fresh.returning(delivery_reports.c.id))
    return report_id


def find_waiting(connection: Connection, limit: int) -> list[int]:
    """Reports that nothing was decided about, oldest first."""
    c = delivery_reports.c
    return list(connection.scalars(select(c.id).where(c.outcome.is_(None)).order_by(c.id).limit(limit)))


def find_report(connection: Connection, report_id: int, *, lock: bool = False) -> StoredReport | None:
    """A report that is not settled; locked, nobody else settles it before the transaction ends."""
    c = delivery_reports.c
    query = select(c.id, c.reference, c.status, c.code, c.key, c.recipient, c.received_at)
    query = query.where(c.id == report_id, c.outcome.is_(None))
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        return None
    return StoredReport(row.id, DeliveryReport(*row[1:6]), row.received_at)


def find_reported(connection: Connection, report: DeliveryReport, *, lock: bool = False) -> ReportedMessage | None:
    """The message with that reference; or the newest with that key, where no receipt of the provider named it."""
    c = messages.c
    by_reference = c.provider_reference == report.reference
    unnamed = or_(c.provider_reference == "", c.provider_reference.startswith(CONFIRMED))
    by_key = (c.key == report.key) & unnamed
    return _find(connection, by_reference, lock) or (_find(connection, by_key, lock) if report.key else None)


def find_reference(connection: Connection, key: str, attempted_at: datetime) -> str:
    """The provider's reference in a report on the message with that key, as evidence that its attempt was taken."""
    c, used = delivery_reports.c, select(messages.c.id).where(messages.c.channel == "sms")
    elsewhere = used.where(messages.c.provider_reference == c.reference).exists()
    since = c.received_at >= attempted_at
    query = select(c.reference).where(c.key == key, since, ~elsewhere).order_by(c.id.desc())
    return connection.scalar(query.limit(1)) or ""


def settle_report(
    connection: Connection, report_id: int, outcome: Literal["applied", "ignored"], reason: str, *, at: datetime
) -> None:
    """Say how a report ended."""
    values = {"outcome": outcome, "reason": reason, "settled_at": at}
    connection.execute(update(delivery_reports).where(delivery_reports.c.id == report_id).values(values))


def _find(connection: Connection, which: ColumnElement[bool], lock: bool) -> ReportedMessage | None:
    columns = [messages.c[name] for name in ReportedMessage.__dataclass_fields__]
    query = select(*columns).where(messages.c.channel == "sms", messages.c.state.in_(_LEFT), which)
    query = query.order_by(messages.c.id.desc()).limit(1)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return ReportedMessage(*row) if row is not None else None
