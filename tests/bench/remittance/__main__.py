"""Generates a set of remittance advices, has the product judge it, and prints the figures per family.

    python -m tests.bench.remittance --documents N --seed S [--families SPLIT|ID,ID] --out DIR [--jobs 2]

``--record NAME`` keeps the figures for the gate in ``test_remittance_benchmark.py``: "default" is the families of
"portable" (all that need no Chromium), 120 documents, seed 1; "tuned" and "kept_out" are 2,500 documents, seed 7.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from tests.bench.remittance.emit import emit, orders
from tests.bench.remittance.families import FAMILIES, KEPT_OUT, PORTABLE, TUNED
from tests.bench.remittance.family import Family
from tests.bench.remittance.figures import record
from tests.bench.remittance.judged import Result, judge

_SPLITS = {"tuned": TUNED, "kept_out": KEPT_OUT, "portable": PORTABLE, "all": (*TUNED, *KEPT_OUT)}


def main() -> None:
    arguments = _arguments()
    console = Console(stderr=True)
    wanted = orders(_families(arguments.families), arguments.documents, arguments.seed)
    with Progress(console=console) as progress:
        drawing = progress.add_task("draw", total=len(wanted))
        made = 0
        for _ in emit(wanted, arguments.out, arguments.jobs):
            made += 1
            progress.advance(drawing)
        result = Result()
        if not arguments.draw_only:
            judging = progress.add_task("judge", total=made)
            for truth, prediction in judge(arguments.out, arguments.jobs):
                result.add(truth, prediction)
                progress.advance(judging)
    if arguments.draw_only:
        return
    report = result.as_json() | {"seed": arguments.seed, "families_drawn": arguments.families}
    (arguments.out / "score.json").write_text(json.dumps(report, indent=1), encoding="utf-8")
    print(json.dumps(report)) if arguments.json else _print(result)
    if arguments.record:
        record(arguments.record, arguments.seed, result)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--documents", type=int, default=240)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--families", default="tuned", help="tuned, kept_out, portable, all, or family ids with commas")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--draw-only", action="store_true", help="write the set, judge nothing")
    parser.add_argument("--record", metavar="NAME", help="keep the figures in figures.json, where the gate reads them")
    return parser.parse_args()


def _families(names: str) -> tuple[Family, ...]:
    return _SPLITS.get(names) or tuple(FAMILIES[name] for name in names.split(","))


def _print(result: Result) -> None:
    console = Console(width=110)
    table = Table("family", "format", "documents", "line F1", "straight through", "false applications", "kind right")
    for name, tally in sorted(result.families.items()):
        figures = tally.as_json()
        table.add_row(name, FAMILIES[name].format, *_cells(figures))
    table.add_section()
    table.add_row("all", "", *_cells(result.total.as_json()))
    console.print(table)
    for finding in result.findings:
        console.print(str(finding), markup=False, highlight=False, soft_wrap=True)


def _cells(figures: dict[str, float | int | None]) -> list[str]:
    shown = []
    for value in figures.values():
        shown.append("-" if value is None else str(value) if isinstance(value, int) else f"{value:.2%}")
    return shown


if __name__ == "__main__":
    main()
