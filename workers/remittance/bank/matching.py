"""What a bank line pays: pure, the first rule that fits wins, and two that fit alike are for a person.

An advice and a bank line belong together by the same test whichever came first, so the order of arrival does not
matter. Must not read anything: all that may be seen is in `LineFacts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Literal, TypeVar

from workers.receivables.customer import name_key
from workers.receivables.reference import canonical, keys_in
from workers.remittance.bank.balance_match import match_balance
from workers.remittance.bank.line_facts import (
    Announcement,
    Clears,
    ClearsTogether,
    Line,
    LineDecision,
    LineFacts,
    NamedItem,
    NamedPayer,
    OnAccount,
    PaysExactly,
    PaysTogether,
    Several,
    Unidentified,
    keys_of,
)
from workers.remittance.bank.sums import only_sum

DAYS_BEFORE = 3
DAYS_AFTER = 10
_MIN_REFERENCE = 4
_MIN_NAME = 10
_MOST_NAMED = 20

T = TypeVar("T")
Bond = Literal["reference", "document", "payer"]
_STRONGEST_FIRST: tuple[Bond, ...] = ("reference", "document", "payer")


def match_line(facts: LineFacts) -> LineDecision:
    """What the line pays.

    >>> from datetime import date
    >>> line = Line(date(2026, 3, 2), 12000, "EUR", "INV-1001", "Acme Ltd")
    >>> item = NamedItem(7, 1, frozenset({"C1"}), "INV-1001", 12000)
    >>> match_line(LineFacts(line, items=(item,))) == PaysExactly(item)
    True
    >>> match_line(LineFacts(line))
    Unidentified(reason='the text names no payer we know')
    """
    exact = _exact_item(facts)
    # A line that names another open document to the cent is not the money of this advice, whoever sent both.
    possible = [a for a in facts.announcements if exact is None or exact.item.item_id in a.item_ids]
    fitting = choose_bonded(facts.line, possible)
    if len(fitting) == 1:
        return Clears(fitting[0])
    if fitting:
        payers = {announcement.account_id for announcement in fitting}
        return Several(tuple(fitting), payers.pop() if len(payers) == 1 else None)
    if exact is not None and _payer_agrees(facts, exact.item):
        return exact
    return _named_together(facts) or _announced_together(facts) or _balance_of_payer(facts) or _match_payer(facts)


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

    >>> from datetime import date
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


def _exact_item(facts: LineFacts) -> PaysExactly | None:
    """The one document that the text names, if its open amount is the line's; a second number makes it unclear.

    What the bank says that it kept counts as paid, within the limit set for it.
    """
    if len(facts.items) != 1:
        return None
    item = facts.items[0]
    if _stated_otherwise(facts, item):
        return None
    if item.open == facts.line.amount:
        return PaysExactly(item)
    kept = facts.line.charges
    is_kept = 0 < kept <= facts.charges_at_most and item.open == facts.line.amount + kept
    return PaysExactly(item, kept) if is_kept else None


def _stated_otherwise(facts: LineFacts, item: NamedItem) -> bool:
    """Whether the payer put another amount beside this document's number."""
    number = canonical(item.document_number)
    stated = [paid.amount for paid in facts.line.documents if canonical(paid.number) == number]
    return any(amount is not None and amount != item.open for amount in stated)


def _payer_agrees(facts: LineFacts, item: NamedItem) -> bool:
    """A reference is a candidate only, until the customer agrees as far as the text names one (design B2)."""
    return all(payer.customer_id in item.family for payer in _payers(facts))


def _payers(facts: LineFacts) -> Sequence[NamedPayer]:
    """Whom text and bank account name."""
    known = facts.known_payer
    return facts.payers if known is None or known in facts.payers else (*facts.payers, known)


def _named_together(facts: LineFacts) -> PaysTogether | None:
    """Several documents of one family are named, all open, and together they are the line."""
    items = facts.items
    if not 2 <= len(items) <= _MOST_NAMED or any(not item.open or _stated_otherwise(facts, item) for item in items):
        return None
    family = frozenset.intersection(*(item.family for item in items))
    if not family or sum(item.open for item in items) != facts.line.amount:
        return None
    if not all(_payer_agrees(facts, item) for item in items):
        return None
    accounts = {payer.account_id for payer in _payers(facts)} or {item.account_id for item in items}
    if len(accounts) != 1:
        return None
    shares = tuple((item.item_id, item.open) for item in items)
    return PaysTogether(accounts.pop(), shares, "bank.exact_references")


def _announced_together(facts: LineFacts) -> ClearsTogether | None:
    """Several announced payments of one payer make the line, in one way only."""
    named = {item.item_id for item in facts.items}
    smaller = [a for a in facts.related if a.amount < facts.line.amount and bond(facts.line, a) is not None]
    bonded = [a for a in smaller if not named or named & a.item_ids]
    chosen = only_sum(facts.line.amount, [announcement.amount for announcement in bonded])
    if chosen is None or len({bonded[index].account_id for index in chosen}) != 1:
        return None
    together = tuple(bonded[index] for index in chosen)
    # A document that is named and that none of them announced makes it other money.
    return ClearsTogether(together) if named <= frozenset().union(*(a.item_ids for a in together)) else None


def _balance_of_payer(facts: LineFacts) -> PaysTogether | None:
    """A payer known by its account, no document named, nothing announced: one set of its items may be what it paid."""
    payer = facts.known_payer
    if payer is None or facts.items or facts.related or facts.announcements or set(facts.payers) - {payer}:
        return None
    found = match_balance(facts.line.amount, facts.open_of_payer, facts.line.booked_on)
    shares = tuple((item.item_id, item.open) for item in found)
    return PaysTogether(payer.account_id, shares, "bank.known_account") if shares else None


def _match_payer(facts: LineFacts) -> OnAccount | Unidentified:
    payers = _payers(facts)
    match payers:
        case [payer]:
            return OnAccount(payer.account_id, _why_not_exact(facts))
        case []:
            return Unidentified("the text names no payer we know")
        case _:
            return Unidentified(f"the text fits {len(payers)} customers")


def _why_not_exact(facts: LineFacts) -> str:
    numbers = ", ".join(sorted(item.document_number for item in facts.items))
    if not numbers:
        return "the text names no document of ours"
    return f"the text names {numbers}, but not one open document of exactly this amount of this payer"
