"""SMS out to a file of JSON lines: the embedded default.

Several processes may append: each line is one write, so lines never mix. A line that a crash cut short is not evidence
of a hand-over and is skipped when reading.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from workers.channels.base import ChannelInDoubt, ChannelUnavailable, OutgoingMessage, Prepared, Receipt, key_digest
from workers.errors import ConfigurationError


class SmsFileChannel:
    """Appends each SMS to ``path``."""

    name = "sms_file"
    is_local = True
    can_look_up = True

    def __init__(self, path: Path) -> None:
        self._path = path

    def prepare(self, message: OutgoingMessage) -> Prepared:
        line = {"key": message.key, "from": message.sender, "to": message.recipient, "text": message.text}
        return Prepared(message, json.dumps(line, ensure_ascii=False).encode("utf-8"))

    def send(self, prepared: Prepared) -> Receipt:
        descriptor = self._open()
        try:
            line = _line_end_missing(descriptor) + prepared.content + b"\n"
            written = os.write(descriptor, line)
            os.fsync(descriptor)
        except OSError as error:
            raise ChannelInDoubt(f"{self._path}: {error.strerror}") from error
        finally:
            os.close(descriptor)
        if written < len(line):
            raise ChannelUnavailable(f"{self._path}: no space left, the line was cut")
        return Receipt(key_digest(prepared.message.key), prepared.content)

    def look_up(self, message: OutgoingMessage, attempted_at: datetime) -> Receipt | None:
        for line in self._lines():
            if line["key"] == message.key:
                return Receipt(key_digest(message.key), json.dumps(line, ensure_ascii=False).encode("utf-8"))
        return None

    def check(self) -> None:
        try:
            os.close(self._open())
        except ChannelUnavailable as error:
            raise ConfigurationError(str(error), hint="choose another file in COLLECTBOT_SMS_URL") from error

    def close(self) -> None:
        """Nothing is kept open between two messages."""

    def _open(self) -> int:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return os.open(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        except OSError as error:
            raise ChannelUnavailable(f"cannot write SMS to {self._path}: {error.strerror}") from error

    def _lines(self) -> Iterator[dict[str, str]]:
        """The complete lines of the file."""
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            for line in file:
                try:
                    yield json.loads(line)
                except ValueError:
                    continue


def _line_end_missing(descriptor: int) -> bytes:
    """What closes a line that a crash left open: nothing, as a rule."""
    size = os.fstat(descriptor).st_size
    return b"" if size == 0 or os.pread(descriptor, 1, size - 1) == b"\n" else b"\n"
