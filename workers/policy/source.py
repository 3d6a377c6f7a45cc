"""The policy of a running process: read again when a file's content changed, and kept when the new content is wrong.

Must not say what a bad file leads to: whoever runs the process asks for `problem` and tells a person.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from workers.errors import ConfigurationError
from workers.policy.policy_set import PolicySet


class PolicySource:
    """Reads the policy at once, so that a process never starts on a bad one; threads may share it."""

    def __init__(self, folder: Path, load: Callable[[], PolicySet]) -> None:
        self._folder, self._load = folder, load
        self._lock = Lock()
        self._digest = content_digest(folder)
        self._policy = load()
        self._problem = ""

    @property
    def problem(self) -> str:
        """What is wrong with the files of now, while the last good ones are in force."""
        return self._problem

    def current(self) -> PolicySet:
        """The policy in force. Whoever starts a piece of work asks once and keeps the answer to its end."""
        digest = content_digest(self._folder)
        with self._lock:
            if digest != self._digest:
                self._digest = digest
                self._read_again()
            return self._policy

    def _read_again(self) -> None:
        try:
            self._policy = self._load()
            self._problem = ""
        except ConfigurationError as error:
            self._problem = str(error)


def content_digest(folder: Path) -> str:
    """One hash over the names and contents of all files below a folder; a handful of small files, read in no time."""
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*.yaml") if path.is_file()):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(folder)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
