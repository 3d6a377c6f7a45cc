"""Reader processes: each reads one document at a time under memory, CPU and wall-clock limits, and is recycled.

A document that kills or stalls its process ends as a `Refusal`; the next one gets a fresh process.
"""

from __future__ import annotations

import os
import queue
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from types import TracebackType
from typing import IO

from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Document, Refusal, Source
from workers.remittance.readers.dispatch import read_source
from workers.remittance.readers.wire import _LENGTH, MAX_FRAME, decode_result, encode_request, write_frame

_CHUNK = 1 << 16
# What a reader needs of the environment; our secrets are not among it.
_NEEDED = frozenset(("PATH", "PYTHONPATH", "VIRTUAL_ENV", "HOME", "LANG", "TESSDATA_PREFIX"))


class InProcessReaders:
    """Reads in this process, without protection: for tests and files that we made ourselves."""

    def __init__(self, limits: ReadingLimits | None = None) -> None:
        self._limits = limits or ReadingLimits()

    def read(self, sources: Sequence[Source]) -> list[Document | Refusal]:
        return [read_source(source, self._limits) for source in sources]


class ReaderPool(AbstractContextManager["ReaderPool"]):
    """Up to ``jobs`` reader processes, started when first needed. Safe to use from several threads."""

    def __init__(self, limits: ReadingLimits | None = None, jobs: int = 1) -> None:
        self._limits = limits or ReadingLimits()
        self._idle: queue.LifoQueue[_Reader | None] = queue.LifoQueue()
        for _ in range(max(1, jobs)):
            self._idle.put(None)
        self._threads = ThreadPoolExecutor(max(1, jobs), "reader")

    def read(self, sources: Sequence[Source]) -> list[Document | Refusal]:
        if len(sources) == 1:
            return [self._read_one(sources[0])]
        return list(self._threads.map(self._read_one, sources))

    def close(self) -> None:
        """Ends all processes; documents being read are finished first."""
        self._threads.shutdown()
        while not self._idle.empty():
            reader = self._idle.get_nowait()
            if reader is not None:
                reader.stop()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _read_one(self, source: Source) -> Document | Refusal:
        if len(source.content) > self._limits.max_bytes:
            return Refusal(source.name, "unreadable", f"more than {self._limits.max_bytes} bytes")
        reader = self._idle.get()
        try:
            if reader is None or not reader.is_usable(self._limits.documents_per_process):
                if reader is not None:
                    reader.stop()
                reader = _Reader()
            return reader.read(source, self._limits)
        finally:
            self._idle.put(reader)


class _Reader:
    """One process. Answers are awaited with a deadline; a late or broken one costs the process its life."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "workers.remittance.readers.worker"]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={name: value for name, value in os.environ.items() if name in _NEEDED or name.startswith("LC_")},
            process_group=0,
        )
        self._documents = 0

    def is_usable(self, most: int) -> bool:
        return self._documents < most and self._process.poll() is None

    def read(self, source: Source, limits: ReadingLimits) -> Document | Refusal:
        self._documents += 1
        started = time.monotonic()
        try:
            write_frame(_pipe(self._process.stdin), encode_request(source, limits))  # type: ignore[arg-type]
            return decode_result(self._receive(started + limits.wall_clock_s))
        except TimeoutError:
            self.stop()
            return Refusal(source.name, "unreadable", f"not read within {limits.wall_clock_s:.0f} seconds")
        except (OSError, ValueError) as error:
            self.stop()
            return Refusal(source.name, "unreadable", f"reading it ended the reader process: {error}")

    def stop(self) -> None:
        """Ends the process and whatever it started."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _receive(self, deadline: float) -> bytes:
        size = _LENGTH.unpack(self._exactly(_LENGTH.size, deadline))[0]
        if size > MAX_FRAME:
            raise ValueError("its answer is too long")
        return self._exactly(size, deadline)

    def _exactly(self, size: int, deadline: float) -> bytes:
        pipe, parts, missing = _pipe(self._process.stdout), [], size
        while missing:
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                raise TimeoutError
            part = pipe.read(min(missing, _CHUNK))
            if not part:
                raise OSError("it ended without an answer")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError("the reader process has no pipe")
    return pipe
