"""Coming in and going out: the rate limit first, then the password, then a session; each leaves its journal entry.

Must not tell a stranger whether the name or the password was wrong. Real time, because people log in.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from workers.clock import real_now
from workers.console.access.passwords import is_password
from workers.console.access.secrets import new_token, token_hash
from workers.ledger.people import login_attempts, sessions, users
from workers.ledger.people.audit import record_failed_login, record_login
from workers.ledger.people.login_attempts import LoginLimits
from workers.ledger.people.sessions import Lifetimes
from workers.ledger.people.users import User
from workers.policy.console import ConsolePolicy
from workers.receivables.people import plain_name
from workers.wiring import Robot


class Refusal(StrEnum):
    """Why somebody did not come in, as the page says it."""

    WRONG = "wrong"
    TOO_MANY = "too_many"


def limits_of(policy: ConsolePolicy) -> LoginLimits:
    """The rate limit of robot.yaml."""
    logins = policy.logins
    return LoginLimits(logins.per_name, logins.per_address, timedelta(minutes=logins.within_minutes))


def lifetimes_of(policy: ConsolePolicy) -> Lifetimes:
    """The ends of a session of robot.yaml."""
    return Lifetimes(timedelta(minutes=policy.idle_minutes), timedelta(hours=policy.session_hours))


def log_in(robot: Robot, name: str, password: str, address: str) -> str | Refusal:
    """The token of a new session, or why there is none."""
    policy, plain, now = robot.policy, plain_name(name), real_now()
    with robot.ledger.write() as connection:
        counted = login_attempts.begin(connection, (plain, address), now, limits_of(policy.robot.console))
        user = users.find_user(connection, plain) if counted else None
        known = users.password_hash_of(connection, user.id) if user and user.disabled_at is None else None
    if not counted:
        # Not journalled: each of the failures before it was, and a flood must not fill the journal.
        return Refusal.TOO_MANY
    # Outside any transaction: it takes a while, and on purpose.
    if not is_password(password, known) or user is None:
        with robot.ledger.write() as connection:
            record_failed_login(connection, plain, "wrong", robot.occasion("visitor", policy))
        return Refusal.WRONG
    return _open(robot, user)


def confirm_password(robot: Robot, user: User, password: str, address: str) -> Refusal | None:
    """Ask somebody who is in for the own password; counted as a login is, so that nobody guesses it from within."""
    policy = robot.policy
    with robot.ledger.write() as connection:
        who = (user.name, address)
        counted = login_attempts.begin(connection, who, real_now(), limits_of(policy.robot.console))
        known = users.password_hash_of(connection, user.id)
    if not counted:
        return Refusal.TOO_MANY
    is_right = is_password(password, known)
    with robot.ledger.write() as connection:
        if is_right:
            login_attempts.forget(connection, user.name)
        else:
            record_failed_login(connection, user.name, "wrong", robot.occasion(user.name, policy))
    return None if is_right else Refusal.WRONG


def log_out(robot: Robot, user: User, token: str) -> None:
    """End the session."""
    with robot.ledger.write() as connection:
        sessions.close_session(connection, token_hash(token))
        record_login(connection, user.id, "user.logged_out", robot.occasion(user.name, robot.policy))


def find_user_of(robot: Robot, token: str) -> User | None:
    """Who a session's token belongs to, while the session lasts."""
    now, hashed = real_now(), token_hash(token)
    with robot.ledger.read() as connection:
        found = sessions.find_session(connection, hashed, now, lifetimes_of(robot.policy.robot.console))
        user = users.user_of_id(connection, found[0]) if found else None
    if found and found[1]:
        with robot.ledger.write() as connection:
            sessions.touch(connection, hashed, now)
    return user


def _open(robot: Robot, user: User) -> str:
    policy, token, now = robot.policy, new_token(), real_now()
    with robot.ledger.write() as connection:
        login_attempts.forget(connection, user.name)
        sessions.clear_over(connection, now, lifetimes_of(policy.robot.console))
        sessions.open_session(connection, token_hash(token), user.id, now)
        record_login(connection, user.id, "user.logged_in", robot.occasion(user.name, policy))
    return token
