"""Everything a placement decision may see: frozen, complete, without a placeholder. Must not load itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workers.receivables.customer import Contact, Customer


@dataclass(frozen=True, slots=True)
class CandidateItem:
    """An invoice with something open. ``final_notice_on`` is the day a final notice that lists it was handed over."""

    id: int
    document_number: str
    issue_date: date
    due_date: date
    original: int
    open: int
    final_notice_on: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One account in one currency, with the episode it is in. Amounts are minor units of ``currency``.

    ``restraints`` are the kinds of hold in force on the account or on any of its items of this currency;
    ``contacts`` are the notices and calls of this episode that reached the customer, over so many ``channels``;
    ``past_decision`` is what this episode's earlier proposal ended as (``refused``), or empty.
    """

    account_id: int
    entity: str
    currency: str
    episode_id: int
    episode: int
    customer: Customer
    contact: Contact | None
    items: tuple[CandidateItem, ...]
    credit: int = 0
    restraints: frozenset[str] = frozenset()
    stopped: bool = False
    parked: bool = False
    remittance_in_flight: bool = False
    placed: bool = False
    contacts: int = 0
    channels: int = 0
    past_decision: str = ""
    mode: str = "live"
