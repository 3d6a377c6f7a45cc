"""What arrived, as it arrived, and how far each mailbox was read. Personal data: raw messages and their contents."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String, Table, UniqueConstraint, text

from workers.ledger.schema.base import Id, Instant, metadata, one_of

# The bytes of mails by their SHA-256: the same mail fetched twice is kept once.
mail_contents = Table(
    "mail_contents",
    metadata,
    Column("digest", String, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

raw_messages = Table(
    "raw_messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("mailbox", String, nullable=False),
    Column("uid_validity", Id, nullable=False),
    Column("uid", Id, nullable=False),
    Column("digest", ForeignKey("mail_contents.digest"), nullable=False, index=True),
    Column("fetched_at", Instant, nullable=False),
    Column("outcome", String, index=True),
    Column("reason", String, nullable=False, server_default=""),
    Column("account_id", ForeignKey("accounts.id"), index=True),
    Column("message_id", String, nullable=False, server_default=""),  # of an answer: its place in the account's thread
    Column("settled_at", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("filed", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("mailbox", "uid_validity", "uid"),
    one_of("outcome", "applied", "answered", "ignored", "case"),
)

mailbox_cursors = Table(
    "mailbox_cursors",
    metadata,
    Column("mailbox", String, primary_key=True),
    Column("uid_validity", Id, nullable=False),
    Column("last_uid", Id, nullable=False),
    Column("polled_at", Instant, nullable=False),
)
