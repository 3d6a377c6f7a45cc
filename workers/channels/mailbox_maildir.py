"""Reads mail from a Maildir folder: the embedded default. Must not look into a mail."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from workers.channels.base import FetchedMail, MailboxUnavailable
from workers.channels.maildir_numbers import number_mails
from workers.errors import ConfigurationError
from workers.receivables.mail_bounds import MAIL_BYTES_MAX


class MaildirMailbox:
    """The mails in ``folder/new`` and ``folder/cur``; filed mail moves to the Maildir++ folder ``folder/.NAME``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = f"maildir:{folder}"

    def fetch(self, uid_validity: int | None, after_uid: int, limit: int) -> Iterator[FetchedMail]:
        try:
            paths = self._paths()
            numbers = number_mails(self._folder, paths)
            first = after_uid if numbers.uid_validity == uid_validity else 0
            waiting = sorted((uid, name) for name, uid in numbers.uids.items() if uid > first)
            for uid, name in waiting[:limit]:
                raw = self._read(name, paths[name])
                if raw is not None:
                    yield FetchedMail(self.name, numbers.uid_validity, uid, raw)
        except OSError as error:
            raise MailboxUnavailable(f"Maildir {self._folder}: {error.strerror}") from error

    def file(self, mail: FetchedMail, folder: str) -> None:
        try:
            paths = self._paths()
            numbers = number_mails(self._folder, paths)
            if numbers.uid_validity != mail.uid_validity:
                return
            for name, uid in numbers.uids.items():
                if uid == mail.uid:
                    target = _make_maildir(self._folder / f".{folder}") / "cur" / f"{name}:2,S"
                    paths[name].replace(target)
        except FileNotFoundError:
            return  # someone else has moved it
        except OSError as error:
            raise MailboxUnavailable(f"Maildir {self._folder}: {error.strerror}") from error

    def check(self) -> None:
        try:
            _make_maildir(self._folder)
        except OSError as error:
            raise ConfigurationError(
                f"cannot use mailbox {self._folder}: {error.strerror}",
                hint="choose another folder in COLLECTBOT_MAIL_IN_URL",
            ) from error

    def close(self) -> None:
        """Nothing is kept open between two calls."""

    def _paths(self) -> dict[str, Path]:
        """Each mail that is here, by its name without flags, which mail programs change."""
        _make_maildir(self._folder)
        return {
            entry.name.partition(":")[0]: Path(entry.path)
            for folder in ("new", "cur")
            for entry in os.scandir(self._folder / folder)
            if entry.is_file() and not entry.name.startswith(".")
        }

    def _read(self, name: str, path: Path) -> bytes | None:
        """The mail's bytes; None when it is gone. A mail program may have moved it since the folder was listed."""
        try:
            with path.open("rb") as file:
                return file.read(MAIL_BYTES_MAX)
        except FileNotFoundError:
            moved = self._paths().get(name, path)
            return self._read(name, moved) if moved != path else None


def _make_maildir(folder: Path) -> Path:
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return folder
