"""The reader processes of this test process, as the kernel sees them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path


def reader_processes() -> Iterator[int]:
    """The reader processes that this one started, ended but not buried ones too."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = status.read_text().rpartition(") ")[2].split()[1]
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(parent) == os.getpid() and b"readers.worker" in command:
            yield int(status.parent.name)


def most_memory(process: int) -> int:
    """The most memory that a process ever held, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text())
    return int(found.group(1)) * 1024 if found else 0
