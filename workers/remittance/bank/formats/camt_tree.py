"""Walking an ISO 20022 document by local names, so that no version's namespace matters. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree

Node: TypeAlias = etree._Element


def tag_of(node: Node) -> str:
    """The name of an element without its namespace; empty for a comment."""
    name = node.tag
    return name.rpartition("}")[2] if isinstance(name, str) else ""


def children(node: Node | None, name: str) -> Iterator[Node]:
    """The children of that name."""
    if node is not None:
        yield from (element for element in node if tag_of(element) == name)


def child(node: Node | None, *path: str) -> Node | None:
    """The first element down a path."""
    for name in path:
        node = next(children(node, name), None)
    return node


def text_at(node: Node | None, *path: str) -> str:
    """The text of the first element down a path; empty where there is none."""
    found = child(node, *path)
    return (found.text or "").strip() if found is not None else ""


def place_of(node: Node) -> int:
    """The line of the file on which an element begins."""
    return int(node.sourceline or 0)
