"""Who may come in: the link, its day, its account; a rate limit before all that. Every refusal is the same page.

Must not show anything of an account. Real time counts requests; the business clock ends links.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Connection

from workers.clock import real_now
from workers.console.parts import Parts
from workers.console.view.words import preferred_language
from workers.ledger.book import courtesy, customer_page
from workers.ledger.book.courtesy import Addressee
from workers.ledger.people import page_visits
from workers.ledger.queue.cases import lock_account_of
from workers.policy.policy_set import PolicySet
from workers.receivables.customer_link import CustomerLinks
from workers.receivables.occasion import Occasion

ACTOR = "customer"


class Refusal(StrEnum):
    """Why nobody came in. Which link was wrong, and how, is not said."""

    UNAVAILABLE = "unavailable"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Guest:
    """Whoever has a valid link, for one request, under one policy."""

    token: str
    message_id: int
    to: Addressee
    policy: PolicySet
    occasion: Occasion

    @property
    def account_id(self) -> int:
        return self.to.account_id

    @property
    def language(self) -> str:
        """Of the two that the page speaks, the customer's; English for everybody else."""
        spoken = self.to.customer.language or self.policy.robot.default_language
        return preferred_language(spoken.replace("_", "-"))

    @property
    def evidence(self) -> str:
        """How what is done here is known, as promises and disputes keep it."""
        return f"customer page, by the link of message {self.message_id}"


def knock(parts: Parts, token: str, address: str) -> Guest | Refusal:
    """Let the bearer of a link in; every request counts, whoever makes it."""
    policy = parts.robot.policy
    terms, now = policy.robot.customer_page, real_now()
    within = timedelta(minutes=terms.requests.within_minutes)
    with parts.robot.ledger.read() as connection:
        if page_visits.has_come_too_often(connection, address, now, terms.requests.per_address, within):
            return Refusal.TOO_MANY
    if not terms.enabled:
        return Refusal.UNAVAILABLE
    with parts.robot.ledger.write() as connection:
        page_visits.count_visit(connection, address, now, within)
        guest = admit(connection, parts, policy, token)
    return guest or Refusal.UNAVAILABLE


def admit(connection: Connection, parts: Parts, policy: PolicySet, token: str, *, lock: bool = False) -> Guest | None:
    """The bearer of a link that is ours, not over and not ended.

    Asked again in the transaction of every deed, which locks the account: what a stop or a second click did before is
    then seen.
    """
    facts = CustomerLinks(parts.robot.settings.secret_key).read(token)
    occasion = parts.robot.occasion(ACTOR, policy)
    if facts is None or facts.expires_on < occasion.business_date:
        return None
    if lock:
        lock_account_of(connection, facts.account_id)
    found = courtesy.load_addressees(connection, [facts.account_id]).get(facts.account_id)
    if found is None or not customer_page.was_sent_to(connection, facts.account_id, facts.message_id):
        return None
    if customer_page.is_revoked(connection, facts.account_id, facts.message_id):
        return None
    return Guest(token, facts.message_id, found, policy, occasion)
