"""The customers' page: what was done there, once each; whose links ended early; and how often an address came.

Personal data: the addresses, kept for minutes. Must not hold queries.
"""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table

from workers.ledger.schema.base import Id, Instant, metadata, one_of

DEEDS = ("promise", "dispute", "proof", "contact", "plan", "offer")

# The key is made of the form that was sent and what was in it, so that a second click is the same deed.
page_deeds = Table(
    "page_deeds",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("message_id", Id, nullable=False),
    Column("kind", String, nullable=False),
    Column("outcome", String, nullable=False),
    Column("done_at", Instant, nullable=False),
    Column("done_on", Date, nullable=False),
    one_of("kind", *DEEDS),
    one_of("outcome", "taken", "asked"),
)
Index("ix_page_deeds_account_id", page_deeds.c.account_id, page_deeds.c.done_on)

page_revocations = Table(
    "page_revocations",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("through_message_id", Id, nullable=False),
    Column("revoked_at", Instant, nullable=False),
)

page_visits = Table(
    "page_visits",
    metadata,
    Column("id", Id, primary_key=True),
    Column("address", String, nullable=False),
    Column("visited_at", Instant, nullable=False),
)
Index("ix_page_visits_address", page_visits.c.address, page_visits.c.visited_at)
