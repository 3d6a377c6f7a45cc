"""`./collectbot test [--full] [PYTEST ARGUMENTS]`: every check of the project, in order, stopping at none.

Says what it runs. Exit code 0 only when all passed. pytest runs last, so that its closing line is the last one printed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

_ROOT = Path(__file__).resolve().parent.parent
_BIN = Path(sys.executable).parent
_MEMORY = Path("/dev/shm")
# Several times what the whole suite leaves behind until its end.
_ROOM = 4 * 2**30
_CHECKS = (
    ("ruff check", ("ruff", "check", "--quiet", ".")),
    ("ruff format --check", ("ruff", "format", "--check", "--quiet", ".")),
    ("mypy --strict", ("mypy", "--strict", "--no-error-summary", "--num-workers", "2", "workers", "tests")),
    ("import contracts", ("lint-imports", "--no-logo")),
)


def main(arguments: list[str]) -> int:
    os.chdir(_ROOT)
    failed = [name for name, command in _CHECKS if not _passes(name, command)]
    if failed:
        _say(f"FAILED so far: {', '.join(failed)}")
    return 0 if _pytest(arguments) and not failed else 1


def _passes(name: str, command: tuple[str, ...]) -> bool:
    """One quiet check: its output is shown only when it has something to say against the code."""
    _say(name)
    done = subprocess.run([_BIN / command[0], *command[1:]], capture_output=True, text=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def _pytest(arguments: list[str]) -> bool:
    full = "--full" in arguments
    chosen = [argument for argument in arguments if argument != "--full"]
    scope = [] if full else ["-m", "not slow"]
    _say(f"pytest ({'everything' if full else 'without the slow tests, which --full runs too'})")
    # Each of the two processes starts servers of its own; a file's tests stay together, for what they share. Files come
    # in their own order: by the number of their tests, the few long ones came last, and one process waited for them.
    parallel = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    command = [sys.executable, "-m", "pytest", "-q", *parallel, *scope, *chosen]
    where = _MEMORY if _has_room() else None
    with TemporaryDirectory(prefix="cb-", dir=where, ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # servers run under an account of their own
        return subprocess.run(command, env=os.environ | {"TMPDIR": folder}).returncode == 0


def _has_room() -> bool:
    """Whether files can lie in memory, where the tests do not wait for a disk at every commit; else on the disk.

    No test can tell the difference: what they kill are processes, and those lose nothing that is in a file.
    """
    if not _MEMORY.is_dir() or not os.access(_MEMORY, os.W_OK):
        return False
    found = os.statvfs(_MEMORY)
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    programs_run = not found.f_flag & os.ST_NOEXEC
    return programs_run and found.f_bavail * found.f_frsize >= _ROOM and memory >= 2 * _ROOM


def _say(what: str) -> None:
    print(f"collectbot test: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
