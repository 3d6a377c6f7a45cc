"""What a person's approval of a day over its cash bound causes: the advices that waited for it are posted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from workers.exception_queue.desk import Consequence, Resolution
from workers.ledger.cash import advices
from workers.ledger.cash.cash_lock import lock_amounts
from workers.ledger.cash.payments import ROBOT
from workers.ledger.queue.cases import Case
from workers.receivables.occasion import Occasion
from workers.remittance.advice_posting import Placed, place_again
from workers.remittance.daily_bound import BOUND_SUBJECT
from workers.remittance.terms import PostingTerms

APPROVE = "approve"


def cash_bound_consequence(terms_of: Callable[[str], PostingTerms]) -> Consequence:
    """For the desk: a resolved `bounds_exceeded` case whose subject begins with ``cash:``; terms by entity."""

    def decide(connection: Connection, case: Case, resolution: Resolution, occasion: Occasion) -> None:
        entity, currency, _ = case.subject.removeprefix(BOUND_SUBJECT).split(":")
        if resolution.decision == APPROVE:
            release_cash(connection, terms_of(entity), currency, occasion)

    return decide


def release_cash(connection: Connection, terms: PostingTerms, currency: str, occasion: Occasion) -> list[Placed]:
    """Post what waits in that currency, unless something else stands against it.

    The robot applies it, so that the robot may still reverse what the bank never confirms.
    """
    waiting = [a for a in advices.find_announced(connection) if (a.entity, a.currency) == (terms.entity, currency)]
    lock_amounts(connection, terms.entity, [(currency, advice.amount_minor) for advice in waiting])
    unbounded = replace(terms, bound=replace(terms.bound, at_least={}))
    robot = replace(occasion, actor=ROBOT)
    return [place_again(connection, advice.id, unbounded, robot) for advice in waiting]
