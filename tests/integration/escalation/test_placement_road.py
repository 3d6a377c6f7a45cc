"""From an exhausted ladder to an agency and back: proposed, approved, handed over, silent, paid or recalled."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from tests.open_items_file import item, take_in
from tests.sample_notices import add_notice
from workers.channels.agency_folder import AgencyFolderChannel
from workers.clock import Clock
from workers.errors import UserError
from workers.escalation.approval import bound_consequence, decide_placement, placement_consequence
from workers.escalation.review import review
from workers.escalation.run import EscalationResult, plan_placements, run
from workers.exception_queue.desk import Resolution, list_cases, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.book.holds import NewHold, add_hold
from workers.ledger.book.standings import load_dossiers
from workers.ledger.book.stops import add_stop
from workers.ledger.cash.applications import Basis, Share
from workers.ledger.cash.payments import Receipt, post_advice, post_bank_payment
from workers.ledger.importing import ImportOptions
from workers.ledger.queue.cases import Case
from workers.ledger.schema import journal, placements
from workers.ledger.unit_of_work import Ledger
from workers.outbox.dispatch import dispatch
from workers.outbox.ports import OutboxPorts
from workers.policy.load import check_policy
from workers.policy.policy_set import PolicySet
from workers.policy.robot import Bound, Redirect
from workers.receivables.occasion import Occasion
from workers.rendering import Renderer

ROOT = Path(__file__).resolve().parents[3]
TODAY = date(2026, 11, 22)
NOTICED = TODAY - timedelta(days=20)
POLICY = check_policy(ROOT / "config").usable()
FINAL = 3


@dataclass(frozen=True, slots=True)
class Road:
    """A ledger with what the steps along the road need."""

    ledger: Ledger
    folder: Path
    policy: PolicySet = POLICY

    def occasion(self, actor: str = "robot", days: int = 0) -> Occasion:
        on = TODAY + timedelta(days=days)
        return Occasion(datetime.combine(on, time(9), UTC), on, actor, self.policy.hash)

    def run(self, days: int = 0) -> EscalationResult:
        return run(self.ledger, self.policy, self.occasion(days=days))

    def cases(self, kind: CaseKind = CaseKind.PLACEMENT_APPROVAL) -> list[Case]:
        with self.ledger.read() as connection:
            return list_cases(connection, self.occasion().at, kind=kind)

    def decide(self, case: Case, decision: str) -> None:
        table = {
            CaseKind.PLACEMENT_APPROVAL: placement_consequence(lambda: self.policy),
            CaseKind.BOUNDS_EXCEEDED: bound_consequence(lambda: self.policy),
        }
        with self.ledger.write() as connection:
            occasion = self.occasion("fiona")
            resolve_case(
                connection, case.id, Resolution(decision), occasion=occasion, now=occasion.at, consequences=table
            )

    def dispatch(self) -> list[str]:
        """Let the outbox send; returns the files in the agency's folder, by kind, in the order of their batches."""
        clock = Clock(frozen_at=self.occasion().at)
        channels = {"agency": AgencyFolderChannel(self.folder)}
        dispatch(OutboxPorts(self.ledger, self.policy, channels, Renderer(ROOT / "templates"), clock), 1)
        named = [file.name.split(".")[0].split("-", 2) for file in self.folder.rglob("CB-*.csv")]
        return [kind for _, _, kind in sorted(named, key=lambda parts: int(parts[1]))]

    def review(self) -> dict[str, int]:
        return dict(review(self.ledger, self.policy, self.occasion()))

    def do(self, act: Callable[[Connection], object]) -> None:
        with self.ledger.write() as connection:
            act(connection)

    def states(self) -> list[str]:
        with self.ledger.read() as connection:
            return list(connection.scalars(select(placements.c.state).order_by(placements.c.id)))

    def place(self) -> None:
        """All the way to the agency."""
        self.run()
        self.decide(self.cases()[0], "approve")
        self.dispatch()
        self.review()


@pytest.fixture
def road(ledger: Ledger, tmp_path: Path) -> Road:
    """One customer with two old invoices in a final notice, and one invoice that came later."""
    old = {"country": "DE", "party": "company", "issue_date": "2026-07-01", "due_date": "2026-08-01"}
    rows = [item("INV-1", **old), item("INV-2", amount="80.00", **old), item("INV-3", country="DE", party="company")]
    take_in(ledger, tmp_path, *rows, options=ImportOptions(default_entity="default"))
    with ledger.write() as connection:
        add_notice(connection, ["INV-1", "INV-2"], FINAL, NOTICED)
    return Road(ledger, tmp_path / "agencies")


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as text:
        return list(csv.DictReader(text))


