"""Style sheets of HTML mails, written into the `style` of each element once, when a template is loaded.

Mail programs drop style sheets, and inlining takes longer than rendering: so not the mails are inlined but the source
of their templates. css-inline says which rules hit which element; the source is changed there and nowhere else, because
no HTML parser leaves Jinja's own signs where they stand. Must not know what a template says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import BaseLoader, Environment, FileSystemLoader

STYLE_SHEET = "_layout/styles.css"
_JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_TAG = re.compile(r"<[a-zA-Z][\w-]*(?=[\s/>])[^<>]*>")
_STYLE = re.compile(r"""\sstyle\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_CLASS = re.compile(r"""\sclass\s*=\s*("[^"]*"|'[^']*')""", re.IGNORECASE)
_STYLED = re.compile(r'data-n="(\d+)"[^<>]*?\sstyle="([^"]*)"|style="([^"]*)"[^<>]*?\sdata-n="(\d+)"')
_NUMBER, _NAME = re.compile(r'data-n="(\d+)"'), re.compile(r"<[\w-]+")
_AROUND_CELL = "<table><tbody><tr>{}</tr></tbody></table>"
_HIDDEN = "\ue000"  # a sign that no template and no style sheet holds


class StyledLoader(BaseLoader):
    """Loads templates from a folder; HTML gets the styles of ``<first folder>/_layout/styles.css``, if there is one."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._files = folder, FileSystemLoader(folder, encoding="utf-8-sig")

    def get_source(self, environment: Environment, template: str) -> tuple[str, str | None, Callable[[], bool] | None]:
        source, file, is_current = self._files.get_source(environment, template)
        sheet = self._folder / template.partition("/")[0] / STYLE_SHEET
        if template.endswith(".html") and sheet.is_file():
            source = inlined(source, sheet.read_text(encoding="utf-8"))
        return source, file, is_current

    def list_templates(self) -> list[str]:
        return self._files.list_templates()


def inlined(source: str, css: str) -> str:
    """``source`` with the rules of ``css`` in its elements; an element's own style wins, and lines stay lines.

    >>> inlined('<p class="note">{{ text }}</p>', "p.note { color: red }")
    '<p style="color: red;">{{ text }}</p>'
    """
    hidden = _JINJA.sub(lambda found: _HIDDEN * len(found.group()), source)
    tags = list(_TAG.finditer(hidden))
    styles = _styles_of(hidden, tags, css)
    pieces, end = [], 0
    for number, tag in enumerate(tags):
        pieces += [source[end : tag.start()], _styled(source[tag.start() : tag.end()], styles.get(number, ""))]
        end = tag.end()
    return "".join([*pieces, source[end:]])


def _styles_of(hidden: str, tags: list[re.Match[str]], css: str) -> dict[int, str]:
    """The declarations that the style sheet alone gives each tag, by its number."""
    inliner = CSSInliner(extra_css=css, load_remote_stylesheets=False)
    numbered = [_numbered(number, tag.group()) for number, tag in enumerate(tags)]
    pieces, end = [], 0
    for tag, text in zip(tags, numbered, strict=True):
        pieces += [hidden[end : tag.start()], text]
        end = tag.end()
    page = inliner.inline("".join([*pieces, hidden[end:]]))
    # A template that holds only rows of a table is no page, and a parser drops them: each gets a table of its own.
    seen = {int(number) for number in _NUMBER.findall(page)}
    dropped = [_AROUND_CELL.format(text) for number, text in enumerate(numbered) if number not in seen]
    found = _STYLED.finditer(page + (inliner.inline("".join(dropped)) if dropped else ""))
    return {int(one.group(1) or one.group(4)): (one.group(2) or one.group(3) or "").strip() for one in found}


def _numbered(number: int, tag: str) -> str:
    """The tag without a style of its own, and with its number."""
    name = _NAME.match(tag)
    assert name is not None  # a tag begins with its name
    return f'{name.group()} data-n="{number}"{_STYLE.sub("", tag[name.end() :])}'


def _styled(tag: str, style: str) -> str:
    if not style:
        return tag
    own = _STYLE.search(tag)
    joined = style.rstrip(";") + ";" + (own.group(1)[1:-1] if own else "")
    bare = _CLASS.sub(_kept_if_dynamic, _STYLE.sub("", tag))
    return _NAME.sub(lambda name: f'{name.group()} style="{joined}"', bare, count=1)


def _kept_if_dynamic(found: re.Match[str]) -> str:
    """A class that a template computes may be anybody's; one that was looked up has done its work."""
    return found.group() if "{" in found.group() else ""
