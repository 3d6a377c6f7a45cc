"""Passwords: argon2id hashes and what a password must be like. Must not store or log one."""

from __future__ import annotations

from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workers.errors import UserError

SHORTEST, LONGEST = 12, 200
_hasher = PasswordHasher()
# A check takes 64 MB: a crowd of guesses waits in line.
_turn = BoundedSemaphore(4)


def hash_password(password: str) -> str:
    """What is kept of a password; raises `UserError` when it is too short or too long to be one."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise UserError(f"a password has {SHORTEST} to {LONGEST} signs: three or four words will do")
    with _turn:
        return _hasher.hash(password)


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one; takes as long where there is no user, so that time does not tell who exists."""
    with _turn:
        try:
            _hasher.verify(password_hash or _nobodys(), password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


@cache
def _nobodys() -> str:
    return _hasher.hash("the password of nobody")
