"""The company's specialist: works the exception queue on business days, with a telephone and the robot's own commands.

Decides only through the queue and what the command line offers a person. What the specialist knows about customers
comes from the world, by calling them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection

from workers.arrangements.accepting import accept, decide
from workers.arrangements.debt import Scope, debt_in
from workers.arrangements.proposing import PlanWish, propose_plan
from workers.clock import real_now
from workers.consequences import consequences_of
from workers.demo.world import World
from workers.errors import UserError
from workers.exception_queue import desk
from workers.exception_queue.kinds import CaseKind, rule_of
from workers.ledger.book import contacts, listings
from workers.ledger.book.standings import load_dossiers
from workers.ledger.cash import payments
from workers.ledger.cash.applications import Basis, Share
from workers.ledger.cash.payments import Payment
from workers.ledger.queue.cases import Case
from workers.receivables.arrangement import Arrangement
from workers.receivables.occasion import Occasion
from workers.receivables.open_item import AccountItem
from workers.remittance.confirmation import reverse_by_person
from workers.remittance.terms import posting_terms
from workers.wiring import Robot

NAME = "specialist"
_ENTITY = "default"
_LEAD = "finance-lead@brightwater-components.example"


@dataclass(frozen=True, slots=True)
class Desk:
    """One day at the desk: the robot as it stands, and the moment."""

    robot: Robot
    occasion: Occasion


class Specialist:
    """One person for all teams of the demo; remembers what was decided, so that not every dispute ends alike."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._decided: Counter[str] = Counter()
        self._taken_back: set[str] = set()
        # Each answers with its decision, or with nothing while the case has to wait.
        self._habits: dict[str, Callable[[Desk, Case], str]] = {
            CaseKind.DISPUTE: self._settle_dispute,
            CaseKind.DISPUTE_RESOLUTION: self._wait_for_credit,
            CaseKind.SHORT_PAYMENT: self._settle_deduction,
            CaseKind.UNIDENTIFIED_CASH: self._place_cash,
            CaseKind.ON_ACCOUNT_CASH: self._place_cash,
            CaseKind.DELIVERY_FAILED: self._find_address,
            CaseKind.NO_CONTACT: self._find_manager,
        }

    def work(self, robot: Robot) -> None:
        """Take back what customers called about, then every case that waited over night."""
        at = Desk(robot, robot.occasion(NAME, robot.policy))
        self._answer_calls(at)
        self._arrange_plans(at)
        with robot.ledger.read() as connection:
            waiting = desk.list_cases(connection, robot.clock.now())
        done = [case for case in waiting if case.opened_on < at.occasion.business_date]
        for case in sorted(done, key=lambda case: case.id):
            self._resolve(at, case)

    def _resolve(self, at: Desk, case: Case) -> None:
        habit = self._habits.get(case.kind)
        decision = habit(at, case) if habit else rule_of(case.kind).decisions[0]
        if not decision:
            return
        self._decided[case.kind] += 1
        with at.robot.ledger.write() as connection:
            desk.resolve_case(
                connection,
                case.id,
                desk.Resolution(decision),
                occasion=at.occasion,
                now=real_now(),
                consequences=consequences_of(at.robot),
            )

    def _answer_calls(self, at: Desk) -> None:
        """A payer's bank refused what the payer announced: the payment is taken back before its time is over."""
        for payment in self._world.calls_of(at.occasion.business_date):
            if payment.announcement.reference in self._taken_back:
                continue
            self._taken_back.add(payment.announcement.reference)
            currency = payment.firm.currency
            with at.robot.ledger.write() as connection:
                for posted in payments.find_in_transit(connection, _ENTITY, currency, payment.amount):
                    reverse_by_person(connection, posted.id, posting_terms(at.robot.policy.robot, None), at.occasion)

    def _arrange_plans(self, at: Desk) -> None:
        """Customers that called get a plan, with an instalment for each invoice; none outside the limits."""
        for customer_id in self._world.who_wants_plans():
            with suppress(UserError):
                self._world.agree_on_plan(_arrange(at, customer_id, self._world.firm(customer_id).currency))

    def _settle_dispute(self, _at: Desk, case: Case) -> str:
        """The first complaint is right and gets a credit; the next one is not."""
        if self._decided[case.kind] % 2:
            return "reject"
        number = self._world.disputed_by(case.customer_id or "")
        if number:
            self._world.erp.credit(number, self._world.invoice(number).amount)
        return "uphold"

    def _wait_for_credit(self, _at: Desk, _case: Case) -> str:
        """The system of record has issued it: the dispute ends by itself when the next report shows it."""
        return ""

    def _settle_deduction(self, _at: Desk, case: Case) -> str:
        """Two of three deductions are granted; of the third the rest is claimed."""
        if case.customer_id is not None:
            self._world.discuss_deductions(case.customer_id, granted=self._decided[case.kind] % 3 != 2)
        return "handled"

    def _place_cash(self, at: Desk, case: Case) -> str:
        """Ask the bank who paid and the payer what for, and apply it by hand; too much waits for the next items."""
        with at.robot.ledger.write() as connection:
            held = payments.find_payment(connection, int(case.evidence.get("payment") or 0))
            sent = self._world.trace(held.amount_minor, held.currency, held.received_on) if held else None
            if (
                held is None
                or sent is None
                or held.amount_minor not in (held.on_account_minor, held.unidentified_minor)
            ):
                return "handled"
            payer = listings.account_named(connection, sent.firm.id, _ENTITY)
            meant = [listings.item_named(connection, payer, line.number)[0] for line in sent.announcement.lines]
            parts = _share_out(connection, held, payer, meant, at.occasion.business_date)
            if sum(cash for _, cash in parts) != held.amount_minor:
                return ""
            shares = [Share(item.id, cash) for item, cash in parts]
            basis = Basis("person", f"payment:{held.id}")
            payments.apply_held_cash(connection, held, shares, payer=payer, basis=basis, occasion=at.occasion)
        for item, cash in parts:
            if item.id not in meant:
                self._world.tell_of_cash(sent.firm.id, item.document_number, cash)
        return "handled"

    def _find_address(self, at: Desk, case: Case) -> str:
        return self._keep_contact(at, case, "ap_clerk")

    def _find_manager(self, at: Desk, case: Case) -> str:
        """The ladder wants somebody with more to say than a clerk."""
        return self._keep_contact(at, case, "manager")

    def _keep_contact(self, at: Desk, case: Case, role: str) -> str:
        """Call the customer and keep the address that works."""
        if case.customer_id is not None:
            address = self._world.ask_for_address(case.customer_id)
            with at.robot.ledger.write() as connection:
                contacts.set_contact(connection, case.customer_id, role, {"email": address}, at.occasion)
        return "handled"


