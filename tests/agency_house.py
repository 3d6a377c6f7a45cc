"""A creditor's house with an agency beside it: a ledger, two folders, a bank, and the days that pass.

Used by the agency's integration tests and by its simulation; everything runs through the product's own doors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from tests.open_items_file import item, take_in
from tests.sample_notices import add_notice
from tests.servers.agency_peer import AgencyPeer, lay_down
from workers.agency_post import take_dispute
from workers.channels.agency_folder import AgencyFolderChannel
from workers.channels.agency_inbox import AgencyInbox
from workers.clock import Clock
from workers.escalation.approval import placement_consequence
from workers.escalation.chasing import chase
from workers.escalation.folders import FolderReport, read_folder
from workers.escalation.incoming import Desk, FileReport
from workers.escalation.remittances import post_arrived, remittance_consequence
from workers.escalation.review import review
from workers.escalation.run import run
from workers.exception_queue.desk import Resolution, list_cases, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.cash.applications import Basis, Share
from workers.ledger.cash.payments import Receipt, post_bank_payment
from workers.ledger.importing import ImportOptions
from workers.ledger.laws import Replays
from workers.ledger.laws.verify import verify
from workers.ledger.queue.cases import Case
from workers.ledger.schema import messages, open_items, postings
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch
from workers.outbox.ports import OutboxPorts
from workers.policy.agencies import Acknowledgement, Agency
from workers.policy.load import check_policy
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.remittance.bank.posting import post_line
from workers.remittance.bank.statement import StatementLine
from workers.remittance.terms import posting_terms
from workers.rendering import Renderer

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 11, 23)  # a Monday
POLICY = check_policy(ROOT / "config").usable()
NORTH = Agency(
    "North Inkasso",
    ("EUR",),
    "placements/north",
    commission_percent=Decimal(10),
    incoming="incoming/north",
    acknowledgement=Acknowledgement(resend_after=2, case_after=5),
)
_OLD: Mapping[str, str] = {
    "country": "DE", "party": "company", "issue_date": "2026-07-01", "due_date": "2026-08-01",
}  # fmt: skip


def policy_with(agency: Agency = NORTH) -> PolicySet:
    """The shipped policy with one agency, which answers."""
    return replace(POLICY, agencies={"north": agency})


@dataclass(slots=True)
class House:
    """``day`` moves; the peer follows."""

    ledger: Ledger
    home: Path
    policy: PolicySet
    peer: AgencyPeer
    day: date = TODAY
    lines: int = 0
    told: list[FileReport] = field(default_factory=list)

    def occasion(self, actor: str = "robot") -> Occasion:
        return Occasion(datetime.combine(self.day, time(9), UTC), self.day, actor, self.policy.hash)

    def pass_days(self, days: int) -> None:
        self.day += timedelta(days=days)
        self.peer.today = f"{self.day}"

    def place(self) -> None:
        """Propose, approve, hand over, and let the agency read it."""
        run(self.ledger, self.policy, self.occasion())
        for case in self.cases(CaseKind.PLACEMENT_APPROVAL):
            self.decide(case, "approve")
        self.send()

    def send(self) -> list[str]:
        """Bring placements up to date, hand the files over, let the agency read; returns the batches new to it."""
        self.review()
        self.do(_let_leases_run_out)
        clock = Clock(frozen_at=self.occasion().at)
        channels = {"agency": AgencyFolderChannel(self.home)}
        dispatch(OutboxPorts(self.ledger, self.policy, channels, Renderer(ROOT / "templates"), clock), 1)
        self.review()
        return self.peer.read()

    def review(self) -> Counter[str]:
        return review(self.ledger, self.policy, self.occasion())

    def lay(self, name: str, content: bytes) -> Path:
        return lay_down(self.home / "incoming/north", name, content)

    def hear(self, *records: Mapping[str, str]) -> list[FileReport]:
        """The agency sends these records in one file, and we read it."""
        self.lay(*self.peer.file(records))
        return self.read()

    def read(self, now: datetime | None = None) -> list[FileReport]:
        """What became of the files that lie in the folder, looked at long after they were written."""
        return list(self.look(now).files)

    def look(self, now: datetime | None = None) -> FolderReport:
        """One look at the folder."""
        at = now or datetime.now(UTC) + timedelta(hours=1)
        desk = Desk(self.ledger, self.policy, self.occasion(), partial(take_dispute, self.policy), at)
        return read_folder(desk, "north", AgencyInbox(self.home / "incoming/north"))

    def settle(self) -> Counter[str]:
        """Look for the money of remittances."""
        return post_arrived(self.ledger, self.policy, self.occasion())

    def chase(self) -> Counter[str]:
        return chase(self.ledger, self.policy, self.occasion())

    def bank(self, amount: int, reference: str) -> str:
        """A line of the bank's statement."""
        self.lines += 1
        line = StatementLine(self.day, amount, "EUR", reference, "North Inkasso GmbH")
        with self.ledger.write() as connection:
            terms = posting_terms(self.policy.robot)
            return post_line(connection, (line, f"line-{self.lines}"), "", terms, self.occasion())

    def pay(self, item_id: int, amount: int, received_on: date | None = None) -> int:
        """The customer pays us, through the bank."""
        self.lines += 1
        receipt = Receipt("default", 1, "EUR", amount, received_on or self.day)
        basis = Basis("test", f"paid:{self.lines}")
        with self.ledger.write() as connection:
            return post_bank_payment(connection, receipt, [Share(item_id, amount)], basis, self.occasion())

    def do(self, act: Callable[[Connection], object]) -> None:
        with self.ledger.write() as connection:
            act(connection)

    def cases(self, kind: CaseKind) -> list[Case]:
        with self.ledger.read() as connection:
            return list_cases(connection, self.occasion().at, kind=kind)

    def decide(self, case: Case, decision: str) -> None:
        table = {
            CaseKind.PLACEMENT_APPROVAL: placement_consequence(lambda: self.policy),
            CaseKind.AGENCY_REMITTANCE: remittance_consequence(lambda: self.policy),
        }
        occasion = self.occasion("fiona")
        with self.ledger.write() as connection:
            resolve_case(
                connection, case.id, Resolution(decision), occasion=occasion, now=occasion.at, consequences=table
            )

    def open_amounts(self) -> dict[str, int]:
        with self.ledger.read() as connection:
            rows = connection.execute(select(open_items.c.document_number, open_items.c.open_minor))
            return {row.document_number: row.open_minor for row in rows}

    def balance(self, ledger_account: str) -> int:
        with self.ledger.read() as connection:
            total = select(func.coalesce(func.sum(postings.c.debit_minor), 0))
            return int(connection.scalar(total.where(postings.c.ledger_account == ledger_account)) or 0)

    def violations(self) -> list[str]:
        """What `verify` says of the books; notices that no run planned have no trace (law 8)."""
        laws = verify(self.ledger, Replays(), self.occasion())
        return [f"{law.n} {violation}" for law in laws if law.n != 8 for violation in law.violations]


def _let_leases_run_out(connection: Connection) -> None:
    """Between two days of ours real time has passed, too: what a worker claimed and left is free again."""
    past = datetime(2026, 1, 1, tzinfo=UTC)
    connection.execute(update(messages).where(messages.c.state == "claimed").values(lease_until=past))


def build_house(
    ledger: Ledger, tmp_path: Path, agency: Agency = NORTH, amounts: Mapping[str, str] | None = None
) -> House:
    """Two old invoices of one customer in a final notice of twenty days ago, unless others are named."""
    owed = amounts or {"INV-1": "100.00", "INV-2": "80.00"}
    rows = [item(number, **_OLD, amount=amount, open_amount=amount) for number, amount in owed.items()]
    take_in(ledger, tmp_path, *rows, options=ImportOptions(default_entity="default"))
    with ledger.write() as connection:
        add_notice(connection, list(owed), 3, TODAY - timedelta(days=20))
    home = tmp_path / "home"
    policy = policy_with(agency)
    return House(ledger, home, policy, AgencyPeer("north", home / agency.folder, f"{TODAY}", agency.format))
