"""Rules from decisions on a real book and real files: proposed, tried on the past, applied by another, revoked."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from tests.dunned_book import ROOT, DunnedBook
from workers.errors import UserError
from workers.exception_queue.desk import Resolution, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.exception_queue.promotion.drafts import draft_of
from workers.exception_queue.promotion.learning import learn
from workers.exception_queue.promotion.promoting import Workshop, propose, revoke, rule_consequence
from workers.ledger.book.contacts import set_contact
from workers.ledger.cash.deductions import code_deduction
from workers.ledger.cash.payer_marks import NAMES
from workers.ledger.queue.cases import Case, find_unresolved
from workers.ledger.queue.learned_rules import LearnedRule, find_rules, known_rule
from workers.ledger.schema import advices, contacts, deductions, learned_rules
from workers.ledger.unit_of_work import Ledger
from workers.policy.load import check_policy
from workers.receivables.customer import name_key

NAME = {"customer": "C1", "name": "Falkenberg Trading"}


@dataclass
class RuleRoom:
    """A book, and a copy of the policy files that rules may change."""

    book: DunnedBook
    config: Path

    @property
    def shop(self) -> Workshop:
        return Workshop(self.config, lambda folder: check_policy(folder).usable(), check_policy(self.config).usable())

    def propose(self, kind: str, by: str = "ann", **values: str) -> LearnedRule:
        with self.book.ledger.write() as connection:
            return propose(connection, draft_of(kind, values), "case 1", self.shop, self.book.occasion(by))

    def waiting(self) -> list[Case]:
        with self.book.ledger.read() as connection:
            return find_unresolved(connection, kind=CaseKind.RULE_APPROVAL)

    def decide(self, decision: str = "approve", by: str = "bob") -> None:
        (case,) = self.waiting()
        with self.book.ledger.write() as connection:
            resolve_case(
                connection,
                case.id,
                Resolution(decision),
                occasion=self.book.occasion(by),
                now=self.book.occasion().at,
                consequences={CaseKind.RULE_APPROVAL: rule_consequence(lambda: self.shop)},
            )

    def revoke(self, rule: LearnedRule, by: str = "eva") -> None:
        with self.book.ledger.write() as connection:
            revoke(connection, rule.id, self.shop, self.book.occasion(by))

    def state(self, rule: LearnedRule) -> str:
        with self.book.ledger.read() as connection:
            return known_rule(connection, rule.id).state

    def file(self, name: str) -> str:
        return (self.config / name).read_text(encoding="utf-8")

    def deduct(self, reason: str, code: str = "", times: int = 1, by: str = "ann") -> None:
        """Deductions of that reason, and a person who gives them a code."""
        account = self.book.customer(f"D{reason}{code}{by}", days_overdue=())
        occasion, ledger = self.book.occasion(by), self.book.ledger
        for n in range(times):
            item = self.book.item(account, f"{reason}-{code}-{by}-{n}", 5)
            with ledger.write() as connection:
                advice = {"entity": "default", "state": "case", "policy_hash": "", "decided_at": occasion.at}
                number = connection.execute(insert(advices).values(advice).returning(advices.c.id)).scalar_one()
                row = {
                    "account_id": account, "open_item_id": item, "advice_id": number, "currency": "EUR", "code": "",
                    "amount_minor": 1, "reason": reason, "taken_on": self.book.today, "due_on": self.book.today,
                }  # fmt: skip
                own = connection.execute(insert(deductions).values(row).returning(deductions.c.id)).scalar_one()
                if code:
                    code_deduction(connection, int(own), code, occasion)

    def learn(self) -> Mapping[str, int]:
        return dict(learn(self.book.ledger, self.shop, self.book.occasion()))


@pytest.fixture
def room(sqlite_ledger: Ledger, tmp_path: Path) -> RuleRoom:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return RuleRoom(DunnedBook(sqlite_ledger), tmp_path / "config")


@pytest.fixture
def both_rooms(ledger: Ledger, tmp_path: Path) -> RuleRoom:
    shutil.copytree(ROOT / "config", tmp_path / "config")
    return RuleRoom(DunnedBook(ledger), tmp_path / "config")


def test_a_name_is_a_rule_once_another_person_agrees(both_rooms: RuleRoom) -> None:
    room = both_rooms
    room.book.customer("C1")
    rule = room.propose("payer_name", **NAME)
    assert '+"Falkenberg Trading": "C1"' in rule.diff
    with pytest.raises(UserError, match="somebody else has to agree"):
        room.decide(by="Ann")
    assert room.state(rule) == "proposed"
    room.decide()
    with room.book.ledger.read() as connection:
        assert NAMES.find_customers(connection, name_key("Falkenberg Trading")) == ["C1"]
    with pytest.raises(UserError, match="about the same thing is applied"):
        room.propose("payer_name", **NAME)
    room.revoke(rule)
    with room.book.ledger.read() as connection:
        assert NAMES.find_customers(connection, name_key("Falkenberg Trading")) == []
        assert [(found.state, found.decided_by) for found in find_rules(connection)] == [("revoked", "eva")]


def test_a_rule_is_revoked_though_its_name_was_revoked_before(room: RuleRoom) -> None:
    room.book.customer("C1")
    rule = room.propose("payer_name", **NAME)
    room.decide()
    with room.book.ledger.write() as connection:
        NAMES.revoke(connection, name_key(NAME["name"]), "C1", room.book.occasion("ann"))
    room.revoke(rule)
    assert room.state(rule) == "revoked"


def test_a_contact_is_set_and_set_back(room: RuleRoom) -> None:
    room.book.customer("C1")
    rule = room.propose("contact", customer="C1", role="ap_clerk", email="new@C1.example")
    assert ("-    email" in rule.diff, '+    email: "new@C1.example"' in rule.diff) == (True, True)

    def email() -> Any:
        with room.book.ledger.read() as connection:
            return connection.scalar(select(contacts.c.email))

    assert email() == "ap@c1.example"
    room.decide()
    assert email() == "new@c1.example"
    room.revoke(rule)
    assert email() == "ap@c1.example"


def test_an_address_that_changed_since_the_rule_is_not_set_back(room: RuleRoom) -> None:
    room.book.customer("C1")
    rule = room.propose("contact", customer="C1", role="ap_clerk", email="new@c1.example")
    room.decide()
    with room.book.ledger.write() as connection:
        set_contact(connection, "C1", "ap_clerk", {"email": "newest@c1.example"}, room.book.occasion("ann"))
    room.revoke(rule)
    with room.book.ledger.read() as connection:
        assert connection.scalar(select(contacts.c.email)) == "newest@c1.example"
    assert room.state(rule) == "revoked"


def test_a_phrase_goes_into_the_file_and_out_again(room: RuleRoom) -> None:
    room.deduct("Sonderposten Messe", "56", times=3)
    room.deduct("Sonderposten Messe", "01", by="eva")
    room.deduct("Sonderposten Messe Rest")
    before = room.file("deduction_codes.yaml")
    rule = room.propose("deduction_code", code="56", phrase="sonderposten")
    assert rule.backtest == {
        "decides": 5, "alike": 3, "differently": 1, "undecided": 1, "against": ["Sonderposten Messe: 01"],
    }  # fmt: skip
    assert [line[:1] for line in rule.diff.splitlines() if "sonderposten" in line] == ["+"]
    assert room.file("deduction_codes.yaml") == before, "a proposal changes nothing"
    room.decide()
    after = room.file("deduction_codes.yaml")
    assert room.shop.policy.deduction_codes.code_of("SONDERPOSTEN 4711") == "56"
    assert after.replace('"sonderposten", ', "") == before, "comments and every other line are as they were"
    (room.config / "deduction_codes.yaml").write_text(after.replace("due_days: 30", "due_days: 31"))
    room.revoke(rule)
    assert room.file("deduction_codes.yaml") == before.replace("due_days: 30", "due_days: 31")


def test_a_tolerance_is_only_ever_less(room: RuleRoom) -> None:
    room.book.customer("C1")
    with pytest.raises(UserError, match="at most the robot's own"):
        room.propose("tolerance", customer="C1", amount="1.01")
    first = room.propose("tolerance", customer="C1", amount="0.10")
    room.decide()
    assert str(room.shop.policy.robot.cash_application.customer_write_off_tolerances["C1"]) == "0.10"
    room.revoke(first)
    assert room.shop.policy.robot.cash_application.customer_write_off_tolerances == {}


def test_a_prefix_is_a_hint_of_its_own_or_joins_the_customers(room: RuleRoom) -> None:
    for number in ("C1", "C2"):
        room.book.customer(number)
    room.propose("reference_prefix", customer="C1", prefix="VN")
    room.decide()
    file = room.config / "remittance_formats.yaml"
    file.write_text(room.file(file.name) + "\n")
    assert room.shop.policy.remittance_formats.hint_for("C1", (), "").reference_prefix == "VN"
    file.write_text("formats:\n  own:\n    customers: [C2]\n    date_order: month_first\n")
    rule = room.propose("reference_prefix", customer="C2", prefix="KD")
    room.decide()
    hint = room.shop.policy.remittance_formats.hint_for("C2", (), "")
    assert (hint.reference_prefix, hint.date_order) == ("KD", "month_first")
    room.revoke(rule)
    assert room.shop.policy.remittance_formats.hint_for("C2", (), "").reference_prefix == ""


@pytest.mark.parametrize(
    ("hint", "says"),
    [("customers: [C1, C2]", "other customers"), ("domains: [c1.example]", "customer's domain")],
    ids=["shared", "domain"],
)
def test_a_prefix_neither_reaches_other_customers_nor_hides_a_hint(room: RuleRoom, hint: str, says: str) -> None:
    for number in ("C1", "C2"):
        room.book.customer(number)
    text = f"formats:\n  known:\n    {hint}\n    date_order: month_first\n"
    (room.config / "remittance_formats.yaml").write_text(text)
    with pytest.raises(UserError, match=says):
        room.propose("reference_prefix", customer="C1", prefix="VN")


def test_a_file_that_changed_or_would_not_load_is_left_alone(room: RuleRoom) -> None:
    room.book.customer("C1")
    rule = room.propose("deduction_code", code="56", phrase="sonderposten")
    broken = room.file("deduction_codes.yaml").replace("due_days: 30", "due_days: never", 1)
    shop = room.shop
    (room.config / "deduction_codes.yaml").write_text(broken)
    (case,) = room.waiting()
    with room.book.ledger.write() as connection, pytest.raises(UserError, match="would not load"):
        rule_consequence(lambda: shop)(connection, case, Resolution("approve"), room.book.occasion("bob"))
    assert room.file("deduction_codes.yaml") == broken
    assert room.state(rule) == "proposed"


def test_refused_is_over_and_can_be_proposed_again_by_a_person(room: RuleRoom) -> None:
    room.book.customer("C1")
    rule = room.propose("payer_name", **NAME)
    room.decide("refuse")
    assert room.state(rule) == "refused"
    again = room.propose("payer_name", **NAME)
    room.revoke(again)
    assert (room.waiting(), room.state(again)) == ([], "revoked")


def test_fifty_like_decisions_are_one_proposal_of_the_robots(room: RuleRoom) -> None:
    room.deduct("Sonderposten", "56", times=49)
    assert room.learn() == {}, "not often enough"
    room.deduct("SONDERPOSTEN", "56", times=1, by="eva")
    assert [room.learn(), room.learn()] == [{"proposed": 1}, {}]
    (case,) = room.waiting()
    with room.book.ledger.read() as connection:
        (rule,) = find_rules(connection)
    assert (rule.proposed_by, rule.backtest["alike"], case.evidence["rule"]) == ("robot", 50, rule.id)
    room.decide("refuse", by="ann")
    assert room.learn() == {}, "what was refused is not proposed again"
    assert "56" not in room.shop.policy.deduction_codes.code_of("sonderposten")


def test_who_decides_otherwise_once_keeps_the_robot_from_proposing(room: RuleRoom) -> None:
    robot = room.file("robot.yaml")
    (room.config / "robot.yaml").write_text(robot.replace("promote_after: 50", "promote_after: 3"))
    room.deduct("Sonderposten", "56", times=3)
    room.deduct("Rabatt Messe", "56", times=3)
    room.deduct("Rabatt Messe", "01", by="eva")
    assert room.learn() == {"proposed": 1}
    assert "'sonderposten'" in room.waiting()[0].reason


@pytest.mark.parametrize(
    ("kind", "values", "says"),
    [
        ("alias", {}, "no rules of kind"),
        ("payer_name", {"customer": "C1"}, "name is missing"),
        ("payer_name", {**NAME, "amount": "1"}, "not amount"),
        ("payer_name", {"customer": "C1", "name": "A.B."}, "too short"),
        ("payer_name", {**NAME, "customer": "C9"}, "no customer C9"),
        ("contact", {"customer": "C1", "role": "ap_clerk"}, "an email or a phone"),
        ("contact", {"customer": "C1", "role": "boss", "email": "a@b.example"}, "no role boss"),
        ("contact", {"customer": "C1", "role": "ap_clerk", "email": "foo"}, "'foo' is no e-mail address"),
        ("contact", {"customer": "C1", "role": "ap_clerk", "phone": "call us"}, "'call us' is no telephone number"),
        ("deduction_code", {"code": "99", "phrase": "sonderposten"}, "no code 99"),
        ("deduction_code", {"code": "04", "phrase": "price"}, "another phrase is as long"),
        ("reference_prefix", {"customer": "C1", "prefix": "90"}, "1 to 6 letters"),
        ("tolerance", {"customer": "C1", "amount": "ten"}, "not an amount"),
        ("tolerance", {"customer": "C1", "amount": "NaN"}, "not an amount"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_makes_no_rule_is_refused(room: RuleRoom, kind: str, values: dict[str, str], says: str) -> None:
    room.book.customer("C1")
    with pytest.raises(UserError, match=says):
        room.propose(kind, **values)
    with room.book.ledger.read() as connection:
        assert connection.scalar(select(learned_rules.c.id)) is None
