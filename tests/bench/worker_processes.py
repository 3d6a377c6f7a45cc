"""Worker processes of a bench: started, made ready, and timed from one signal to the end of the last. Measures only.

A worker is a module run with ``--work ARGUMENTS``: it calls `wait_for_go` when it is ready, and prints one line at its
end.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
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


def run_together(
    module: str, arguments: Sequence[str], workers: int = WORKERS, when_ready: Callable[[], object] = lambda: None
) -> tuple[float, list[str]]:
    """Seconds until the last of them had done its work, and what each printed then; ``when_ready`` is called before."""
    command = [sys.executable, "-m", module, "--work", *arguments]
    pipe = subprocess.PIPE
    processes = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(workers)]
    for process in processes:
        assert process.stdout is not None
        process.stdout.readline()
    when_ready()
    started = time.perf_counter()
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    printed = [process.stdout.readline().strip() for process in processes if process.stdout]
    seconds = time.perf_counter() - started
    for process in processes:
        process.communicate()
    if any(process.returncode for process in processes):
        raise SystemExit("a worker failed")
    return seconds, printed
