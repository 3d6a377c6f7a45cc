"""What one person decides about an account in one day, case by case, and the limit that it counts against as one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest

from tests.integration.exception_queue.test_four_eyes import NOW, ROBOT
from tests.open_items_file import item, take_in
from workers.exception_queue.cases import NewCase, open_case
from workers.exception_queue.desk import Resolution, resolve_case
from workers.exception_queue.kinds import CaseKind
from workers.ledger.unit_of_work import Ledger
from workers.policy.queue import QueuePolicy
from workers.receivables.occasion import Occasion

KINDS = (CaseKind.RETURNED_PAYMENT, CaseKind.ADVICE_UNCONFIRMED, CaseKind.ORDER_REVIEW)
LIMITS = {str(kind): {"EUR": 100_00, "USD": 100_00} for kind in KINDS}
DAY = timedelta(days=1)


@dataclass
class Pieces:
    """A desk at which cases of 60.00 are decided one by one, of two accounts; one person decides up to 100.00."""

    ledger: Ledger
    numbers: Iterator[int]

    def piece(self, **facts: object) -> int:
        known = {"kind": CaseKind.RETURNED_PAYMENT, "account_id": 1, "currency": "EUR", "amount_minor": 60_00}
        new = NewCase(subject=f"payment:{next(self.numbers)}", reason="it came back", **{**known, **facts})  # type: ignore[arg-type]
        with self.ledger.write() as connection:
            return open_case(connection, new, ROBOT, QueuePolicy())

    def decide(self, case_id: int, who: str = "ann", decision: str = "handled", at: Occasion = ROBOT) -> str:
        """The state that the case is in afterwards: one that takes a second person is open."""
        with self.ledger.write() as connection:
            told = Resolution(decision)
            occasion = replace(at, actor=who)
            done = resolve_case(connection, case_id, told, occasion=occasion, now=NOW, consequences={}, limits=LIMITS)
            return done.state


@pytest.fixture
def pieces(ledger: Ledger, tmp_path: Path) -> Pieces:
    take_in(ledger, tmp_path, item("INV-1"), item("INV-2", customer_id="C2"))
    return Pieces(ledger, count(1))


@pytest.fixture
def small(sqlite_ledger: Ledger, tmp_path: Path) -> Pieces:
    take_in(sqlite_ledger, tmp_path, item("INV-1"), item("INV-2", customer_id="C2"))
    return Pieces(sqlite_ledger, count(1))


def test_the_second_piece_takes_a_second_person(pieces: Pieces) -> None:
    """Together they are above what one person decides; agreeing to the other's proposal is not deciding alone."""
    assert pieces.decide(pieces.piece()) == "resolved"
    second = pieces.piece()
    assert pieces.decide(second, " Ann") == "open"
    assert pieces.decide(second, "bob") == "resolved"
    assert pieces.decide(pieces.piece(), "bob") == "resolved"
    assert pieces.decide(pieces.piece(amount_minor=40_00), "ann") == "resolved", "up to the limit itself"


def of_somebody_else(small: Pieces) -> None:
    small.decide(small.piece(), "bob")


def of_another_account(small: Pieces) -> None:
    small.decide(small.piece(account_id=2))


def of_another_currency(small: Pieces) -> None:
    small.decide(small.piece(currency="USD"))


def of_another_kind(small: Pieces) -> None:
    small.decide(small.piece(kind=CaseKind.ADVICE_UNCONFIRMED))


def of_the_day_before(small: Pieces) -> None:
    small.decide(small.piece(), at=replace(ROBOT, at=ROBOT.at - DAY, business_date=ROBOT.business_date - DAY))


@pytest.mark.parametrize(
    "earlier",
    [of_somebody_else, of_another_account, of_another_currency, of_another_kind, of_the_day_before],
    ids=lambda each: each.__name__,
)
def test_what_counts_for_no_sum(small: Pieces, earlier: Callable[[Pieces], None]) -> None:
    earlier(small)
    assert small.decide(small.piece()) == "resolved"


def test_orders_that_were_held_add_nothing_to_those_released(small: Pieces) -> None:
    orders = [small.piece(kind=CaseKind.ORDER_REVIEW) for _ in range(3)]
    assert small.decide(orders[0], decision="hold") == "resolved"
    assert small.decide(orders[1], decision="release") == "resolved"
    assert small.decide(orders[2], decision="release") == "open"
