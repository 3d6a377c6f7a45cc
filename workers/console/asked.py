"""What a page and the API's call of the same name are both asked: look up, page, journal the view, decide.

Must not render and must not answer in JSON.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import HTTPException
from sqlalchemy import Connection

from workers.console.access.roles import act_of_decision
from workers.console.access.visitor import Visitor
from workers.console.parts import Parts
from workers.console.view.place import read_item, read_place, write_place
from workers.console.viewed import record_view
from workers.exception_queue import desk
from workers.ledger.book import account_page as book
from workers.ledger.book.account_page import AccountHead, AgedItem
from workers.ledger.queue.cases import Case, find_case
from workers.ledger.queue.ranked import Line, Wanted

QUEUE_PAGE = 50


def known_case(connection: Connection, case_id: int) -> Case:
    """The case; 404 where there is none."""
    case = find_case(connection, case_id)
    if case is None:
        raise HTTPException(404, "there is no such case")
    return case


def known_account(connection: Connection, account_id: int) -> AccountHead:
    """The head of the account; 404 where there is none."""
    head = book.find_head(connection, account_id)
    if head is None:
        raise HTTPException(404, "there is no such account")
    return head


def queue_page(parts: Parts, visitor: Visitor, page: str, wanted: Wanted, after: str) -> tuple[list[Line], str]:
    """The lines of a page of the queue, and where the next begins: empty at the end. Its view is journalled."""
    with parts.robot.ledger.read() as connection:
        now, place = parts.robot.clock.now(), read_place(after)
        found = desk.page_of_cases(connection, wanted, now, after=place, limit=QUEUE_PAGE + 1)
    lines = found[:QUEUE_PAGE]
    record_view(parts, visitor, page, {"cases": [line.place.id for line in lines]})
    return lines, write_place(lines[-1].place) if len(found) > QUEUE_PAGE else ""


def items_page(connection: Connection, account_id: int, on: date, after: str) -> tuple[list[AgedItem], str]:
    """A page of an account's open items, and where the next begins."""
    found = book.aged_items(connection, account_id, on, after=read_item(after))
    shown = found[: book.ITEMS_PAGE]
    return shown, f"{shown[-1].due_date}.{shown[-1].id}" if len(found) > book.ITEMS_PAGE else ""


def record_case_view(parts: Parts, visitor: Visitor, page: str, case: Case) -> None:
    """Journal that somebody saw a case, and whose account it concerns."""
    seen: dict[str, Any] = {"case": case.id}
    record_view(parts, visitor, page, seen if case.account_id is None else seen | {"account": case.account_id})


def decide_case(parts: Parts, visitor: Visitor, case_id: int, resolution: desk.Resolution) -> Case:
    """Decide a case as the command line does, when the visitor's role allows it."""
    with parts.robot.ledger.read() as connection:
        kind = known_case(connection, case_id).kind
    visitor.demand(act_of_decision(kind, resolution.decision))
    return parts.decide(parts.robot, case_id, resolution, visitor.user.name)
