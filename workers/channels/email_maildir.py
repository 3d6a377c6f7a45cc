"""Mail out to a Maildir folder: the embedded default, and what the demo's customers read.

A file is named after the outbox key and the number of its delivery, so one look at the folder shows whether a message
left, and a second delivery of the same key stands beside the first instead of hiding it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from uuid import uuid4

from workers.channels.base import ChannelInDoubt, ChannelUnavailable, OutgoingMessage, Prepared, Receipt, key_digest
from workers.channels.durable_files import sync_folder, write_new
from workers.channels.mime import build_mail
from workers.errors import ConfigurationError


class MaildirChannel:
    """Delivers each mail into ``folder/new``."""

    name = "maildir"
    is_local = True
    can_look_up = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self, message: OutgoingMessage) -> Prepared:
        return Prepared(message, build_mail(message))

    def send(self, prepared: Prepared) -> Receipt:
        temporary = self._folder / "tmp" / uuid4().hex
        try:
            self._make_folders()
            write_new(temporary, prepared.content)
            name = self._link(temporary, key_digest(prepared.message.key))
        except OSError as error:
            raise ChannelUnavailable(f"Maildir {self._folder}: {error.strerror}") from error
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        try:
            sync_folder(self._folder / "new")
        except OSError as error:
            raise ChannelInDoubt(f"Maildir {self._folder}: delivered, but not synced: {error.strerror}") from error
        return Receipt(name, prepared.content)

    def look_up(self, message: OutgoingMessage, attempted_at: datetime) -> Receipt | None:
        pattern = f"{key_digest(message.key)}.*"
        for folder in ("new", "cur"):
            for path in sorted((self._folder / folder).glob(pattern)):
                return Receipt(path.name.partition(":")[0], path.read_bytes())
        return None

    def check(self) -> None:
        try:
            self._make_folders()
        except OSError as error:
            raise ConfigurationError(
                f"cannot write mail to {self._folder}: {error.strerror}",
                hint="choose another folder in COLLECTBOT_MAIL_OUT_URL",
            ) from error

    def close(self) -> None:
        """Nothing is kept open between two mails."""

    def _make_folders(self) -> None:
        for name in ("tmp", "new", "cur"):
            (self._folder / name).mkdir(parents=True, exist_ok=True)

    def _link(self, temporary: Path, digest: str) -> str:
        """Give the file its name; a link never replaces a file, so each delivery of one key gets a number."""
        for number in count(1):
            name = f"{digest}.{number}.collectbot"
            try:
                os.link(temporary, self._folder / "new" / name)
            except FileExistsError:
                continue
            return name
        raise AssertionError("count() never ends")
