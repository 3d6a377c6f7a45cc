"""One YAML file as plain values with the place of every key and value. The only module that reads YAML.

Composes nodes instead of constructing objects, so that no tag runs code, no amount becomes a float and
every scalar keeps its line and column. Must not know what the keys mean.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from workers.errors import ConfigurationError

KeyPath = tuple[Hashable, ...]
Place = tuple[int, int]

_TAG = "tag:yaml.org,2002:"
_KINDS = frozenset({"map", "seq", "str", "int", "float", "bool", "null", "timestamp"})
_WHOLE = re.compile(r"[-+]?\d+\Z")
# Aliases may repeat a node; this many values in all is far above any policy and far below a bomb.
_MOST_VALUES = 50_000
# Brackets within brackets: no policy needs a tenth of it, and some hundred exhaust the stack of whoever follows them.
_DEEPEST = 40
_MOST_DIGITS = 30
# A file that says it is YAML 1.1 calls 'yes' and 'off' booleans too; here they are words, and refused where they stand.
_BOOLEANS = frozenset({"true", "false"})


@dataclass(slots=True)
class Document:
    """The content of a file; `keys` and `values` map a path such as ``("levels", 0, "notice")`` to line and column."""

    file: str
    content: Any = None
    keys: dict[KeyPath, Place] = field(default_factory=dict)
    values: dict[KeyPath, Place] = field(default_factory=dict)
    errors: list[ConfigurationError] = field(default_factory=list)
    warnings: list[ConfigurationError] = field(default_factory=list)

    def error(
        self,
        path: KeyPath,
        message: str,
        *,
        hint: str = "",
        at_key: bool = False,
        rule: str = "",
        warning: bool = False,
    ) -> ConfigurationError:
        """An error at the value of `path`, or at its key; at the nearest enclosing place where it is not written."""
        places = {**self.values, **self.keys} if at_key else self.values
        while path and path not in places:
            path = path[:-1]
        line, column = places.get(path, (1, 1))
        return ConfigurationError(
            message, file=self.file, line=line, column=column, hint=hint, rule=rule, warning=warning
        )


def read_document(file: Path) -> Document:
    """Reads one YAML file; what is wrong with it stands in the document's `errors`, never in an exception."""
    document = Document(str(file))
    try:
        text = file.read_bytes().decode("utf-8-sig")
        node = _composed(text)
    except OSError as error:
        document.errors.append(ConfigurationError(f"cannot be read: {error.strerror}", file=document.file))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        column = error.start - error.object.rfind(b"\n", 0, error.start)
        document.errors.append(_at(document, line, column, "this is not UTF-8 text", "save the file as UTF-8"))
    except MarkedYAMLError as error:
        document.errors.append(_broken(document, error))
    except ReaderError as error:
        document.errors.append(_unreadable(document, text, error))
    except (YAMLError, ValueError) as error:
        document.errors.append(_at(document, 1, 1, f"broken YAML: {_first_line(error)}"))
    except RecursionError:
        document.errors.append(_at(document, 1, 1, "the values are nested too deeply", "close the open brackets"))
    else:
        _Walk(document).start(node)
    return document


@lru_cache(maxsize=100)
def _composed(text: str) -> Node | None:
    """The nodes of a text, which nobody changes: of many files that are read again, few are other than they were."""
    root: Node | None = YAML(typ="safe", pure=True).compose(text)
    return root


def _unreadable(document: Document, text: str, error: ReaderError) -> ConfigurationError:
    """A sign that no text holds: of a file that is no UTF-8 after all, or pasted unseen."""
    line = text.count("\n", 0, error.position) + 1
    column = error.position - text.rfind("\n", 0, error.position)
    return _at(document, line, column, _first_line(error), "remove that sign, or save the file as UTF-8")


def _broken(document: Document, error: MarkedYAMLError) -> ConfigurationError:
    mark = error.problem_mark or error.context_mark
    line, column = _place(mark) if mark else (1, 1)
    problem = str(error.problem or _first_line(error))
    if "'\\t'" in problem or "tab" in problem:
        return _at(document, line, column, "a tab in the indentation", "indent with spaces")
    if "another document" in problem:
        return _at(document, line, column, "a second document in one file", "remove the line '---'")
    return _at(document, line, column, f"broken YAML: {problem}", _guess(problem))


