"""Exception cases and placements with agencies: what waits for, or came from, a person's decision."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, text

from workers.ledger.schema.base import Document, Id, Instant, Minor, metadata, one_of

_unresolved = text("state <> 'resolved'")
_live = text("state IN ('proposed', 'approved', 'placed')")

cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("account_id", ForeignKey("accounts.id"), index=True),
    Column("currency", String(3)),
    Column("amount_minor", Minor),
    Column("priority", Integer, nullable=False),
    Column("owner", String, nullable=False, server_default=""),
    Column("evidence", Document, nullable=False),
    Column("suggestion", String, nullable=False, server_default=""),
    Column("state", String, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("opened_on", Date, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("occurrences", Integer, nullable=False, server_default="1"),
    Column("claimed_by", String),
    Column("lease_until", Instant),
    Column("decision", String),
    Column("note", String, nullable=False, server_default=""),
    Column("resolved_by", String),
    Column("resolved_at", Instant),
    one_of("state", "open", "claimed", "resolved"),
)
Index(
    "uq_cases_unresolved",
    cases.c.kind,
    cases.c.subject,
    unique=True,
    sqlite_where=_unresolved,
    postgresql_where=_unresolved,
)
Index("ix_cases_queue", cases.c.state, cases.c.priority, cases.c.due_at)

# A decision that takes a second person: it waits here, and stays as a record when its case is resolved.
proposals = Table(
    "proposals",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True),
    Column("decision", String, nullable=False),
    Column("note", String, nullable=False, server_default=""),
    Column("proposed_by", String, nullable=False),
    Column("proposed_at", Instant, nullable=False),
    Column("seen", String(64), nullable=False),
)

placements = Table(
    "placements",
    metadata,
    Column("id", Id, primary_key=True),
    Column("entity", String, nullable=False),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("currency", String(3), nullable=False),
    Column("episode_id", ForeignKey("episodes.id"), nullable=False),
    Column("agency", String, nullable=False),
    Column("amount_minor", Minor, nullable=False),
    Column("state", String, nullable=False),
    Column("reason", String, nullable=False, server_default=""),
    Column("proposed_on", Date, nullable=False),
    Column("approved_by", String),
    Column("approved_at", Instant),
    Column("approved_on", Date),
    Column("placed_on", Date),
    Column("closed_on", Date),
    Column("message_id", ForeignKey("messages.id")),
    # What was applied up to here when it was approved is in the amounts that were placed.
    Column("newest_application_id", Id, nullable=False, server_default="0"),
    # When the agency first asked the debtor, as it told us.
    Column("demanded_on", Date),
    one_of("state", "proposed", "approved", "placed", "refused", "recalled", "closed"),
)
Index(
    "uq_placements_live",
    placements.c.account_id,
    placements.c.currency,
    unique=True,
    sqlite_where=_live,
    postgresql_where=_live,
)

placement_items = Table(
    "placement_items",
    metadata,
    Column("placement_id", ForeignKey("placements.id"), primary_key=True),
    Column("open_item_id", ForeignKey("open_items.id"), primary_key=True, index=True),
    Column("open_minor", Minor, nullable=False),
    # What was open on the day of placement: the agency's rate goes by it.
    Column("placed_minor", Minor, nullable=False, server_default="0"),
    # Why the agency gave the item back while it kept the others.
    Column("came_back", String, nullable=False, server_default=""),
)
