"""Placement files to a collection agency's folder, from where the agency or a transfer job fetches them.

A file appears under its name only when it is complete, and the outbox key in the name makes a repeated hand-over
replace the file with itself. Must not know what a placement is.
"""

from __future__ import annotations

import re
from datetime import datetime
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
from workers.errors import ConfigurationError

_FILE_NAME = re.compile(r"\w[\w .-]*")
_FOLDER_NAME = re.compile(rf"{_FILE_NAME.pattern}(/{_FILE_NAME.pattern})*")


class AgencyFolderChannel:
    """Writes the one attachment of each message to ``folder/RECIPIENT/``."""

    name = "agency_folder"
    is_local = True
    can_look_up = True

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self, message: OutgoingMessage) -> Prepared:
        self._target(message)
        return Prepared(message, _only_attachment(message).content)

    def send(self, prepared: Prepared) -> Receipt:
        target = self._target(prepared.message)
        temporary = target.with_name(f".{uuid4().hex}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_new(temporary, prepared.content)
            temporary.replace(target)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise ChannelUnavailable(f"agency folder {target.parent}: {error.strerror}") from error
        try:
            sync_folder(target.parent)
        except OSError as error:
            raise ChannelInDoubt(f"{target}: written, but not synced: {error.strerror}") from error
        return Receipt(target.name, prepared.content)

    def look_up(self, message: OutgoingMessage, attempted_at: datetime) -> Receipt | None:
        target = self._target(message)
        return Receipt(target.name, target.read_bytes()) if target.exists() else None

    def check(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(f"cannot write placement files to {self._folder}: {error.strerror}") from error

    def close(self) -> None:
        """Nothing is kept open between two files."""

    def _target(self, message: OutgoingMessage) -> Path:
        """Where the file goes; no name can leave the folder."""
        attachment = _only_attachment(message)
        for name, form in ((message.recipient, _FOLDER_NAME), (attachment.name, _FILE_NAME)):
            if not form.fullmatch(name):
                raise ChannelRefused(f"{name!r} cannot name a file", code="file_name")
        file = Path(attachment.name)
        return self._folder / message.recipient / f"{file.stem}.{key_digest(message.key)}{file.suffix}"


def _only_attachment(message: OutgoingMessage) -> Attachment:
    if len(message.attachments) != 1:
        raise ChannelRefused(f"message {message.key} needs exactly one file", code="attachment")
    return message.attachments[0]
