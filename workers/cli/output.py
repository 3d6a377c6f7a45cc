"""What commands print: JSON lines for programs, tables for people, progress on standard error. Must not decide."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any

import typer

# The largest number a database counts rows with: more is a slip of the hand.
MAX_ID = 2**63 - 1
# Where nobody sees the edge of a screen, a table may be as wide as it needs.
_WIDE = 200

Record = Mapping[str, Any]
Json = Annotated[bool, typer.Option("--json", help="Print JSON lines.")]


@dataclass(slots=True)
class Progress:
    """How far a long piece of work has come; ``show`` takes what is done, and the total where it is known."""

    show: Callable[[int, int | None], None]
    done: int = 0

    def advance(self, steps: int) -> None:
        self.reach(self.done + steps)

    def reach(self, done: int, total: int | None = None) -> None:
        self.done = done
        self.show(done, total)


def print_record(record: Record, as_json: bool) -> None:
    """One object: a JSON line, or a line ``name: value`` per field."""
    if as_json:
        _print_json([record])
        return
    for name, value in record.items():
        print(f"{name}: {_cell(value)}")


def print_records(records: Iterable[Record], as_json: bool, columns: Sequence[str], *, nothing: str) -> None:
    """A JSON line per record, or a table of the chosen columns; ``nothing`` is said when there are none."""
    if as_json:
        _print_json(records)
        return
    rows = [[_cell(record[column]) for column in columns] for record in records]
    if not rows:
        print(nothing)
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else _WIDE).print(table)


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """A bar on standard error; nothing where that is no terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield Progress(lambda done, total: bar.update(task, completed=done, total=total))


def _print_json(records: Iterable[Record]) -> None:
    import orjson

    for record in records:
        print(orjson.dumps(record, default=str).decode(), flush=True)


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case list() | tuple():
            return ", ".join(_cell(inner) for inner in value)
        case dict():
            return ", ".join(f"{key} {_cell(inner)}" for key, inner in value.items() if inner is not None)
        case _:
            return str(value)
