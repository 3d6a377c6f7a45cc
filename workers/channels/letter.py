"""Letters out to a folder a day, from where a mail house or a printer takes them: one PDF each, and a manifest of all.

A letter's file is named after its outbox key, so the same key twice is one letter, and one look at the folders proves
whether it left. The manifest has one line per file: a line that a crash kept from being written, or cut short, is made
good when the letter is looked up or handed over again. Must not know what a letter says.
"""

from __future__ import annotations

import csv
import fcntl
import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from workers.channels.base import (
    Attachment,
    ChannelInDoubt,
    ChannelRefused,
    ChannelUnavailable,
    OutgoingMessage,
    Prepared,
    Receipt,
    key_digest,
)
from workers.channels.durable_files import sync_folder, write_new
from workers.clock import real_now
from workers.errors import ConfigurationError

MANIFEST = "manifest.csv"
COLUMNS = ("letter_id", "file", "recipient", "pages", "sha256", "created")
# Of a letter's file as its sender names it: the day, in a rehearsal below a folder that nobody prints.
_NAME = re.compile(r"((?:[a-z]+/)?\d{4}-\d\d-\d\d)/letter\.pdf")


class LetterChannel:
    """Writes each letter to ``folder/DAY/``."""

    name = "letter_folder"
    is_local = True
    can_look_up = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self, message: OutgoingMessage) -> Prepared:
        _folder_of(message)
        return Prepared(message, _sheet(message).content)

    def send(self, prepared: Prepared) -> Receipt:
        message = prepared.message
        known = self.look_up(message, real_now())
        if known is not None:
            return known
        target = self._folder / _folder_of(message) / f"{key_digest(message.key)}.pdf"
        self._write(target, prepared.content)
        try:
            sync_folder(target.parent)
            _list_letter(target, message)
        except OSError as error:
            raise ChannelInDoubt(f"{target}: written, but not listed: {error.strerror}") from error
        return self._receipt(target)

    def look_up(self, message: OutgoingMessage, attempted_at: datetime) -> Receipt | None:
        name = f"{key_digest(message.key)}.pdf"
        for target in sorted([*self._folder.glob(f"*/{name}"), *self._folder.glob(f"*/*/{name}")]):
            _list_letter(target, message)
            return self._receipt(target)
        return None

    def check(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(f"cannot write letters to {self._folder}: {error.strerror}") from error

    def close(self) -> None:
        """Nothing is kept open between two letters."""

    def _write(self, target: Path, content: bytes) -> None:
        """The file appears under its name only when it is complete."""
        temporary = target.with_name(f".{uuid4().hex}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_new(temporary, content)
            with suppress(FileExistsError):
                os.link(temporary, target)
        except OSError as error:
            raise ChannelUnavailable(f"letters {target.parent}: {error.strerror}") from error
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)

    def _receipt(self, target: Path) -> Receipt:
        return Receipt(str(target.relative_to(self._folder)), target.read_bytes())


def _folder_of(message: OutgoingMessage) -> str:
    found = _NAME.fullmatch(_sheet(message).name)
    if found is None:
        raise ChannelRefused(f"{_sheet(message).name!r} cannot name a letter", code="file_name")
    return found[1]


def _sheet(message: OutgoingMessage) -> Attachment:
    if len(message.attachments) != 1:
        raise ChannelRefused(f"message {message.key} needs exactly one letter", code="attachment")
    return message.attachments[0]


def _list_letter(target: Path, message: OutgoingMessage) -> None:
    """Write the letter's line into its day's manifest, unless it stands there."""
    with _manifest(target.parent) as descriptor:
        listed = _complete_lines(descriptor)
        if any(row["letter_id"] == message.key for row in csv.DictReader(io.StringIO(listed))):
            return
        recipient = " | ".join(message.recipient.splitlines())
        digest = sha256(target.read_bytes()).hexdigest()
        line = (message.key, target.name, recipient, _sheet(message).pages, digest, real_now().isoformat())
        heading = "" if listed else _csv_line(COLUMNS)
        os.write(descriptor, (heading + _csv_line(line)).encode("utf-8"))
        os.fsync(descriptor)


@contextmanager
def _manifest(folder: Path) -> Iterator[int]:
    """The day's manifest, for one writer at a time over all processes."""
    descriptor = os.open(folder / MANIFEST, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _complete_lines(descriptor: int) -> str:
    """What the manifest holds; a line that was cut short is cut off."""
    content = os.pread(descriptor, os.fstat(descriptor).st_size, 0)
    complete = content[: content.rfind(b"\n") + 1]
    if len(complete) < len(content):
        os.ftruncate(descriptor, len(complete))
    return complete.decode("utf-8")


def _csv_line(cells: tuple[object, ...]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
