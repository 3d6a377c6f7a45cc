"""The dunned book with leases so short that what a dead worker leaves behind is free again soon."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path

from tests.dunned_book import ROOT, DunnedBook, live_policy
from tests.open_items_file import csv_file, item
from workers.channels.base import Channel
from workers.clock import Clock
from workers.ledger.importing import ImportOptions, import_open_items
from workers.outbox.ports import OutboxPorts
from workers.policy.policy_set import PolicySet
from workers.rendering import Renderer


@cache
def configuration() -> tuple[PolicySet, Renderer]:
    """Read once: forked workers have it from their parent, and it takes longer than all that they do."""
    return live_policy(), Renderer(ROOT / "templates")


class HastyPorts(OutboxPorts):
    """The shortest lease that robot.yaml allows is twenty times longer, and right for real work."""

    @property
    def lease(self) -> timedelta:
        return timedelta(seconds=0.5)


@dataclass
class HastyBook(DunnedBook):
    """A book that was imported, so that its laws hold, and whose workers hold what they claim for half a second."""

    policy: PolicySet = field(default_factory=lambda: configuration()[0])

    def ports(self, **channels: Channel) -> HastyPorts:
        known: dict[str, Channel] = {"email": self.email, "sms": self.sms, "agency": self.agency}
        clock = Clock(offset=lambda: self.offset)
        return HastyPorts(self.ledger, self.policy, known | channels, configuration()[1], clock)

    def take_in(self, folder: Path, emails: list[str], first: int = 0) -> None:
        """Import a customer for each address, with one invoice that is ten days overdue, and plan the first notices.

        Customers are numbered from ``first``.
        """
        rows = [
            item(f"INV-{number}", customer_id=f"C{number}", customer_name=f"Customer {number}", customer_email=email)
            for number, email in enumerate(emails, first)
        ]
        self.take_in_rows(folder, rows)
        planned = self.plan()
        assert planned.messages == len(emails), planned

    def take_in_rows(self, folder: Path, rows: list[dict[str, str]], days_overdue: int = 10) -> None:
        """Import rows of an open-items file, all of them overdue for so many days."""
        due = self.today - timedelta(days=days_overdue)
        dates = {"issue_date": f"{due - timedelta(days=30)}", "due_date": f"{due}"}
        file = csv_file(folder, *(row | dates for row in rows))
        import_open_items(
            self.ledger,
            file,
            ImportOptions(default_entity="default", party_unless_told="company"),
            self.occasion("importer"),
        )
