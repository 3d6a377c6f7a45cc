"""The reader process: one request in, one document or refusal out, under limits that a hostile file cannot lift.

Started by `pool` as ``python -m workers.remittance.readers.worker``; it has no network and writes no file.
"""

from __future__ import annotations

import os
import resource
import sys
from typing import BinaryIO

from workers.policy.cash_application import ReadingLimits
from workers.remittance.document import Refusal
from workers.remittance.readers.dispatch import read_source
from workers.remittance.readers.sandbox import cut_off
from workers.remittance.readers.wire import decode_request, encode_result, read_frame, write_frame


def main() -> None:
    """Serves requests until the parent closes the pipe. Anything a library prints goes to standard error."""
    cut_off()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    while (payload := read_frame(requests)) is not None:
        source, limits = decode_request(payload)
        _limit(limits)
        try:
            result = read_source(source, limits)
        except MemoryError:
            result = Refusal(source.name, "unreadable", "the document needs too much memory")
        write_frame(answers, encode_result(result))


def _limit(limits: ReadingLimits) -> None:
    """Memory for the process, CPU seconds counted from here, no files."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(usage.ru_utime + usage.ru_stime)
    _, hard_cpu = resource.getrlimit(resource.RLIMIT_CPU)
    _, hard_space = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + limits.cpu_s + 1, hard_cpu))
    resource.setrlimit(resource.RLIMIT_AS, (limits.address_space_bytes, hard_space))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main()
