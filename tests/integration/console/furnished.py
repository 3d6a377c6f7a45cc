"""A console whose every page has something to show: what people and the robot did in some weeks, through its own doors.

For tests that look at the pages as a whole; what becomes of a deed is tested where the deed is. Must not assert.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from tests.console_room import shipped_findings
from tests.customer_room import LINK, CustomerRoom
from tests.dunned_book import ROOT, shipped_templates
from tests.integration.console.test_queue_and_case_pages import mail_with_pdf, put
from tests.past_book import PastBook
from tests.sample_notices import add_notice
from workers.actors import decide_case
from workers.arrangements import accepting, offering, proposing
from workers.arrangements.debt import Scope
from workers.arrangements.wording import OfferDesk
from workers.console.app import create_app
from workers.credit.facts import Order
from workers.credit.limits import TermsWanted, want_terms
from workers.credit.order_desk import Ask, review
from workers.disputes.intake import Claim, open_dispute
from workers.dunning.actors import run_try_ladders
from workers.escalation.approval import decide_placement
from workers.escalation.review import review as review_placements
from workers.escalation.run import run as escalate
from workers.escalation.writing_off import propose_write_offs
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book import promises
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.book.listings import item_named
from workers.ledger.cash.applications import Share
from workers.ledger.operations.morning_figures import JOB as MORNING
from workers.ledger.people.absences import add_absence
from workers.ledger.people.users import User
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch
from workers.policy.customer_page import CustomerPage
from workers.policy.ladder import Ladder
from workers.policy.policy_set import PolicySet
from workers.receivables.occasion import Occasion
from workers.reports.actors import ACTORS as REPORTS

_TAKE_FIGURES = next(actor for actor in REPORTS if actor.name == MORNING).run
NAMES = {
    "C-1001": "Falkenberg Maschinenbau GmbH",
    "C-1002": "Okonkwo & Daughters Ltd",
    "C-1003": "Zürcher Präzisionsteile AG",
    "C-1004": "Hafenkontor Lagerei- und Handelsgesellschaft mbH & Co. KG",
    "C-1005": "Nordlicht Elektro",
    "C-1006": "Kleinbetrieb Sommer",
    "C-1007": "Tesfaye Imports",
    "C-1008": "Bergmann Werkzeuge",
}
# For each customer what it owes: days overdue, amount.
_OWED: Mapping[str, Sequence[tuple[int, int]]] = {
    "C-1001": ((40, 119_000), (12, 49_900), (-20, 230_000)),
    "C-1002": ((35, 90_000), (20, 60_000)),
    "C-1003": ((45, 620_000),),
    "C-1004": ((120, 80_000), (100, 40_000)),
    "C-1005": ((90, 45_000), (80, 12_000)),
    "C-1006": ((150, 1_900),),
    "C-1007": ((2, 5_000),),
    "C-1008": ((9, 12_050), (8, 7_777)),
}


@dataclass
class FurnishedRoom(CustomerRoom):
    """Eight customers, each with a story; ``deed`` was done by a customer behind ``deed_link``."""

    book: PastBook
    deed_link: str = ""
    deed: str = ""

    @classmethod
    def furnished(cls, ledger: Ledger, home: Path, public_url: str = "http://testserver") -> Self:
        """The stories told, in the order in which they happen."""
        book = PastBook(ledger)
        book.with_robot(customer_page=CustomerPage(enabled=True))
        book.policy = replace(book.policy, ladders={**book.policy.ladders, "hasty": _hasty(book.policy)})
        room = cls(book, home, public_url)
        room._use_own_config()
        accounts = {number: room._customer(number) for number in NAMES}
        room._owe(accounts)
        room._arrange(accounts)
        book.pass_days(5)
        room._morning()
        for story in (room._money, room._quarrel, room._give_up, room._credit, room._teach, room._odd_cases):
            story(accounts)
        room._try_ladder()
        room._use_page()
        return room

    def links(self) -> dict[str, str]:
        """The path of each customer's page, from the newest mail that reached them."""
        mails = [prepared.message for prepared in self.book.email.accepted]
        found = ((mail.recipient, LINK.search(mail.text)) for mail in mails)
        return {to.partition("@")[2].partition(".")[0].upper(): urlsplit(link[0]).path for to, link in found if link}

    def _use_own_config(self) -> None:
        """A rule that is proposed is tried on the files, which must not be the repository's."""
        shutil.copytree(ROOT / "config", self.home / "config")
        self.robot = replace(self.robot, settings=replace(self.robot.settings, config=self.home / "config"))
        self.app = create_app(self.robot, lambda: None, decide_case)
        self.app.state.parts = replace(self.app.state.parts, findings=shipped_findings())

    def _customer(self, number: str) -> int:
        language = "de" if number in ("C-1001", "C-1005") else "en"
        told = {"name": NAMES[number], "language": language, "country": "DE", "party": "company"}
        return self.book.customer(number, days_overdue=(), **told)

    def _owe(self, accounts: Mapping[str, int]) -> None:
        """Invoices, and the notices that left about them."""
        for number, account in accounts.items():
            for place, (days, amount) in enumerate(_OWED[number], 1):
                self.book.item(account, f"RE-2025-{number[-1]}{place:03}", days, amount)
        self.book.plan()
        dispatch(self.ports())
        with self.book.ledger.write() as connection:
            add_notice(connection, ["RE-2025-5001", "RE-2025-5002"], 3, self.book.today - timedelta(days=20))
            for level, days in ((1, 80), (2, 60), (3, 40)):
                add_notice(connection, ["RE-2025-6001"], level, self.book.today - timedelta(days=days))

    def _arrange(self, accounts: Mapping[str, int]) -> None:
        """A plan whose first instalment is missed, one that waits for a second person, an offer and what came back."""
        desk, policy = OfferDesk(self.book.policy, shipped_templates()), self.book.policy
        with self.book.ledger.write() as connection:
            wish = proposing.PlanWish(Scope(accounts["C-1002"], "EUR"), 3, "call of 3 March")
            plan = proposing.propose_plan(connection, wish, policy, self._by("ann"))
            accepting.accept(connection, plan.id, "mail 17", self._by("ann"))
            wish = proposing.PlanWish(Scope(accounts["C-1003"], "EUR"), 6, "their letter of 2 March")
            proposing.propose_plan(connection, wish, policy, self._by("ann"))
            offer = offering.OfferWish(Scope(accounts["C-1004"], "EUR"), "they rang twice")
            made = offering.offer(connection, offer, desk, self._by("ann"))
            offering.counter(connection, made.id, (made.balance // 2, "mail 18"), desk, self._by("ann"))

    def _money(self, accounts: Mapping[str, int]) -> None:
        """Cash for an invoice, cash on account, a promise."""
        account, today = accounts["C-1001"], self.book.today
        with self.book.ledger.read() as connection:
            item = item_named(connection, account, "RE-2025-1001")[0]
        self.book.bank(account, [Share(item, 50_000)], 50_000)
        self.book.bank(accounts["C-1008"], (), 12_345)
        promise = promises.NewPromise(
            account, "EUR", 30_000, today + timedelta(days=5), today + timedelta(days=7), "call of today"
        )
        with self.book.ledger.write() as connection:
            promises.add_promise(connection, promise, self._by("ann"))

    def _quarrel(self, accounts: Mapping[str, int]) -> None:
        """A dispute of a part of an invoice, and a hold."""
        account = accounts["C-1001"]
        with self.book.ledger.write() as connection:
            item = item_named(connection, account, "RE-2025-1002")[0]
            claim = Claim(account, "mail 12", "price", item, 9_900, "EUR", "the price of May was agreed upon")
            open_dispute(connection, claim, self.book.policy, self._by("ann"))
            add_hold(connection, NewHold(accounts["C-1008"], "hold", "the new clerk rings on Friday"), self._by("ann"))

    def _give_up(self, accounts: Mapping[str, int]) -> None:
        """A placement that is with the agency, and a write-off that is proposed."""
        book = self.book
        escalate(book.ledger, book.policy, book.occasion())
        with book.ledger.write() as connection:
            decide_placement(connection, book.policy, 1, True, self._by("finance"))
        dispatch(self.ports())
        review_placements(book.ledger, book.policy, book.occasion())
        propose_write_offs(book.ledger, book.policy, book.occasion())

    def _credit(self, accounts: Mapping[str, int]) -> None:
        """Orders that are released, referred and held, and a limit that waits for a second person."""
        asked = [("C-1007", "SO-881", 20_000), ("C-1001", "SO-882", 450_000), ("C-1007", "SO-883", 500_000)]
        wanted = TermsWanted(accounts["C-1001"], "EUR", 900_000_00, "open", "asked by sales")
        with self.book.ledger.write() as connection:
            for number, order, amount in asked:
                ask = Ask(accounts[number], Order(order, "EUR", amount))
                review(connection, ask, self.book.policy, self._by("erp"))
            want_terms(connection, wanted, self.book.policy, self._by("ann"))

    def _teach(self, accounts: Mapping[str, int]) -> None:
        """A case that was decided, and the rule that somebody made of it; another one that teaches yet."""
        ann = self.log_in("teacher@brightwater.example", "specialist", "approver")
        for payer in ("Falkenberg Trading", "Okonkwo Holding"):
            told: dict[str, Any] = {"reason": f"nobody is {payer}", "evidence": {"payer": payer}}
            case = put(self, CaseKind.PAYER_UNKNOWN, subject=payer, **told)
            ann.send(f"/cases/{case}", f"/cases/{case}/decide", decision="handled", note="rang them")
        form = f"/cases/{case - 1}/rule"
        ann.send(form, form, customer="C-1001", name="Falkenberg Trading")

    def _odd_cases(self, accounts: Mapping[str, int]) -> None:
        """What a mail, a call, a feed and a late advice leave."""
        post = {"document_number": "RE-2025-8001", "cash": "120.50", "discount": "2.00", "writeoff": "0.00"}
        first = {"rank": 1, "line": None, "customer": "C-1008", "reason": "named", "posts": [post], "on_account": None}
        lines = [{"reference": "INV-2026-0417", "net": 12050, "document": None, "candidates": ["RE-2025-8001"]}]
        evidence = {"mail": mail_with_pdf(self, "advice.pdf"), "lines": lines, "suggestions": [first], "quote": "paid"}
        account = accounts["C-1008"]
        told: dict[str, Any] = {"account_id": account, "currency": "EUR", "amount_minor": 120_50}
        put(self, CaseKind.AMBIGUOUS_REFERENCE, reason="2 documents may be meant", evidence=evidence, **told)
        put(self, CaseKind.CALL_TASK, evidence={"script": "Good morning,\nwe miss 120.50 EUR."}, **told)
        put(self, CaseKind.STALE_FEED, days_ago=3, subject="feed:bank", reason="bank: nothing came for 50 hours")
        put(self, CaseKind.ADVICE_UNCONFIRMED, subject="advice:1", currency="EUR", amount_minor=250_000_01)

    def _try_ladder(self) -> None:
        ops = self.log_in("ops@brightwater.example", "ops")
        days = {"first": f"{self.book.today - timedelta(days=7)}", "last": f"{self.book.today}"}
        ops.send("/ladders/hasty", "/ladders/hasty/trials", segment="everyone_else", **days)
        run_try_ladders(self.robot)

    def _use_page(self) -> None:
        """A customer names whom to talk to."""
        self.deed_link = self.links()["C-1003"]
        told = self.do(self.deed_link, "contact", name="Ms Keller", email="keller@zpt.example")
        self.deed = told.headers["location"].rpartition("/")[2]

    def _morning(self) -> None:
        """The figures of three mornings."""
        for _ in range(3):
            self.book.pass_days(1)
            _TAKE_FIGURES(self.robot, self.book.today.isoformat())

    def away(self, user: User) -> None:
        """Somebody is away from tomorrow on."""
        days = self.book.today + timedelta(days=1), self.book.today + timedelta(days=9)
        with self.book.ledger.write() as connection:
            add_absence(connection, user, None, days, self._by(user.name))

    def _by(self, actor: str) -> Occasion:
        return self.book.occasion(actor)


def _hasty(policy: PolicySet) -> Ladder:
    """The standard ladder, a day after the due date already."""
    standard = policy.ladders["standard"]
    first = replace(standard.levels[0], days_after_due=1)
    return replace(standard, name="hasty", levels=(first, *standard.levels[1:]))
