"""Running commands as people do: arguments in, exit code and what was printed out."""

from __future__ import annotations

from collections.abc import Callable

# (exit code, stdout, stderr); settings by keyword hold for that one command.
Run = Callable[..., tuple[int, str, str]]
# A Tuesday at ten in London.
NOW = "2026-03-03T10:00:00+00:00"
