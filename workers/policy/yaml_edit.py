"""Small changes to a policy file that leave every other line and comment as it is. Pure text; must not write files.

A value goes in front of what stands in a list or mapping, at the place that `workers.policy.document` found.
"""

from __future__ import annotations

import difflib
import re

from workers.errors import UserError
from workers.policy.document import Document, KeyPath

_SCALAR = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,}\]\s#][^,}\]#\n]*)""")


def quoted(text: str) -> str:
    """A text as YAML reads it back, whatever signs it holds.

    >>> quoted('a "b"')
    '"a \\\\"b\\\\""'
    """
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def put_first(text: str, document: Document, path: KeyPath, entry: str) -> str:
    """The file with one entry more in a list, or (``key: value``) in a mapping, before what stands there."""
    start = _offset(text, document, path)
    if text[start] in "[{":
        closing = text[start + 1 :].lstrip()[:1] in ("]", "}")
        return text[: start + 1] + entry + ("" if closing else ", ") + text[start + 1 :]
    line = text.rfind("\n", 0, start) + 1
    indent = text[line:start]
    if indent.strip(" -"):
        raise UserError(
            f"{document.file}: {'.'.join(map(str, path))} stands where nothing can be put in: edit the file"
        )
    dash = "- " if text[start:].startswith("- ") else ""
    return text[:start] + f"{dash}{entry}\n{indent}" + text[start:]


def put_value(text: str, document: Document, path: KeyPath, value: str) -> str:
    """The file with another value at a path that is written there."""
    start = _offset(text, document, path)
    found = _SCALAR.match(text, start)
    if found is None:
        raise UserError(f"{document.file}: {'.'.join(map(str, path))} is no single value: edit the file")
    return text[:start] + value + text[start + len(found.group(1).rstrip()) :]


def diff_of(name: str, before: str, after: str) -> str:
    """What a person reads before agreeing."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), f"a/{name}", f"b/{name}", n=1, lineterm="")
    return "\n".join(lines)


def _offset(text: str, document: Document, path: KeyPath) -> int:
    """Where the value of a path begins."""
    if path not in document.values:
        raise UserError(f"{document.file} has no {'.'.join(map(str, path))}: put the key there first")
    line, column = document.values[path]
    starts = [0, *(match.end() for match in re.finditer(r"\n", text))]
    return starts[line - 1] + column - 1
