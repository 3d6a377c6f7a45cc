"""Telephone calls that people made for call tasks, with what came of them. Personal data: none beyond ids."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from workers.ledger.schema.base import Id, Instant, metadata, one_of

OUTCOMES = ("reached", "no_answer", "promised", "disputed", "wrong_number")

calls = Table(
    "calls",
    metadata,
    Column("id", Id, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False, index=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, unique=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("number", Integer, nullable=False),  # of this task: 1 is the first call
    Column("outcome", String, nullable=False),
    Column("caller", String, nullable=False),
    Column("called_at", Instant, nullable=False),
    Column("called_on", Date, nullable=False),
    one_of("outcome", *OUTCOMES),
)
Index("ix_calls_debt", calls.c.account_id, calls.c.currency, calls.c.contact_id, calls.c.called_at)
