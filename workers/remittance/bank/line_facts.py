"""What a decision about a bank line may see, and what it may be: values of the matching. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from workers.receivables.reference import keys_in
from workers.remittance.bank.balance_match import OpenOfPayer
from workers.remittance.bank.creditor_reference import keys_of_structured
from workers.remittance.bank.statement import PaidDocument


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
    """A payment that an advice announced; ``payment_id`` where it was posted in transit, else it waits as an advice.

    A cheque or card taken on delivery (``cod_id``) is announced too. ``charges`` is what the bank kept of this line.
    """

    advice_id: int
    payer_id: str
    payer_name: str
    reference: str
    dated_on: date
    account_id: int
    items: frozenset[tuple[int, str]] = frozenset()  # (open item, document number)
    payment_id: int | None = None
    amount: int = 0
    charges: int = 0
    cod_id: int | None = None

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
    related: tuple[Announcement, ...] = ()  # of the payers named, of other amounts
    known_payer: NamedPayer | None = None  # whose bank account this is, as a person approved it
    open_of_payer: tuple[OpenOfPayer, ...] = ()  # everything open of the known payer
    charges_at_most: int = 0


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
    """One document is named and its open amount is paid to the cent, but for what the bank says it kept."""

    item: NamedItem
    charges: int = 0


@dataclass(frozen=True, slots=True)
class ClearsTogether:
    """The line is the money of these announced payments of one payer, and of no other choice among them."""

    announcements: tuple[Announcement, ...]


@dataclass(frozen=True, slots=True)
class PaysTogether:
    """All documents are named, or meant by a payer we know by its account, and together they are the line."""

    account_id: int
    items: tuple[tuple[int, int], ...]  # (open item, open amount)
    rule: str


@dataclass(frozen=True, slots=True)
class OnAccount:
    """Who paid is known, for what is not."""

    account_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unidentified:
    """Nobody knows who paid."""

    reason: str


LineDecision = Clears | ClearsTogether | Several | PaysExactly | PaysTogether | OnAccount | Unidentified
