"""Worker processes of a bench: started, made ready, and timed from one signal to the end of the last. Measures only.

A worker is a module run with ``--work ARGUMENTS``: it calls `wait_for_go` when it is ready, and may print one line.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

WORKERS = 2


def wait_for_go() -> None:
    """Called in a worker: start-up is not measured."""
    print("ready", flush=True)
    sys.stdin.readline()


def most_kilobytes() -> int:
    """The most memory this process has had. `getrusage` would count its parent's too, from before the program began."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def run_together(module: str, arguments: Sequence[str], workers: int = WORKERS) -> tuple[float, list[str]]:
    """Seconds until the last of them ended, and what each printed after it was ready."""
    command = [sys.executable, "-m", module, "--work", *arguments]
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(workers)]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    started = time.perf_counter()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    printed = [process.communicate()[0].strip() for process in processes]
    if any(process.returncode for process in processes):
        raise SystemExit("a worker failed")
    return time.perf_counter() - started, printed
