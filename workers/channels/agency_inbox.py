"""Files that agencies lay down for us in a folder, or that a transfer job brings there from their SFTP server.

What is read or refused moves to a folder of its own, so that it stays to be looked at. Must not know what a file means.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from workers.channels.base import ChannelUnavailable
from workers.channels.durable_files import sync_folder

_FORMATS = (".csv", ".jsonl")
MOST_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class ArrivedFile:
    """A file as it lies there; ``content`` is None where it is larger than we read."""

    name: str
    content: bytes | None
    changed_at: datetime


class AgencyInbox:
    """The folder of one agency; hidden files and other kinds of file are on their way, or not for us."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def files(self) -> Iterator[ArrivedFile]:
        """What lies there, by name; a file that somebody takes away meanwhile is passed over.

        Raises `ChannelUnavailable` for the first that cannot be read, after all others were given.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            paths = sorted(path for path in self._folder.iterdir() if _is_for_us(path))
        except OSError as error:
            raise ChannelUnavailable(f"agency folder {self._folder}: {error.strerror}") from error
        unread: list[ChannelUnavailable] = []
        for path in paths:
            try:
                found = _read(path)
            except OSError as error:
                unread.append(ChannelUnavailable(f"agency file {path}: {error.strerror}"))
                continue
            if found is not None:
                yield found
        if unread:
            raise unread[0]

    def file(self, name: str, outcome: str) -> None:
        """Put a file into the folder ``read`` or ``refused``; one of the same name there keeps its place."""
        source, target = self._folder / name, self._folder / outcome / name
        try:
            target.parent.mkdir(exist_ok=True)
            if target.exists():
                target = target.with_name(f"{target.stem}.{uuid4().hex[:8]}{target.suffix}")
            source.rename(target)
            sync_folder(target.parent)
            sync_folder(self._folder)
        except FileNotFoundError:
            return  # another process has filed it
        except OSError as error:
            raise ChannelUnavailable(f"agency folder {self._folder}: {error.strerror}") from error


def _is_for_us(path: Path) -> bool:
    return path.suffix.lower() in _FORMATS and not path.name.startswith(".") and path.is_file()


def _read(path: Path) -> ArrivedFile | None:
    try:
        with path.open("rb") as file:
            state = os.fstat(file.fileno())
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        return None
    changed_at = datetime.fromtimestamp(state.st_mtime, UTC)
    return ArrivedFile(path.name, content if len(content) <= MOST_BYTES else None, changed_at)
