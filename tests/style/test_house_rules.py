"""The house rules that no linter knows: sizes, docstrings, no float near money, one reader of the calendar."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

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


def _modules(folder: str) -> list[Path]:
    files = sorted((_ROOT / folder).rglob("*.py"))
    return [file for file in files if _GENERATED not in file.parents]


def _parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def _is_pure(file: Path) -> bool:
    return "receivables" in file.parts or "rules" in file.parts


EVERY_MODULE = [*_modules("workers"), *_modules("tests")]
PURE_MODULES = [file for file in _modules("workers") if _is_pure(file)]


def _name(file: object) -> str:
    return str(Path(str(file)).relative_to(_ROOT))


@pytest.mark.parametrize("file", EVERY_MODULE, ids=_name)
def test_a_module_says_what_it_is_for_and_stays_small(file: Path) -> None:
    assert ast.get_docstring(_parse(file)), "no module docstring"
    assert len(file.read_text(encoding="utf-8").splitlines()) <= _MAX_FILE_LINES
    assert file.stem not in _VAGUE_NAMES


@pytest.mark.parametrize("file", EVERY_MODULE, ids=_name)
def test_functions_stay_small(file: Path) -> None:
    long = {
        function.name: lines
        for function in _functions(_parse(file))
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > _MAX_FUNCTION_LINES
    }
    assert not long


@pytest.mark.parametrize("file", [file for file in _modules("workers") if _CLI not in file.parents], ids=_name)
def test_functions_take_few_positional_parameters(file: Path) -> None:
    wide = {
        function.name: names
        for function in _functions(_parse(file))
        if len(names := [a.arg for a in function.args.args if a.arg not in ("self", "cls")]) > _MAX_PARAMETERS
    }
    assert not wide


@pytest.mark.parametrize("file", PURE_MODULES, ids=_name)
def test_no_float_near_money(file: Path) -> None:
    names = [node.lineno for node in ast.walk(_parse(file)) if isinstance(node, ast.Name) and node.id == "float"]
    literals = [
        node.lineno
        for node in ast.walk(_parse(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert not names + literals, "float in these lines"


@pytest.mark.parametrize("file", [file for file in _modules("workers") if file != _CLOCK], ids=_name)
def test_only_the_clock_reads_the_calendar(file: Path) -> None:
    readings = ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")
    read = [(line, name) for line, name in _calls(_parse(file)) if name.endswith(readings)]
    assert not read
