"""The sample company's customers and invoices, founded from a seed: the same seed founds the same company.

Must not know how a customer behaves; `characters` deals out the roles, `customers` plays them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from workers.demo.characters import Character, Habit, cast
from workers.demo.names import AMERICAN_TRADES, ENGLISH_STEMS, GERMAN_STEMS, GERMAN_TRADES, IRISH_TRADES
from workers.receivables.calendar import add_business_days

FIRMS = 60
INVOICES = 400
# What is issued later than this before the end would not fall due any more.
_LAST_ISSUE_BEFORE_END = 18
_OLDEST_ISSUE = 38
_EARLY_ISSUES = (34, 30, 24)
_BANDS = ((18_000, 90_000), (90_000, 300_000), (90_000, 300_000), (300_000, 980_000))
_DISCOUNT_TERMS = "2/10 net 30"


@dataclass(frozen=True, slots=True)
class Firm:
    """A customer as its own letterhead and the company's system of record know it."""

    id: str
    name: str
    domain: str
    language: str
    country: str
    timezone: str
    currency: str
    phone: str
    segment: str
    character: Character
    look: int

    @property
    def email(self) -> str:
        """The mailbox that works."""
        return f"{'buchhaltung' if self.language == 'de' else 'accounts.payable'}@{self.domain}"

    @property
    def known_email(self) -> str:
        """What the company believes to be the mailbox: of a firm that moved, one that is gone."""
        return f"j.smith@{self.domain}" if self.character.habit is Habit.MOVED else self.email


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice; the amount is in minor units."""

    number: str
    customer_id: str
    po_number: str
    issued_on: date
    due_on: date
    currency: str
    amount: int
    discount_terms: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody who owes the sample company something, and what."""

    firms: tuple[Firm, ...]
    invoices: tuple[Invoice, ...]


def found_company(seed: int, start: date, days: int) -> Company:
    """The firms, and the invoices in the order of their issue; some are open when the demo starts."""
    rng = Random(f"company:{seed}")
    characters = cast(FIRMS)
    rng.shuffle(characters)
    firms = tuple(_firm(rng, number, character) for number, character in enumerate(characters))
    drafts = sorted(_drafts(rng, firms, start, days), key=lambda draft: (draft.issued_on, draft.customer_id))
    numbered = tuple(_numbered(draft, 10_001 + place) for place, draft in enumerate(drafts))
    return Company(firms, numbered)


def _firm(rng: Random, number: int, character: Character) -> Firm:
    german = number % 2 == 0
    stems, place = (GERMAN_STEMS, number // 2) if german else (ENGLISH_STEMS, number // 2)
    region = _german_region(place) if german else _english_region(place)
    language, country, zone, currency, trades, dialling = region
    return Firm(
        id=f"C{20_001 + number}",
        name=f"{stems[place]} {trades[place % len(trades)]}",
        domain=f"{_ascii(stems[place])}-{_ascii(trades[place % len(trades)].split()[0])}.example",
        language=language,
        country=country,
        timezone=zone,
        currency=currency,
        phone=f"{dialling}{100 + number:04d}",
        segment="key" if character.habit is Habit.NONE and rng.randrange(6) == 0 else "",
        character=character,
        look=rng.randrange(1000),
    )


_Region = tuple[str, str, str, str, Sequence[str], str]


def _german_region(place: int) -> _Region:
    country, zone, dialling = (
        ("AT", "Europe/Vienna", "+4315550") if place % 7 == 3 else ("DE", "Europe/Berlin", "+49305550")
    )
    return "de", country, zone, "EUR", GERMAN_TRADES, dialling


def _english_region(place: int) -> _Region:
    if place % 4 == 1:
        return "en", "IE", "Europe/Dublin", "EUR", IRISH_TRADES, "+3531555"
    zone = "America/Chicago" if place % 3 == 0 else "America/New_York"
    return "en", "US", zone, "USD", AMERICAN_TRADES, "+1212555"


def _ascii(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.lower().replace("ü", "ue").replace("ä", "ae").replace("ö", "oe"))
    return re.sub(r"[^a-z]", "", folded)


def _drafts(rng: Random, firms: Sequence[Firm], start: date, days: int) -> Iterator[Invoice]:
    """Every firm gets a share; whoever pays late enough to walk a ladder to its end owes something from the start."""
    owed = 0
    for firm in firms:
        for age in _EARLY_ISSUES if firm.character.owes_early else ():
            owed += 1
            yield _draft(rng, firm, start - timedelta(days=age))
    for number in range(INVOICES - owed):
        offset = rng.randint(-_OLDEST_ISSUE, max(days - _LAST_ISSUE_BEFORE_END, 1))
        yield _draft(rng, firms[number % len(firms)], start + timedelta(days=offset))


def _draft(rng: Random, firm: Firm, day: date) -> Invoice:
    issued_on = add_business_days(day, 0, "GB")
    terms = _DISCOUNT_TERMS if firm.character.habit is Habit.DISCOUNT or rng.randrange(8) == 0 else ""
    net_days = 30 if terms or firm.currency == "USD" else rng.choice((14, 21, 30))
    return Invoice(
        number="",
        customer_id=firm.id,
        po_number=f"PO-{rng.randint(40_000, 79_999)}" if rng.randrange(3) else "",
        issued_on=issued_on,
        due_on=issued_on + timedelta(days=net_days),
        currency=firm.currency,
        amount=rng.randint(*rng.choice(_BANDS)),
        discount_terms=terms,
    )


def _numbered(draft: Invoice, number: int) -> Invoice:
    return Invoice(
        f"INV-{draft.issued_on.year}-{number}",
        draft.customer_id,
        draft.po_number,
        draft.issued_on,
        draft.due_on,
        draft.currency,
        draft.amount,
        draft.discount_terms,
    )
