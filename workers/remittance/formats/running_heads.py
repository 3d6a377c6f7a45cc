"""What stands at the head of the first page and comes again on the pages after it: no rows and no titles of a table.

The payment's own facts (payee, number, day, amount) look like a row of the list that they stand above. Must not touch
the titles of the list itself, a sum, nor a line that names a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from workers.remittance.formats.header import Header
from workers.remittance.formats.layout import Line, bare, has_digit, names_document
from workers.remittance.formats.table import Knows
from workers.remittance.formats.vocabulary import TOTAL, plain

_PAGE = re.compile(
    r"\b(?:page|pg|seite|blatt|pagina|folio|sheet|sida|strona)\W*\d+(?:\s*(?:of|von|de|di|van|sur|/)\s*\d+)?",
    re.IGNORECASE,
)


def repeated_heads(lines: Sequence[Line], headers: Sequence[Header], knows: Knows) -> frozenset[int]:
    """The numbers of the lines on later pages that say once more what stands above the list's titles."""
    if not headers or not lines or lines[-1].page == lines[0].page:
        return frozenset()
    first = next((line.number for line in lines if line.amounts and names_document(line, knows)), lines[-1].number)
    above = [header for header in headers if header.last < first] or headers[:1]
    top = above[-1].first
    head, values, page = {_said(line) for line in lines[:top]}, set(_values(lines[:top])), lines[top].page
    later = (line for line in lines[top:] if line.page > page and not names_document(line, knows))
    return frozenset(line.number for line in later if _said(line) in head or _tells_only(line, values))


def _said(line: Line) -> str:
    return plain(_PAGE.sub(" ", line.text))


def _values(lines: Iterable[Line]) -> Iterable[str]:
    """The words with digits, page numbers aside."""
    words = (bare(word) for line in lines for word in _PAGE.sub(" ", line.text).split())
    return (word for word in words if has_digit(word))


def _tells_only(line: Line, values: set[str]) -> bool:
    """Whether a line holds nothing but values of the head, and one of them is no amount: else it may be a sum."""
    own = set(_values([line]))
    amounts = {bare(word.text) for segment in line.amounts for word in segment.words}
    return bool(own - amounts) and own <= values and not TOTAL.search(plain(line.text))
