"""`./collectbot test [--full] [PYTEST ARGUMENTS]`: every check of the project, in order, stopping at none.

Says what it runs. Exit code 0 only when all passed. pytest runs last, so that its closing line is the last one printed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_BIN = Path(sys.executable).parent
_CHECKS = (
    ("ruff check", ("ruff", "check", "--quiet", ".")),
    ("ruff format --check", ("ruff", "format", "--check", "--quiet", ".")),
    ("mypy --strict", ("mypy", "--strict", "--no-error-summary", "workers", "tests")),
    ("import contracts", ("lint-imports",)),
)


def main(arguments: list[str]) -> int:
    os.chdir(_ROOT)
    failed = [name for name, command in _CHECKS if not _passes(name, command)]
    failed += [] if _pytest(arguments) else ["pytest"]
    if failed:
        print(f"collectbot test: failed: {', '.join(failed)}", file=sys.stderr, flush=True)
    return 1 if failed else 0


def _passes(name: str, command: tuple[str, ...]) -> bool:
    """One quiet check: its output is shown only when it has something to say against the code."""
    print(f"collectbot test: {name}", file=sys.stderr, flush=True)
    done = subprocess.run([_BIN / command[0], *command[1:]], capture_output=True, text=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def _pytest(arguments: list[str]) -> bool:
    full = "--full" in arguments
    chosen = [argument for argument in arguments if argument != "--full"]
    scope = [] if full else ["-m", "not slow"]
    print(
        f"collectbot test: pytest ({'everything' if full else 'without the slow tests; --full runs them too'})",
        file=sys.stderr,
        flush=True,
    )
    return subprocess.run([sys.executable, "-m", "pytest", "-q", *scope, *chosen]).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
