"""Which elements of a mail's HTML a reader of the mail never sees: hidden by style, attribute or a class of the sheet.

Only what every mail program hides counts; rules for small screens and for print do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

_ZERO = r"0(?:\.0+)?(?:px|pt|em|rem|%)?(?=;|!|$)"
_HIDING = re.compile(
    rf"(?:^|;)(?:display:none|visibility:hidden|mso-hide:all|opacity:0(?:\.0+)?(?=;|!|$)|font-size:{_ZERO}"
    rf"|max-height:{_ZERO}|(?<!-)height:{_ZERO}[^;]*;(?:.*;)?overflow:hidden)"
)
_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_CLASS = re.compile(r"\s*(?:[a-z][a-z0-9]*)?\.([\w-]+)\s*\Z", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_LONGEST_SHEET = 200_000


def is_hidden(attributes: Mapping[str, str | None], hidden_classes: frozenset[str]) -> bool:
    """Whether an element with such attributes is not shown.

    >>> is_hidden({"style": "Display: none"}, frozenset()), is_hidden({"style": "font-size:0.9em"}, frozenset())
    (True, False)
    """
    if "hidden" in attributes or hidden_classes & set((attributes.get("class") or "").split()):
        return True
    return hides(attributes.get("style") or "")


def hides(declarations: str) -> bool:
    """Whether style declarations hide what they apply to."""
    return bool(_HIDING.search(re.sub(r"\s", "", declarations[:2_000].lower())))


def hidden_classes(sheet: str) -> frozenset[str]:
    """The classes that a style sheet hides everywhere.

    >>> sorted(hidden_classes(".pre, td.off {display:none} @media print {.menu {display:none}} .a .b {display:none}"))
    ['off', 'pre']
    """
    return frozenset(_hidden(_without_conditions(_COMMENT.sub(" ", sheet[:_LONGEST_SHEET]))))


def _hidden(sheet: str) -> Iterator[str]:
    for selectors, declarations in _RULE.findall(sheet):
        if hides(declarations):
            yield from (found[1] for selector in selectors.split(",") if (found := _CLASS.match(selector)))


def _without_conditions(sheet: str) -> str:
    """Without what stands in braces behind an @ rule, and the braces inside it."""
    kept: list[str] = []
    depth = 0
    skipping_from: int | None = None
    for part in re.split(r"([{};]|@[\w-]+)", sheet):
        if part.startswith("@") and skipping_from is None:
            skipping_from = depth
        if skipping_from is None:
            kept.append(part)
        depth += (part == "{") - (part == "}")
        if skipping_from is not None and depth == skipping_from and part in ("}", ";"):
            skipping_from = None
    return "".join(kept)
