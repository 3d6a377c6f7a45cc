"""What the outbox needs of the outside, handed in by the composition root."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from workers.channels.base import Channel
from workers.clock import Clock
from workers.ledger.unit_of_work import Ledger
from workers.outbox.enclosures import InvoiceCopies
from workers.outbox.link import PageLinks
from workers.policy.policy_set import PolicySet
from workers.receivables.customer_link import CustomerLinks
from workers.receivables.occasion import Occasion
from workers.receivables.return_path import ReturnPath
from workers.rendering import Renderer


@dataclass(frozen=True, slots=True)
class OutboxPorts:
    """The parts of one process: channels by name (``email``, ``sms``, ``agency``) may be shared by threads.

    ``secret_key`` signs the addresses that mails return to and, with ``public_url``, the links to customers' pages;
    ``copies`` are the invoices that go with notices.
    """

    ledger: Ledger
    policy: PolicySet
    channels: Mapping[str, Channel]
    renderer: Renderer
    clock: Clock
    secret_key: str = ""
    copies: InvoiceCopies = field(default_factory=InvoiceCopies)
    public_url: str = ""

    def occasion(self, entity: str, actor: str = "robot") -> Occasion:
        """The robot, or a person, acting now, on the business date of one of our entities."""
        zone = self.policy.robot.entity(entity).zone
        return Occasion(self.clock.now(), self.clock.business_date(zone), actor, self.policy.hash)

    @property
    def return_path(self) -> ReturnPath:
        """Where mails that cannot be delivered come back to."""
        return ReturnPath(self.policy.robot.company.bounce_address, self.secret_key)

    @property
    def page_links(self) -> PageLinks | None:
        """The links to customers' pages; None where ops have not enabled them."""
        page = self.policy.robot.customer_page
        return PageLinks(self.public_url, CustomerLinks(self.secret_key), page.days) if page.enabled else None

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=self.policy.robot.outbox.lease_seconds)
