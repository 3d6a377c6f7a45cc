"""The link to the customer's page as a message carries it. Pure: the same message on the same day has the same link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from workers.ledger.outgoing.messages import Claimed
from workers.receivables.customer_link import CustomerLinks, LinkFacts

PATH = "/c"


@dataclass(frozen=True, slots=True)
class PageLinks:
    """Where the page is, the secret that signs its links, and for how many days one opens it."""

    public_url: str
    links: CustomerLinks
    days: int

    def link_in(self, message: Claimed, as_of: date) -> str:
        """The link for the account of a message that leaves on a day; empty for a message about no account."""
        if message.account_id is None:
            return ""
        facts = LinkFacts(message.account_id, message.id, as_of + timedelta(days=self.days))
        return f"{self.public_url.rstrip('/')}{PATH}/{self.links.token(facts)}"
