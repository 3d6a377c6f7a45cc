"""Two hundred mails with the account each is about, or none where a person must choose. Written by hand as patterns.

The book: twenty customers with a contact, a domain and two invoices each; two share a contact's address (a book-keeping
firm), two a domain (one group), two write from a mail provider, and two have an invoice of the same number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

NAMES = (
    "Adler", "Bussard", "Condor", "Drossel", "Elster", "Falke", "Gimpel", "Habicht", "Ibis", "Kranich", "Lerche",
    "Meise", "Nachtigall", "Ortolan", "Pirol", "Reiher", "Sperber", "Trappe", "Uhu", "Zeisig",
)  # fmt: skip
SHARED_CONTACT, SHARED_DOMAIN, SHARED_NUMBER = (0, 1), (2, 3), (4, 5)
PUBLIC = (6, 7)
BOOKKEEPER, GROUP = "clerk@ledgerhouse.example", "voegel-group.example"


@dataclass(frozen=True, slots=True)
class Addressed:
    """A mail in parts: ``thread`` and ``path`` number the customer whose notice it answers; ``about`` is the truth."""

    about: int | None
    sender: str
    subject: str = "Re: your letter"
    text: str = "Please call me."
    thread: int | None = None
    path: int | None = None


def domain(number: int) -> str:
    if number in SHARED_DOMAIN:
        return GROUP
    return "gmail.com" if number in PUBLIC else f"{NAMES[number].lower()}-werke.example"


def contact(number: int) -> str:
    return BOOKKEEPER if number in SHARED_CONTACT else f"ap.{NAMES[number].lower()}@{domain(number)}"


def invoices(number: int) -> tuple[str, str]:
    # Two ways to print what a reader takes for one number.
    printed = {4: "INV-2026-7700", 5: "INV 2026/7700"}
    shared = printed.get(number, f"INV-2026-{number:02}01")
    return shared, f"RG/{number:02}/88{number:02}5"


def addressed() -> list[Addressed]:
    """The mails, ten of each customer."""
    return [mail for number in range(len(NAMES)) for mail in (*_plain(number), *_doubtful(number))]


def _plain(number: int) -> Iterator[Addressed]:
    """One sign names the account, wherever the mail comes from."""
    stranger = f"jo@{NAMES[number].lower()}-consult.example"
    own = invoices(number)[1]
    yield Addressed(number, stranger, thread=number)
    yield Addressed(number, stranger, path=number)
    yield Addressed(number, stranger, f"WG: Mahnung [BW-C{number}]")
    yield Addressed(number, stranger, f"Question about {own}")
    yield Addressed(number, stranger, text=f"Hello,\nwe do not find {own.lower().replace('/', ' ')} here.\nThanks\nJo")
    yield Addressed(number, contact(number), text=f"See {own}, please.")


def _doubtful(number: int) -> Iterator[Addressed]:
    """The writer alone, signs that several accounts share, and signs that contradict one another."""
    following = (number + 9) % len(NAMES)
    yield Addressed(None if number in SHARED_CONTACT else number, contact(number))
    by_domain = None if number in (*SHARED_DOMAIN, *PUBLIC) else number
    yield Addressed(by_domain, f"boss@{domain(number)}", "Your reminder")
    first = invoices(number)[0]
    yield Addressed(None if number in SHARED_NUMBER else number, "a.person@elsewhere.example", text=f"What is {first}?")
    yield Addressed(
        None, f"ap.{NAMES[following].lower()}@{domain(following)}", text=f"We know nothing of {own_of(number)}."
    )


def own_of(number: int) -> str:
    return invoices(number)[1]
