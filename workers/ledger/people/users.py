"""Users of the console and their roles. Must not hash a password nor say what a role may do.

The journal names a user by number: a name can be erased without breaking its chain.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select, update

from workers.errors import UserError
from workers.ledger import journal
from workers.ledger.people import sessions
from workers.ledger.people.audit import source_of
from workers.ledger.schema import user_roles, users
from workers.ledger.schema.people import LANGUAGES, ROLES
from workers.receivables.occasion import Occasion
from workers.receivables.people import plain_name

# The journal's word for whatever no person did.
_ROBOT = "robot"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may log in; ``name`` is what the journal keeps as the actor of what this person decides."""

    id: int
    name: str
    language: str
    roles: frozenset[str]
    disabled_at: datetime | None = None


def add_user(
    connection: Connection, name: str, roles: Collection[str], *, password_hash: str, language: str, occasion: Occasion
) -> User:
    """A new user; raises `UserError` when the name is taken or a role unknown."""
    plain = plain_name(name)
    if not plain or plain == _ROBOT or len(plain) > 200 or any(sign.isspace() for sign in plain):
        raise UserError(f"{name!r} is no name for a user: take an address such as ann@example.com")
    if find_user(connection, plain) is not None:
        raise UserError(f"there is a user {plain} already: see `collectbot user list`")
    if language not in LANGUAGES:
        raise UserError(f"the console does not speak {language!r}: it speaks {', '.join(LANGUAGES)}")
    values = {"name": plain, "password_hash": password_hash, "language": language, "created_at": occasion.at}
    user_id = int(connection.execute(insert(users).values(values).returning(users.c.id)).scalar_one())
    _store_roles(connection, user_id, roles)
    _record(connection, user_id, "user.added", {"roles": sorted(set(roles))}, occasion)
    return User(user_id, plain, language, frozenset(roles))


def set_roles(connection: Connection, user: User, roles: Collection[str], occasion: Occasion) -> None:
    """What the user may do from now on."""
    connection.execute(delete(user_roles).where(user_roles.c.user_id == user.id))
    _store_roles(connection, user.id, roles)
    _record(connection, user.id, "user.roles_set", {"roles": sorted(set(roles))}, occasion)


def set_password(connection: Connection, user: User, password_hash: str, occasion: Occasion) -> None:
    """A new password ends every session: whoever came in with the old one is out."""
    connection.execute(update(users).where(users.c.id == user.id).values(password_hash=password_hash))
    sessions.close_all(connection, user.id)
    _record(connection, user.id, "user.password_set", {}, occasion)


def set_language(connection: Connection, user_id: int, language: str) -> None:
    """The language that the console speaks with this user."""
    connection.execute(update(users).where(users.c.id == user_id).values(language=language))


def disable_user(connection: Connection, user: User, occasion: Occasion) -> None:
    """No login and no session of this user is good any more; what it did stays."""
    connection.execute(update(users).where(users.c.id == user.id).values(disabled_at=occasion.at))
    sessions.close_all(connection, user.id)
    _record(connection, user.id, "user.disabled", {}, occasion)


def enable_user(connection: Connection, user: User, occasion: Occasion) -> None:
    """The user may log in again."""
    connection.execute(update(users).where(users.c.id == user.id).values(disabled_at=None))
    _record(connection, user.id, "user.enabled", {}, occasion)


def user_named(connection: Connection, name: str) -> User:
    """The user of that name; raises `UserError` when there is none."""
    user = find_user(connection, name)
    if user is None:
        raise UserError(f"there is no user {name}: see `collectbot user list`")
    return user


def find_user(connection: Connection, name: str) -> User | None:
    """The user of that name, disabled or not."""
    return next(iter(_read(connection, _columns().where(users.c.name == plain_name(name)))), None)


def user_of_id(connection: Connection, user_id: int) -> User:
    """The user that a session or token belongs to."""
    return _read(connection, _columns().where(users.c.id == user_id))[0]


def list_users(connection: Connection) -> list[User]:
    """Everybody, by name."""
    return _read(connection, _columns().order_by(users.c.name))


def password_hash_of(connection: Connection, user_id: int) -> str:
    """What a password is checked against."""
    return str(connection.execute(select(users.c.password_hash).where(users.c.id == user_id)).scalar_one())


def _columns() -> Select[Any]:
    return select(users.c.id, users.c.name, users.c.language, users.c.disabled_at)


def _read(connection: Connection, query: Select[Any]) -> list[User]:
    rows = connection.execute(query).all()
    held: dict[int, set[str]] = {row.id: set() for row in rows}
    roles = select(user_roles).where(user_roles.c.user_id.in_(held))
    for row in connection.execute(roles):
        held[row.user_id].add(row.role)
    return [User(row.id, row.name, row.language, frozenset(held[row.id]), row.disabled_at) for row in rows]


def _store_roles(connection: Connection, user_id: int, roles: Collection[str]) -> None:
    if unknown := sorted(set(roles) - set(ROLES)):
        raise UserError(f"there is no role {unknown[0]}: known are {', '.join(ROLES)}")
    if not roles:
        raise UserError(f"a user needs a role: one or more of {', '.join(ROLES)}")
    connection.execute(insert(user_roles), [{"user_id": user_id, "role": role} for role in sorted(set(roles))])


def _record(connection: Connection, user_id: int, kind: str, data: dict[str, Any], occasion: Occasion) -> None:
    journal.record(connection, kind, {"user": user_id, **data}, occasion, source=source_of(user_id))
