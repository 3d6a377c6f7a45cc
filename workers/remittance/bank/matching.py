"""What a bank line pays: pure, the first rule that fits wins, and two that fit alike are for a person.

An advice and a bank line belong together by the same test whichever came first, so the order of arrival does not
matter. Must not read anything: all that may be seen is in `LineFacts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal, TypeVar

from workers.receivables.customer import name_key
from workers.receivables.reference import canonical, keys_in
from workers.remittance.bank.creditor_reference import keys_of_structured
from workers.remittance.bank.statement import PaidDocument

DAYS_BEFORE = 3
DAYS_AFTER = 10
_MIN_REFERENCE = 4
_MIN_NAME = 10


@dataclass(frozen=True, slots=True)
class Line:
    """Money that arrived, in the bank's words; the amount is above zero and in minor units."""

    booked_on: date
    amount: int
    currency: str
    reference: str
    payer: str
    end_to_end: str = ""
    structured: tuple[str, ...] = ()
    documents: tuple[PaidDocument, ...] = ()
    payer_account: str = ""
    charges: int = 0

    @property
    def parts(self) -> tuple[str, ...]:
        """Everything that the payer wrote, field by field: a number never runs from one into the next."""
        numbers = (document.number for document in self.documents)
        return tuple(part for part in (self.reference, self.end_to_end, *self.structured, *numbers) if part)


@lru_cache(maxsize=4096)
def keys_of(line: Line) -> frozenset[str]:
    """The canonical forms of all numbers that the payer may have written.

    >>> line = Line(date(2026, 3, 2), 100, "EUR", "for INV-1", "Acme Ltd", end_to_end="PAY-7")
    >>> "INV1" in keys_of(line), "PAY7" in keys_of(line), "1PAY7" in keys_of(line)
    (True, True, False)
    """
    return frozenset().union(*map(keys_in, line.parts), keys_of_structured(line.structured))


@dataclass(frozen=True, slots=True)
class Announcement:
    """A payment that an advice announced; ``payment_id`` where it was posted in transit, else it waits as an advice."""

    advice_id: int
    payer_id: str
    payer_name: str
    reference: str
    dated_on: date
    account_id: int
    items: frozenset[tuple[int, str]] = frozenset()  # (open item, document number)
    payment_id: int | None = None

    @property
    def item_ids(self) -> frozenset[int]:
        return frozenset(item_id for item_id, _ in self.items)


@dataclass(frozen=True, slots=True)
class NamedItem:
    """A document of the book whose number stands in the bank's text, open or settled."""

    item_id: int
    account_id: int
    family: frozenset[str]
    document_number: str
    open: int


@dataclass(frozen=True, slots=True)
class NamedPayer:
    """A customer whom the bank's text names, by name or by customer number."""

    account_id: int
    customer_id: str


@dataclass(frozen=True, slots=True)
class LineFacts:
    """All that may be seen: the line, announcements of its amount and currency, and what its text names."""

    line: Line
    announcements: tuple[Announcement, ...] = ()
    items: tuple[NamedItem, ...] = ()
    payers: tuple[NamedPayer, ...] = ()


@dataclass(frozen=True, slots=True)
class Clears:
    """The line is the money of exactly one announced payment."""

    announcement: Announcement


@dataclass(frozen=True, slots=True)
class Several:
    """More than one announced payment fits; the money waits on account where all fit the same payer."""

    announcements: tuple[Announcement, ...]
    account_id: int | None


@dataclass(frozen=True, slots=True)
class PaysExactly:
    """One document is named and its open amount is paid to the cent."""

    item: NamedItem


@dataclass(frozen=True, slots=True)
class OnAccount:
    """Who paid is known, for what is not."""

    account_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unidentified:
    """Nobody knows who paid."""

    reason: str


LineDecision = Clears | Several | PaysExactly | OnAccount | Unidentified
T = TypeVar("T")
Bond = Literal["reference", "document", "payer"]
_STRONGEST_FIRST: tuple[Bond, ...] = ("reference", "document", "payer")