def _arrange(at: Desk, customer_id: str, currency: str) -> Arrangement:
    """Propose a plan over what is overdue and take the customer's written yes; the lead agrees to a large one."""
    policy = at.robot.policy
    with at.robot.ledger.write() as connection:
        scope = Scope(listings.account_named(connection, customer_id, _ENTITY), currency)
        _, items = debt_in(connection, scope, at.occasion.business_date)
        plan = propose_plan(connection, PlanWish(scope, len(items), "telephone"), policy, at.occasion)
        if plan.state == "approval_pending":
            decide(connection, plan.id, (True, ""), policy, replace(at.occasion, actor=_LEAD))
        return accept(connection, plan.id, f"letter of {customer_id}", at.occasion)


def _share_out(
    connection: Connection, held: Payment, payer: int, meant: Sequence[int], today: date
) -> list[tuple[AccountItem, int]]:
    """The cash over the items that the payer means and then over its oldest others, as far as they are open."""
    (dossier,) = load_dossiers(connection, [payer], today, lambda _customer: "")
    own = [item for item in dossier.items.values() if item.open > 0 and item.currency == held.currency]
    left, parts = held.amount_minor, []
    for item in sorted(own, key=lambda item: (item.id not in meant, item.due_date, item.id)):
        cash = min(left, item.open)
        parts += [(item, cash)] if cash else []
        left -= cash
    return parts
