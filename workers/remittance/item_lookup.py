"""The payer's items as reading and judging ask for them: found by what the documents print, never all of them.

A payer may have a million items; a document names a few. What it prints is asked in one query, and what its cells turn
out to say when they are put together is asked one by one. Must not choose among items; `rules.matching` does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from workers.receivables.open_item import OpenItem
from workers.receivables.reference import canonical, fold, item_keys, search_keys, shortened_forms
from workers.receivables.remittance_advice import RemittanceAdvice
from workers.remittance.ports import Book
from workers.remittance.rules.matching import line_forms, printed_forms, structured_forms

# No number of a document is longer; a cell of running text is not worth a question.
_LONGEST = 64
# A number that is printed in more pieces, or is longer, is asked about when a cell turns out to say it.
_MAX_RUN = 3
_LONGEST_RUN = 24


class ItemLookup:
    """Items of one family by their numbers; remembers what was asked, so that nothing is asked twice."""

    def __init__(self, book: Book, customer_ids: Collection[str]) -> None:
        self._book = book
        self._customer_ids = customer_ids
        self._asked: set[str] = set()
        self._known: dict[str, bool] = {}
        self._items: dict[int, OpenItem] = {}
        self._exact: set[str] = set()
        self._folded: set[str] = set()
        self._orders: set[str] = set()
        self._short: set[str] = set()

    def expect(self, texts: Iterable[str]) -> None:
        """Ask for everything that these lines of text could name."""
        if self._customer_ids:
            self._ask(search_keys({form for text in texts for form in _forms_in(text)}))

    def knows(self, reference: str) -> bool:
        """Whether a reference names a document of the family, whole, shortened or with look-alikes in it.

        A hint for reading, never a match.
        """
        if reference not in self._known:
            self._known[reference] = self._is_number(reference)
        return self._known[reference]

    def knows_order(self, reference: str) -> bool:
        """Whether a reference is the purchase order of a document of the family; like `knows`, a hint for reading."""
        if not self._customer_ids or len(reference) > _LONGEST or not _has_digit(reference):
            return False
        forms = printed_forms(reference)
        self._ask(search_keys(forms))
        return any(form in self._orders for form in forms)

    def items_of(self, advice: RemittanceAdvice) -> tuple[OpenItem, ...]:
        """All items, open and settled, that a line of the advice can mean."""
        keys = search_keys({form for line in advice.lines for form in line_forms(line)})
        self._ask(keys)
        meant = (i for i in self._items.values() if keys & item_keys(i.document_number, i.po_number))
        return tuple(sorted(meant, key=lambda item: item.id))

    def _is_number(self, reference: str) -> bool:
        if not self._customer_ids or len(reference) > _LONGEST or not _has_digit(reference):
            return False
        forms = (*printed_forms(reference), *structured_forms(reference))
        self._ask(search_keys(forms))
        return any(
            form in self._exact or form.lstrip("0") in self._short or fold(form) in self._folded for form in forms
        )

    def _ask(self, keys: frozenset[str]) -> None:
        fresh = keys - self._asked
        if not fresh or not self._customer_ids:
            return
        self._asked |= fresh
        for item in self._book.items_named(self._customer_ids, fresh):
            self._items[item.id] = item
            self._exact.add(whole := canonical(item.document_number))
            self._folded.add(fold(whole))
            self._orders |= {canonical(item.po_number)} - {""}
            self._short |= shortened_forms(item.document_number)


def _forms_in(text: str) -> Iterator[str]:
    """What the words of a line could name: each with and without its label, and up to three of them together."""
    words = [word for word in text.split() if len(word) <= _LONGEST]
    for word in words:
        if _has_digit(word):
            yield from printed_forms(word)
    spelled = [canonical(word) for word in words]
    for length in range(2, _MAX_RUN + 1):
        for start in range(len(spelled) - length + 1):
            run = "".join(spelled[start : start + length])
            if len(run) <= _LONGEST_RUN and _has_digit(run):
                yield run


def _has_digit(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