def pay(number: int, amount: int, *, confirmed: bool = True) -> Callable[[Connection], object]:
    receipt = Receipt("default", 1, "EUR", amount, TODAY)
    occasion, basis = (
        Occasion(datetime(2026, 11, 22, 9, tzinfo=UTC), TODAY, "robot"),
        Basis("test", f"{number}:{amount}"),
    )
    shares = [Share(number, amount)]
    if confirmed:
        return lambda connection: post_bank_payment(connection, receipt, shares, basis, occasion)
    return lambda connection: post_advice(connection, receipt, shares, confirm_by=TODAY, basis=basis, occasion=occasion)


def test_an_exhausted_account_becomes_one_case_with_every_check(road: Road) -> None:
    assert road.run().proposed == 1
    assert road.run().proposed == 0
    (case,) = road.cases()
    assert (case.amount_minor, case.currency, case.owner) == (
        180_00,
        "EUR",
        "finance-lead@brightwater-components.example",
    )
    assert [number for number, *_ in case.evidence["items"]] == ["INV-1", "INV-2"]
    assert all(met for _, met, _ in case.evidence["checks"])
    assert road.states() == ["proposed"]


def test_the_plan_names_what_is_missed_and_writes_nothing(road: Road) -> None:
    road.do(lambda connection: add_hold(connection, NewHold(1, "dispute", "late", open_item_id=2), road.occasion()))
    ((candidate, verdict),) = plan_placements(road.ledger, POLICY, TODAY)
    assert (candidate.customer.id, verdict.missed) == ("C1", ("no_dispute",))
    assert road.run().missed == {"no_dispute": 1}
    assert road.cases() == []


def test_a_bounced_final_notice_does_not_count(ledger: Ledger, tmp_path: Path) -> None:
    row = item("INV-1", country="DE", issue_date="2026-07-01", due_date="2026-08-01", amount="500.00")
    take_in(ledger, tmp_path, row, options=ImportOptions(default_entity="default"))
    with ledger.write() as connection:
        add_notice(connection, ["INV-1"], FINAL, NOTICED, "bounced")
    assert Road(ledger, tmp_path).run().looked_at == 0


def test_approved_the_file_leaves_once_and_the_account_falls_silent(road: Road) -> None:
    road.run()
    road.decide(road.cases()[0], "approve")
    assert road.states() == ["approved"]
    assert road.dispatch() == ["place"]
    assert road.dispatch() == ["place"]
    assert road.review() == {"placed": 1}
    assert road.states() == ["placed"]
    (file,) = road.folder.rglob("*.csv")
    assert file.parent == road.folder / POLICY.agencies["hansa_inkasso"].folder
    assert [(row["document_number"], row["amount_minor"]) for row in rows_of(file)] == [
        ("INV-1", "10000"),
        ("INV-2", "8000"),
        ("", "18000"),
    ]
    with road.ledger.read() as connection:
        (standing,) = load_dossiers(connection, [1], TODAY, lambda customer: "everyone_else")[0].standings
    assert {i.id: i.dunnable for i in standing.items} == {1: 0, 2: 0, 3: 100_00}
    assert road.run().proposed == 0


def test_a_rehearsed_placement_does_not_reach_the_agencys_folder(road: Road) -> None:
    robot = replace(POLICY.robot, redirect_all_to=Redirect("rehearsal@us.example", "+15550100"))
    rehearsed = replace(road, policy=replace(POLICY, robot=robot))
    rehearsed.place()
    (file,) = road.folder.rglob("*.csv")
    assert file.parent == road.folder / "rehearsal" / POLICY.agencies["hansa_inkasso"].folder


def test_a_refused_account_is_not_proposed_again_in_its_episode(road: Road) -> None:
    road.run()
    road.decide(road.cases()[0], "refuse")
    assert road.states() == ["refused"]
    assert road.run(days=1).missed == {"not_refused_in_this_episode": 1}


