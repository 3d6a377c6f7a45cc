"""Which open item a printed reference names (POLICY rule 7): four levels, the first that hits wins.

After them comes a number inside a structured reference whose check digits hold, which is a label of another kind.
A written day says when, not what: it names nothing, even where a document has it for a number.
Candidates are the payer's and its children's items only. An equal amount never makes a match and never breaks a tie.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from workers.receivables.open_item import OpenItem
from workers.receivables.reference import MIN_KEY, canonical, fold, shortened_forms
from workers.receivables.remittance_advice import AdviceLine
from workers.receivables.structured_reference import finnish_content, reference_content
from workers.remittance.formats.dates import is_written_day

BY_CONTENT = 6
_LONGEST = 80
_LABEL = re.compile(
    r"^\W*(?:(?:your|our|ihre?|votre|sales|tax|commercial)\s+)?"
    r"(?:invoice|inv|bill|credit(?:\s*(?:memo|note))?|cr|cm|cn|doc(?:ument)?|rechnung|rechn|rg|re|gutschrift|gs|beleg|facture"
    r"|fact|fac|fa|avoir|av|factura|fra|abono|fattura|fatt|factuur|fact|nota|ref(?:erence|erenz)?|number|nummer|numero|num"
    r"|no|nr|n|pi|si)"
    r"(?:\s*(?:number|nummer|numero|num|no|nr|n))?\s*[.:#\u00b0\u00ba/_-]*\s*(?=[\w-]*\d)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Match:
    """The items a reference fits at its level; ``settled`` when only settled ones fit."""

    level: int
    items: tuple[OpenItem, ...]
    settled: bool = False


NO_MATCH = Match(0, ())


def printed_forms(reference: str) -> tuple[str, ...]:
    """The canonical reference, then without the label in front of it; none of what is a written day.

    >>> printed_forms("Invoice INV-2026-001870"), printed_forms("No. 10234")
    (('INVOICEINV2026001870', 'INV2026001870', '2026001870'), ('NO10234', '10234'))
    >>> printed_forms("06.05.2026"), printed_forms("No. 06.05.2026")
    ((), ('NO06052026',))
    """
    texts, rest = [reference], reference[:_LONGEST]
    while (found := _LABEL.match(rest)) and found.end() < len(rest):
        rest = rest[found.end() :]
        texts.append(rest)
    forms = (canonical(text) for text in texts if not is_written_day(text))
    return tuple(dict.fromkeys(form for form in forms if form))


def line_forms(line: AdviceLine) -> tuple[str, ...]:
    """Every form by which a line may name an item: of its reference, in it, and of the numbers beside it.

    >>> line_forms(AdviceLine("No. 10234", 500, mentions=("4500-1",)))
    ('NO10234', '10234', '45001')
    """
    texts = (line.reference, *line.mentions)
    return tuple(form for text in texts for form in (*printed_forms(text), *structured_forms(text)))


def structured_forms(reference: str) -> tuple[str, ...]:
    """The number inside a reference with check digits, if it is one; the digits of a day may hold them by chance.

    >>> structured_forms("RF74 INV 2026 001234"), structured_forms("INV-2026-001234")
    (('INV2026001234',), ())
    """
    contents = () if is_written_day(reference) else (reference_content(reference), finnish_content(reference))
    return tuple(form for form in contents if form)


class ItemIndex:
    """Items of one payer's family, ready to be found by what a line prints. Immutable after it is built."""

    def __init__(self, items: Iterable[OpenItem]) -> None:
        ordered = sorted(items, key=lambda item: (item.document_number, item.id))
        self._exact = _by_key((canonical(item.document_number), item) for item in ordered)
        self._short = _by_key((form, item) for item in ordered for form in shortened_forms(item.document_number))
        self._folded = _by_key((fold(canonical(item.document_number)), item) for item in ordered)
        self._orders = _by_key((canonical(item.po_number), item) for item in ordered if item.po_number)

    def match(self, line: AdviceLine) -> Match:
        """The items that the line's reference fits, by the first level that hits.

        A settled document that is named exactly stops the search: a second payment must not slide to a similar number.
        """
        if is_written_day(line.reference):
            return NO_MATCH
        forms = printed_forms(line.reference)
        for level, found in (
            (1, self._at(self._exact, forms[:1])),
            (2, self._at(self._exact, forms[1:]) or self._at(self._short, [form.lstrip("0") for form in forms])),
            (3, [i for i in self._at(self._folded, [fold(f) for f in forms]) if _explains(line, i)]),
            (4, self._at(self._orders, forms)),
            (BY_CONTENT, self._inside(line)),
        ):
            live = tuple(item for item in found if item.open)
            if live:
                return Match(level, live)
            if found:
                return Match(level, tuple(found), settled=True)
        return NO_MATCH

    def _inside(self, line: AdviceLine) -> list[OpenItem]:
        """A Finnish check holds for every tenth number, so there the amount must agree as well."""
        found = self._numbered(reference_content(line.reference))
        return found or [i for i in self._numbered(finnish_content(line.reference)) if _explains(line, i)]

    def _numbered(self, key: str) -> list[OpenItem]:
        """Structured references are filled up with zeros in front."""
        bare = key.lstrip("0")
        return self._at(self._exact, [key, bare]) or self._at(self._short, [bare])

    @staticmethod
    def _at(index: dict[str, list[OpenItem]], keys: Iterable[str]) -> list[OpenItem]:
        found = {item.id: item for key in keys if len(key) >= MIN_KEY for item in index.get(key, ())}
        return list(found.values())


def _explains(line: AdviceLine, item: OpenItem) -> bool:
    """Net, discount and deduction together are exactly what is open."""
    return line.net + (line.discount or 0) + (line.deduction or 0) == item.open


def _by_key(pairs: Iterable[tuple[str, OpenItem]]) -> dict[str, list[OpenItem]]:
    index: dict[str, list[OpenItem]] = {}
    for key, item in pairs:
        index.setdefault(key, []).append(item)
    return index