def match_line(facts: LineFacts) -> LineDecision:
    """What the line pays.

    >>> line = Line(date(2026, 3, 2), 12000, "EUR", "INV-1001", "Acme Ltd")
    >>> item = NamedItem(7, 1, frozenset({"C1"}), "INV-1001", 12000)
    >>> match_line(LineFacts(line, items=(item,))) == PaysExactly(item)
    True
    >>> match_line(LineFacts(line))
    Unidentified(reason='the text names no payer we know')
    """
    exact = _exact_item(facts)
    # A line that names another open document to the cent is not the money of this advice, whoever sent both.
    possible = [a for a in facts.announcements if exact is None or exact.item_id in a.item_ids]
    fitting = choose_bonded(facts.line, possible)
    if len(fitting) == 1:
        return Clears(fitting[0])
    if fitting:
        payers = {announcement.account_id for announcement in fitting}
        return Several(tuple(fitting), payers.pop() if len(payers) == 1 else None)
    if exact is not None and _payer_agrees(facts.payers, exact):
        return PaysExactly(exact)
    return _match_payer(facts)


def choose_bonded(line: Line, announcements: Iterable[Announcement]) -> list[Announcement]:
    """The announcements that belong to the line by its strongest bond: the payment's own reference before a name."""
    return strongest([(bond(line, announcement), announcement) for announcement in announcements])


def strongest(bonds: Iterable[tuple[Bond | None, T]]) -> list[T]:
    """What is tied by the strongest bond among these; nothing where nothing is tied.

    >>> strongest([("payer", 1), ("reference", 2), (None, 3)])
    [2]
    """
    found = list(bonds)
    for kind in _STRONGEST_FIRST:
        tied = [candidate for tie, candidate in found if tie == kind]
        if tied:
            return tied
    return []


def bond(line: Line, announcement: Announcement) -> Bond | None:
    """What ties a line to an announced payment of the same amount and currency, if anything does."""
    earliest = announcement.dated_on - timedelta(days=DAYS_BEFORE)
    if not earliest <= line.booked_on <= announcement.dated_on + timedelta(days=DAYS_AFTER):
        return None
    if len(canonical(announcement.reference)) >= _MIN_REFERENCE and _is_named(line, announcement.reference):
        return "reference"
    if any(_is_named(line, number) for _, number in announcement.items):
        return "document"
    if is_payer(line, announcement.payer_id, announcement.payer_name):
        return "payer"
    return None


def is_payer(line: Line, customer_id: str, customer_name: str) -> bool:
    """Whether the bank's text names this customer; banks cut long names, so the beginning of one will do.

    >>> line = Line(date(2026, 3, 2), 100, "EUR", "", "VANCE HYDRAUL")
    >>> is_payer(line, "C1", "Vance Hydraulics Inc."), is_payer(line, "C2", "Acme Ltd")
    (True, False)
    """
    printed, known = name_key(line.payer), name_key(customer_name)
    cut = len(printed) >= _MIN_NAME and known.startswith(printed)
    in_text = _is_named(line, customer_id) or names(line.payer, customer_id)
    named = len(canonical(customer_id)) >= _MIN_REFERENCE and in_text
    return (bool(printed) and (printed == known or cut)) or named


def names(text: str, number: str) -> bool:
    """Whether a number stands in a text, whole, whatever its punctuation.

    >>> names("TRF inv 2026/001, thanks", "INV-2026-001"), names("INV-2026-0012", "INV-2026-001")
    (True, False)
    """
    return canonical(number) in keys_in(text)


def _is_named(line: Line, number: str) -> bool:
    return canonical(number) in keys_of(line)


def _exact_item(facts: LineFacts) -> NamedItem | None:
    """The one document that the text names, if its open amount is the line's; a second number makes it unclear."""
    if len(facts.items) != 1:
        return None
    item = facts.items[0]
    return item if item.open == facts.line.amount else None


def _payer_agrees(payers: Sequence[NamedPayer], item: NamedItem) -> bool:
    """A reference is a candidate only, until the customer agrees as far as the text names one (design B2)."""
    return all(payer.customer_id in item.family for payer in payers)


def _match_payer(facts: LineFacts) -> OnAccount | Unidentified:
    match facts.payers:
        case [payer]:
            return OnAccount(payer.account_id, _why_not_exact(facts))
        case []:
            return Unidentified("the text names no payer we know")
        case _:
            return Unidentified(f"the text fits {len(facts.payers)} customers")


def _why_not_exact(facts: LineFacts) -> str:
    numbers = ", ".join(sorted(item.document_number for item in facts.items))
    if not numbers:
        return "the text names no document of ours"
    return f"the text names {numbers}, but not one open document of exactly this amount of this payer"
