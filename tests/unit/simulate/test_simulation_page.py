"""The report of a simulation as people see it: the page and the tables of one report, against goldens."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import orjson
import pytest

from workers.dunning.simulate.charts import Column, nice_top, stacked_columns
from workers.dunning.simulate.page import page
from workers.dunning.simulate.tables import tables

GOLDEN = Path(__file__).parent.parent.parent / "golden" / "simulate"


@pytest.fixture(scope="module")
def report() -> dict[str, Any]:
    """A real report of the demo's first weeks, shortened."""
    return orjson.loads((GOLDEN / "report.json").read_bytes())  # type: ignore[no-any-return]


def test_the_page_is_the_same_to_the_byte(report: dict[str, Any]) -> None:
    assert page(report) == (GOLDEN / "page.html").read_text(encoding="utf-8")


def test_the_tables_are_those_that_were_looked_at(report: dict[str, Any]) -> None:
    lines = []
    for table in tables(report, most=3):
        lines += [table.title, " | ".join(table.columns)]
        lines += [" | ".join(str(row[column]) for column in table.columns) for row in table.rows]
        lines += [f"... {table.left_out} more", ""]
    assert "\n".join(lines) == (GOLDEN / "tables.txt").read_text(encoding="utf-8")


class _Fetches(HTMLParser):
    """Everything on a page that a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] * (tag in ("script", "link", "img", "iframe", "object"))
        self.found += [name for name, _ in attrs if name in ("src", "href") or name.startswith("on")]


def test_the_page_fetches_nothing_and_runs_nothing(report: dict[str, Any]) -> None:
    fetches = _Fetches()
    fetches.feed(page(report))
    assert fetches.found == []
    assert "url(" not in page(report)
    assert "@import" not in page(report)


def test_a_name_with_markup_in_it_is_text(report: dict[str, Any]) -> None:
    spoilt = {**report, "ladder": {**report["ladder"], "name": "<script>alert(1)</script>"}}
    assert "<script" not in page(spoilt)


def test_a_long_span_is_drawn_by_weeks(report: dict[str, Any]) -> None:
    assert "Messages per week" in page({**report, "to": "2026-12-31"})
    assert "Messages per week" not in page(report)


def test_columns_are_to_the_scale_of_their_axis() -> None:
    drawn = stacked_columns([Column("1 Jan", {"a": 30, "b": 30})], ["a", "b"], top=60, what="x")
    assert drawn.count('height="74.4"') == 2  # half of the 150 each, less the seam


@pytest.mark.parametrize(("most", "top"), [(0, 2), (2, 2), (3, 4), (9, 10), (11, 20), (61, 80), (1999, 2000)])
def test_an_axis_ends_just_above_the_most(most: int, top: int) -> None:
    assert nice_top(most) == top
