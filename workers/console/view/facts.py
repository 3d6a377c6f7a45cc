"""What a case holds beside its mail and its lines, put so that a template can show it: words, days, amounts, tables.

Must not know a kind of case: a shape is told by the name of a fact and by what its value looks like. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

# Numbers of ours that say nothing beside what the page shows of them anyway.
_LEFT_OUT = {"account_id"}
_MINOR = "_minor"
_CODED = {"agency", "code", "kind", "mode", "payment", "reason", "stops", "terms", "verdict"}
_CODE = re.compile(r"[a-z]+(_[a-z]+)+")
_SMALL = re.compile(r"[a-z_]+")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and how it is shown; a code may have a word, an amount has a currency, days are days overdue."""

    shape: Literal["text", "code", "day", "days", "money", "truth"]
    value: Any
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact by its name; each row is one value, or several that belong together. A block keeps its lines."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    is_block: bool = False

    @property
    def is_table(self) -> bool:
        return any(len(row) > 1 for row in self.rows)


def facts_of(evidence: Mapping[str, Any], currency: str) -> Iterator[Fact]:
    """Every fact of a document, in its order; ``currency`` is that of its amounts unless they name another.

    >>> [(fact.name, fact.rows[0][0].value) for fact in facts_of({"wanted": {"limit_minor": 5, "note": ""}}, "EUR")]
    [('limit', 5)]
    """
    for name, value in evidence.items():
        if name in _LEFT_OUT or value in ("", None, [], {}):
            continue
        match value:
            case Mapping():
                yield from facts_of(value, str(value.get("currency") or currency))
            case list() if name == "diff":
                yield Fact(name, ((Cell("text", "\n".join(value)),),), is_block=True)
            case str() if "\n" in value.strip():
                yield Fact(name, ((Cell("text", value),),), is_block=True)
            case list() | tuple():
                yield Fact(name, tuple(_row(name, each, currency) for each in value))
            case int() if name.endswith(_MINOR) and currency:
                yield Fact(name.removesuffix(_MINOR), ((Cell("money", value, currency),),))
            case _:
                yield Fact(name, ((_cell(name, value),),))


def _row(name: str, value: Any, currency: str) -> tuple[Cell, ...]:
    """An entry of a list: what is open of an item stands second in it, by the way of all who open cases."""
    match value:
        case [document, int() as amount, *more] if name == "items" and currency:
            cells = (Cell("text", document), Cell("money", amount, currency))
            return (*cells, *(Cell("days", each) if isinstance(each, int) else _cell(name, each) for each in more))
        case list():
            return tuple(_cell(name, each) for each in value)
        case dict():
            told = (f"{key.replace('_', ' ')} {each}" for key, each in value.items() if each not in ("", None, []))
            return (Cell("text", ", ".join(told)),)
        case _:
            return (_cell(name, value),)


def _cell(name: str, value: Any) -> Cell:
    match value:
        case bool():
            return Cell("truth", value)
        case str() if _DAY.fullmatch(value):
            return _day(value)
        case str() if _CODE.fullmatch(value) or (name in _CODED and _SMALL.fullmatch(value)):
            return Cell("code", value)
        case None:
            return Cell("text", "")
        case _:
            return Cell("text", str(value))


def _day(value: str) -> Cell:
    try:
        return Cell("day", date.fromisoformat(value))
    except ValueError:
        return Cell("text", value)
