"""Who may use the console: users, their roles, sessions and tokens, and failed logins.

Personal data: names of users and the addresses they come from. Of a password or session token only a hash is kept.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, String, Table

from workers.ledger.schema.base import Id, Instant, metadata, one_of

ROLES = ("specialist", "approver", "legal", "ops", "admin", "read_only")
LANGUAGES = ("en", "de")

users = Table(
    "users",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("password_hash", String, nullable=False),
    Column("language", String(2), nullable=False, server_default="en"),
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
    one_of("language", *LANGUAGES),
)

user_roles = Table(
    "user_roles",
    metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("role", String, primary_key=True),
    one_of("role", *ROLES),
)

user_sessions = Table(
    "user_sessions",
    metadata,
    Column("token_hash", String, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("opened_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
)

# Somebody is away from the first day to the last, both included; a row that was ended counts for nothing.
absences = Table(
    "absences",
    metadata,
    Column("id", Id, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("deputy_id", ForeignKey("users.id")),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("ended_at", Instant),
    CheckConstraint("first_on <= last_on", name="days"),
    CheckConstraint("deputy_id <> user_id", name="deputy"),
)

user_tokens = Table(
    "user_tokens",
    metadata,
    Column("id", Id, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("user_id", ForeignKey("users.id"), nullable=False, index=True),
    Column("label", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

# An attempt stands here before its password is looked at, so that a hundred at once are counted like one by one.
login_attempts = Table(
    "login_attempts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False),
    Column("address", String, nullable=False),
    Column("attempted_at", Instant, nullable=False),
)
Index("ix_login_attempts_name", login_attempts.c.name, login_attempts.c.attempted_at)
Index("ix_login_attempts_address", login_attempts.c.address, login_attempts.c.attempted_at)