def _guess(problem: str) -> str:
    match problem:
        case p if "mapping values are not allowed" in p:
            return "check the indentation, and put a text that holds ': ' in quotes"
        case p if "could not find expected ':'" in p:
            return "a key needs a colon and a space after it"
        case p if "undefined alias" in p:
            return "a text that begins with * needs quotes"
        case p if "block end" in p or "block mapping" in p:
            return "this line is indented differently from the lines of its block"
    return ""


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or ["no reason given"])[0]


def _at(document: Document, line: int, column: int, message: str, hint: str = "") -> ConfigurationError:
    return ConfigurationError(message, file=document.file, line=line, column=column, hint=hint)


def _place(mark: StringMark) -> Place:
    return mark.line + 1, mark.column + 1


def _is_text(text: str) -> bool:
    """Whether it can be written to any file: YAML's escapes can name halves of a sign."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


class _Walk:
    """Turns nodes into plain values and notes where each stands."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._open: list[int] = []
        self._count = 0

    def start(self, node: Node | None) -> None:
        document = self._document
        if node is None:
            document.errors.append(_at(document, 1, 1, "the file is empty", "copy the shipped file of that name"))
        elif not isinstance(node, MappingNode):
            document.errors.append(_at(document, *_place(node.start_mark), "the file must hold 'key: value' lines"))
        else:
            document.content = self._value(node, ())

    def _value(self, node: Node, path: KeyPath) -> Any:
        self._document.values[path] = _place(node.start_mark)
        self._count += 1
        if id(node) in self._open or self._count > _MOST_VALUES:
            return self._refuse(path, "an alias that contains itself, or too many values")
        if len(self._open) > _DEEPEST:
            return self._refuse(path, "the values are nested too deeply", "close the open brackets")
        if str(node.tag).removeprefix(_TAG) not in _KINDS:
            return self._refuse(path, f"the tag {node.tag} is not used here", "remove it")
        self._open.append(id(node))
        value = self._content(node, path)
        self._open.pop()
        return value

    def _content(self, node: Node, path: KeyPath) -> Any:
        match node:
            case MappingNode():
                return self._mapping(node, path)
            case SequenceNode():
                return [self._value(item, (*path, number)) for number, item in enumerate(node.value)]
            case _:
                return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: KeyPath) -> dict[str, Any]:
        content: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            line, column = _place(key_node.start_mark)
            if not isinstance(key_node, ScalarNode) or not _is_text(key):
                self._document.errors.append(_at(self._document, line, column, "a key must be a single word"))
            elif key in content:
                first = self._document.keys[(*path, key)][0]
                message = f"the key '{key}' stands here twice"
                hint = f"it is first written on line {first}; remove one of the two"
                self._document.errors.append(_at(self._document, line, column, message, hint))
            else:
                self._document.keys[(*path, key)] = (line, column)
                content[key] = self._value(value_node, (*path, key))
        return content

    def _scalar(self, node: Node, path: KeyPath) -> Any:
        text = str(node.value)
        match str(node.tag).removeprefix(_TAG):
            case "null":
                if not text and path in self._document.keys:  # nothing is written; its place is that of the key
                    self._document.values[path] = self._document.keys[path]
                return None
            case "bool" if text.lower() in _BOOLEANS:
                return text.lower() == "true"
            case "int" if _WHOLE.match(text):
                if len(text) > _MOST_DIGITS:
                    return self._refuse(path, f"a number of {len(text)} digits is too large", "write a smaller one")
                return int(text)
            case "str" if not _is_text(text):
                return self._refuse(
                    path, "half a sign, as two escapes write some, stands alone", "write the sign itself"
                )
        # A decimal stays text: 25.00 is an amount, and an amount is never a float.
        return text

    def _refuse(self, path: KeyPath, message: str, hint: str = "") -> None:
        self._document.errors.append(self._document.error(path, message, hint=hint))
