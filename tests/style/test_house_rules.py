"""The house rules that no linter knows: sizes, docstrings, no float near money, one reader of the calendar."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

_ROOT = Path(__file__).resolve().parent.parent.parent
_MAX_FILE_LINES = 300
_MAX_FUNCTION_LINES = 40
_MAX_PARAMETERS = 5
_GENERATED = _ROOT / "workers/ledger/migrations/versions"
# A command's parameters are its options.
_CLI = _ROOT / "workers/cli"
_CLOCK = _ROOT / "workers/clock.py"
_VAGUE_NAMES = {"utils", "helpers", "helper", "util", "manager", "service", "services", "common", "misc"}
_READINGS = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")


def _modules(folder: str) -> list[Path]:
    files = sorted((_ROOT / folder).rglob("*.py"))
    return [file for file in files if _GENERATED not in file.parents]


class Function(NamedTuple):
    """A function or method, with the names of its positional parameters."""

    name: str
    lines: int
    parameters: tuple[str, ...]


class Outline(NamedTuple):
    """What the rules look at in a file: each is parsed and walked once for all of them."""

    docstring: str | None
    lines: int
    functions: list[Function]
    floats: list[int]
    readings: list[tuple[int, str]]


@cache
def _outline(file: Path) -> Outline:
    text = file.read_text(encoding="utf-8")
    tree = ast.parse(text, filename=str(file))
    outline = Outline(ast.get_docstring(tree), len(text.splitlines()), [], [], [])
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                names = tuple(argument.arg for argument in node.args.args if argument.arg not in ("self", "cls"))
                outline.functions.append(Function(node.name, (node.end_lineno or 0) - node.lineno + 1, names))
            case ast.Name(id="float") | ast.Constant(value=float()):
                outline.floats.append(node.lineno)
            case ast.Call(func=ast.Attribute(attr="now" | "utcnow" | "today" | "time") as read) if (
                name := ast.unparse(read)
            ).endswith(_READINGS):
                outline.readings.append((node.lineno, name))
    return outline


def _is_pure(file: Path) -> bool:
    return "receivables" in file.parts or "rules" in file.parts


EVERY_MODULE = [*_modules("workers"), *_modules("tests")]
PURE_MODULES = [file for file in _modules("workers") if _is_pure(file)]


def _name(file: object) -> str:
    return str(Path(str(file)).relative_to(_ROOT))


@pytest.mark.parametrize("file", EVERY_MODULE, ids=_name)
def test_a_module_says_what_it_is_for_and_stays_small(file: Path) -> None:
    assert _outline(file).docstring, "no module docstring"
    assert _outline(file).lines <= _MAX_FILE_LINES
    assert file.stem not in _VAGUE_NAMES


@pytest.mark.parametrize("file", EVERY_MODULE, ids=_name)
def test_functions_stay_small(file: Path) -> None:
    assert not [function for function in _outline(file).functions if function.lines > _MAX_FUNCTION_LINES]


@pytest.mark.parametrize("file", [file for file in _modules("workers") if _CLI not in file.parents], ids=_name)
def test_functions_take_few_positional_parameters(file: Path) -> None:
    assert not [function for function in _outline(file).functions if len(function.parameters) > _MAX_PARAMETERS]


@pytest.mark.parametrize("file", PURE_MODULES, ids=_name)
def test_no_float_near_money(file: Path) -> None:
    assert not _outline(file).floats, "float in these lines"


@pytest.mark.parametrize("file", [file for file in _modules("workers") if file != _CLOCK], ids=_name)
def test_only_the_clock_reads_the_calendar(file: Path) -> None:
    assert not _outline(file).readings