def test_what_is_no_longer_eligible_at_approval_is_closed_and_may_come_again(road: Road) -> None:
    road.run()
    road.do(lambda connection: add_hold(connection, NewHold(1, "promise", "Friday", expires_on=TODAY), road.occasion()))
    road.decide(road.cases()[0], "approve")
    assert road.states() == ["closed"]
    assert road.dispatch() == []
    assert road.run(days=1).proposed == 1


def test_what_was_paid_before_approval_is_not_placed(road: Road) -> None:
    road.run()
    road.do(pay(2, 20_00))
    road.decide(road.cases()[0], "approve")
    road.dispatch()
    (file,) = road.folder.rglob("*.csv")
    assert [row["amount_minor"] for row in rows_of(file)] == ["10000", "6000", "16000"]


def test_the_agency_hears_of_payments_to_us_and_the_end(road: Road) -> None:
    road.place()
    road.do(pay(1, 40_00))
    assert road.review() == {"direct_payment": 1}
    assert road.review() == {}
    assert road.dispatch() == ["place", "direct-payment"]
    road.do(pay(1, 60_00))
    road.do(pay(2, 80_00))
    assert road.review() == {"closed": 1}
    assert road.dispatch() == ["place", "direct-payment", "direct-payment", "close-request"]
    assert road.states() == ["closed"]


def test_an_unconfirmed_advice_ends_no_placement(road: Road) -> None:
    road.place()
    road.do(pay(1, 100_00, confirmed=False))
    road.do(pay(2, 80_00, confirmed=False))
    assert road.review() == {}
    assert road.states() == ["placed"]


def test_a_stop_recalls_what_the_agency_has(road: Road) -> None:
    road.place()
    road.do(lambda connection: add_stop(connection, 1, "insolvency", road.occasion()))
    assert road.review() == {"recalled": 1}
    assert road.dispatch() == ["place", "recall"]
    assert road.states() == ["recalled"]


def test_a_stop_between_approval_and_dispatch_keeps_the_file_in_the_house(road: Road) -> None:
    road.run()
    road.decide(road.cases()[0], "approve")
    road.do(lambda connection: add_stop(connection, 1, "insolvency", road.occasion()))
    assert road.dispatch() == []
    assert road.review() == {"closed": 1}
    assert road.dispatch() == []


def test_over_the_days_bound_a_person_decides_about_all(road: Road) -> None:
    bounds = replace(POLICY.robot.bounds, placements=Bound(at_least=0))
    tight = replace(road, policy=replace(POLICY, robot=replace(POLICY.robot, bounds=bounds)))
    assert tight.run().parked
    assert tight.run().proposed == 0
    (case,) = tight.cases(CaseKind.BOUNDS_EXCEEDED)
    assert (case.subject, case.occurrences) == ("placements:2026-11-22", 2)
    tight.decide(case, "approve")
    assert tight.states() == ["proposed"]


def test_a_placement_is_decided_once(road: Road) -> None:
    road.run()
    placement_id = road.cases()[0].evidence["placement"]
    road.decide(road.cases()[0], "approve")
    with road.ledger.write() as connection, pytest.raises(UserError, match="waits for no decision"):
        decide_placement(connection, POLICY, placement_id, True, road.occasion("fiona"))


def test_every_step_is_in_the_journal(road: Road) -> None:
    road.place()
    road.do(pay(1, 100_00))
    road.do(pay(2, 80_00))
    road.review()
    with road.ledger.read() as connection:
        query = select(journal.c.kind, journal.c.actor).where(journal.c.kind.like("placement.%"))
        lines = [tuple(row) for row in connection.execute(query.order_by(journal.c.seq))]
    assert lines == [
        ("placement.proposed", "robot"),
        ("placement.approved", "fiona"),
        ("placement.placed", "robot"),
        ("placement.agency_told", "robot"),
        ("placement.closed", "robot"),
    ]


def test_debt_left_over_by_an_exhausted_ladder_is_asked_about_once(road: Road) -> None:
    """INV-3 fell overdue after the final notice: no rung asks for it any more, and no agency may have it."""
    assert road.cases(CaseKind.LADDER_EXHAUSTED) == []
    road.place()
    road.run(days=90)
    (case,) = road.cases(CaseKind.LADDER_EXHAUSTED)
    assert [row[0] for row in case.evidence["items"]] == ["INV-3"]
    road.decide(case, "handled")
    road.run(days=91)
    assert road.cases(CaseKind.LADDER_EXHAUSTED) == []
