"""The documents against the code: links lead somewhere; commands, settings and kinds of case are those that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from workers.cli import app
from workers.exception_queue.kinds import RULES, CaseKind
from workers.settings import PREFIX, Settings

_ROOT = Path(__file__).resolve().parent.parent.parent
DOCUMENTS = [_ROOT / "README.md", _ROOT / "CHANGELOG.md", *sorted((_ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((_ROOT / "docs" / "decisions").glob("*.md"))
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
# A command in code: what follows `collectbot` as a word of its own, up to the end of the code or a comment.
_COMMAND = re.compile(r"(?:^|[\s/(])collectbot ((?:(?!  #)[^\n])*)", re.MULTILINE)
_WORD = re.compile(r"[a-z][a-z-]*\Z")
_OPTION = re.compile(r"--[a-z][a-z-]*")
# Not of the product's command line: the bootstrap's own word, and the word that stands for any command.
_NOT_OURS = {"test", "COMMAND"}


def _name(file: object) -> str:
    return str(Path(str(file)).relative_to(_ROOT))


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _code(text: str) -> Iterator[str]:
    """Fenced shell lines and inline code."""
    for language, block in _FENCE.findall(text):
        if language == "sh":
            yield from block.splitlines()
    yield from (code.replace("\n", " ") for code in re.findall(r"`([^`]+)`", _FENCE.sub("", text)))


def _commands(text: str) -> Iterator[list[str]]:
    for code in _code(text):
        for arguments in _COMMAND.findall(code):
            words = arguments.split()
            if words and words[0] not in _NOT_OURS:
                yield words


def _tree() -> dict[str, TyperCommand]:
    """Every command by its full name, such as ``dunning plan``."""
    root = typer.main.get_command(app)
    assert isinstance(root, TyperGroup)
    found: dict[str, TyperCommand] = {}
    for name, command in root.commands.items():
        below = {f"{name} {inner}": leaf for inner, leaf in getattr(command, "commands", {}).items()}
        found |= {full: leaf for full, leaf in (below or {name: command}).items() if isinstance(leaf, TyperCommand)}
    return found


COMMANDS = _tree()
_GROUPS = {name.partition(" ")[0] for name in COMMANDS if " " in name}


# Passwords are settings with names of their own; VENV is the bootstrap's.
_SETTINGS = {field.name.upper() for field in fields(Settings)} - {"PDF_PASSWORDS"} | {"PDF_PASSWORD_NAME", "VENV"}


def _anchors(file: Path) -> set[str]:
    """The anchors that GitHub gives to headings."""
    headings = re.findall(r"^#+ (.+)$", _FENCE.sub("", _read(file)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    links = [link for link in _LINK.findall(_FENCE.sub("", _read(document))) if "://" not in link]
    for link in links:
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_command_named_exists_with_its_options(document: Path) -> None:
    for words in _commands(_read(document)):
        depth = 2 if words[0] in _GROUPS else 1
        name = " ".join(words[:depth])
        assert name in COMMANDS, f"collectbot {' '.join(words)}"
        known = {option for parameter in COMMANDS[name].params for option in parameter.opts} | {"--help"}
        assert set(_OPTION.findall(" ".join(words[depth:]))) <= known, f"collectbot {' '.join(words)}"


def test_the_readme_lists_every_command() -> None:
    rows = [line for line in _read(_ROOT / "README.md").splitlines() if line.startswith("| `collectbot ")]
    listed: set[str] = set()
    for row in rows:
        group = ""
        for code in re.findall(r"`([^`]+)`", row.split("|")[1]):
            words = code.removeprefix("collectbot ").split()
            group = words[0] if code.startswith("collectbot ") else group
            listed.add(" ".join(words) if code.startswith("collectbot ") else f"{group} {words[0]}")
    assert listed == set(COMMANDS)


@pytest.mark.parametrize("document", DOCUMENTS, ids=_name)
def test_every_setting_named_exists(document: Path) -> None:
    known = {f"{PREFIX}{name}" for name in _SETTINGS}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", _read(document))) <= known


def test_every_setting_has_a_row_in_the_table() -> None:
    rows = set(re.findall(rf"^\| `{PREFIX}([A-Z_]+)`", _read(_ROOT / "docs/operating.md"), re.MULTILINE))
    assert rows == _SETTINGS


def test_every_kind_of_case_is_described_as_it_is() -> None:
    described = {}
    for line in _read(_ROOT / "docs/operating.md").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and re.fullmatch(r"`\w+`", cells[0]):
            owner, _, days = cells[1].partition(", ")
            due = 0 if days == "same day" else int(days)
            described[cells[0].strip("`")] = (owner, due, tuple(cells[3].split(", ")))
    assert described == {str(kind): (r.owner, r.due_days, r.decisions) for kind, r in RULES.items()}
    assert set(RULES) == set(CaseKind)


@pytest.mark.parametrize("decision", DECISIONS, ids=_name)
def test_the_readme_lists_every_decision_by_its_title(decision: Path) -> None:
    title = _read(decision).splitlines()[0].removeprefix("# ")
    assert f"[{title}](docs/decisions/{decision.name})" in _read(_ROOT / "README.md")


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = [int(decision.name[:4]) for decision in DECISIONS]
    assert numbers == list(range(1, len(DECISIONS) + 1))
    assert all(
        _WORD.fullmatch(decision.stem[5:].translate(str.maketrans("0123456789", "xxxxxxxxxx")))
        for decision in DECISIONS
    )


def test_every_lint_rule_of_ladders_and_texts_is_documented() -> None:
    modules = ("addressing", "climbing", "clocks", "contacting", "ladder")
    sources = [_ROOT / "workers/policy/lint" / f"{name}.py" for name in modules]
    sources += [_ROOT / "workers/rendering" / f"{name}.py" for name in ("check", "wording")]
    spoken = re.compile(r'(?:Finding\(|_wrong\([^"]*|exists\(|once\(|rule=)\s*"([a-z]+(?:-[a-z]+)+|threat|promotion)"')
    rules = {rule for source in sources for rule in spoken.findall(_read(source))}
    assert len(rules) > 40
    guide = _read(_ROOT / "docs/writing-a-ladder.md")
    assert sorted(rule for rule in rules if f"`{rule}`" not in guide) == []
