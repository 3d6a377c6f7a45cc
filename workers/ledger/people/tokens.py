"""Tokens with which programs come in as a user: only a hash is kept. Real time. Must not make tokens.

A token may do what its user's roles allow at the moment it is used, and nothing once the user is disabled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.people.audit import source_of
from workers.ledger.people.users import User
from workers.ledger.schema import user_tokens, users
from workers.receivables.occasion import Occasion

_c = user_tokens.c


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token."""

    id: int
    user: str
    label: str
    created_at: datetime
    expires_at: datetime


def add_token(
    connection: Connection, user: User, label: str, token_hash: str, *, days: int, now: datetime, occasion: Occasion
) -> Token:
    """Keep a new token of a user; the label says which program has it."""
    if user.disabled_at is not None:
        raise UserError(f"{user.name} is disabled: see `collectbot user enable`")
    until = now + timedelta(days=days)
    values = {"token_hash": token_hash, "user_id": user.id, "label": label, "created_at": now, "expires_at": until}
    statement = insert(user_tokens).values(values).returning(_c.id)
    token_id = int(connection.execute(statement).scalar_one())
    data = {"user": user.id, "token": token_id, "days": days}
    journal.record(connection, "user.token_added", data, occasion, source=source_of(user.id))
    return Token(token_id, user.name, label, now, until)


def find_token_user(connection: Connection, token_hash: str, now: datetime) -> int | None:
    """Whose token this is, while it is good and its user not disabled."""
    good = (_c.token_hash == token_hash, _c.expires_at > now, users.c.disabled_at.is_(None))
    return connection.scalar(select(_c.user_id).join(users, users.c.id == _c.user_id).where(*good))


def list_tokens(connection: Connection) -> list[Token]:
    """Every token that was not revoked, expired ones too."""
    columns = (_c.id, users.c.name, _c.label, _c.created_at, _c.expires_at)
    rows = connection.execute(select(*columns).join(users, users.c.id == _c.user_id).order_by(users.c.name, _c.id))
    return [Token(*row) for row in rows]


def revoke_token(connection: Connection, token_id: int, occasion: Occasion) -> None:
    """The token is good for nothing from now on."""
    owner = connection.scalar(delete(user_tokens).where(_c.id == token_id).returning(_c.user_id))
    if owner is None:
        raise UserError(f"there is no token {token_id}: see `collectbot user token list`")
    data = {"user": owner, "token": token_id}
    journal.record(connection, "user.token_revoked", data, occasion, source=source_of(owner))
