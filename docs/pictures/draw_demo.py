"""Draws docs/pictures/demo.svg from what the demo really printed. Must not invent a line.

./collectbot demo > demo.txt && .venv/bin/python docs/pictures/draw_demo.py < demo.txt > docs/pictures/demo.svg
"""

from __future__ import annotations

import io
import re
import sys

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

WIDTH = 110
_LOG_LINES = 7
_TITLES = {"What came of it", "Who owes us what", "Notices sent", "Cases for people", "The eleven laws"}
# The picture stands alone: no font is fetched, the reader's own is used.
_FORMAT = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)


def main() -> None:
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(Text("$ ./collectbot demo", style="bold"))
    for line in shortened(sys.stdin.read().splitlines()):
        console.print(Text(line, style="bold" if line in _TITLES else ""))
    sys.stdout.write(console.export_svg(title="collectbot demo", code_format=_FORMAT, unique_id="demo"))


def shortened(lines: list[str]) -> list[str]:
    """The log's first days, the summary, and the last line; blank lines only between the tables."""
    lines = [line.rstrip() for line in lines]
    summary = next(index for index, line in enumerate(lines) if line in _TITLES)
    log = lines[:summary][: _LOG_LINES + 3]
    left_out = sum(map(bool, lines[:summary])) - sum(map(bool, log))
    tables = [line for line, after in zip(lines[summary:], [*lines[summary + 1 :], ""], strict=True) if line or after]
    return [*log, f"... {left_out} more days ...", "", *tables]


if __name__ == "__main__":
    main()
