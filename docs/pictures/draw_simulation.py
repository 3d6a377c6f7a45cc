"""Draws docs/pictures/simulation.svg from the page that `ladder simulate --html` wrote. Must not invent a mark.

collectbot ladder simulate --ladder FILE --from DATE --to DATE --html simulation.html
.venv/bin/python docs/pictures/draw_simulation.py < simulation.html > docs/pictures/simulation.svg
"""

from __future__ import annotations

import re
import sys

_CHART = re.compile(r'<svg viewBox="0 0 760 (\d+)".*?</svg>', re.DOTALL)
_TITLES = ("Messages per day, the ladder that is tried", "Messages per day, the ladder in force", "Messages per level")
_WIDTH, _MARGIN, _TITLE = 760, 16, 26
_HEAD = "font:12px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;background:var(--ground)"


def main() -> None:
    page = sys.stdin.read()
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None  # the page has one
    parts, y = [], _MARGIN
    for title, chart in zip(_TITLES, _CHART.finditer(page), strict=True):
        parts.append(f'<text x="{_MARGIN}" y="{y + 14}" font-weight="600">{title}</text>')
        place = f'<svg x="{_MARGIN}" y="{y + _TITLE}" width="{_WIDTH}" height="{chart.group(1)}" '
        parts.append(chart.group(0).replace("<svg ", place, 1))
        y += _TITLE + int(chart.group(1)) + _MARGIN
    width = _WIDTH + 2 * _MARGIN
    # Of the page's own style the colours, and the classes of the marks; its layout is not needed.
    colours = "".join(re.findall(r"^(?::root|@media|--).*$", style.group(1), re.MULTILINE))
    marks = "".join(re.findall(r"^\.(?:s\d|axis|grid|live).*$", style.group(1), re.MULTILINE))
    ground = f'<rect width="{width}" height="{y}" fill="var(--ground)"/>'
    own = f"{colours}{marks}text{{fill:var(--ink)}}"
    sys.stdout.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" style="{_HEAD}">')
    sys.stdout.write(f"<style>{own}</style>{ground}{''.join(parts)}</svg>\n")


if __name__ == "__main__":
    main()
