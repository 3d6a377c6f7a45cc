"""What ops people edit, as a running process sees it: read again when a file changed, kept when the new one is wrong.

Must not say what a bad file leads to: whoever runs the process asks for `problem` and tells a person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from workers.errors import ConfigurationError

T = TypeVar("T")


class LastGood(Generic[T]):
    """The last good reading of some folders. Reads at once, so that a process never starts on a bad file.

    Threads may share it. What `current` returns is a value: whoever starts a piece of work keeps it to the end.
    """

    def __init__(self, folders: Iterable[Path], read: Callable[[], T]) -> None:
        self._folders, self._read = tuple(folders), read
        self._lock = Lock()
        self._digest = content_digest(self._folders)
        self._value = read()
        self._problem = ""

    @property
    def problem(self) -> str:
        """What is wrong with the files of now, while the last good ones are in force."""
        return self._problem

    @property
    def held(self) -> T:
        """The reading in force when somebody last asked for it; looks at no file."""
        return self._value

    def current(self) -> T:
        """The reading in force."""
        digest = content_digest(self._folders)
        with self._lock:
            if digest != self._digest:
                self._digest = digest
                self._read_again()
            return self._value

    def _read_again(self) -> None:
        try:
            self._value = self._read()
            self._problem = ""
        except ConfigurationError as error:
            self._problem = str(error)


def content_digest(folders: Iterable[Path]) -> str:
    """One hash over the names and contents of all files below: some dozen small ones, read in a few milliseconds."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            content = file.read_bytes()
            digest.update(f"{file.relative_to(folder)}\0{len(content)}\0".encode())
            digest.update(content)
    return digest.hexdigest()
