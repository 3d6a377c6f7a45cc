"""The credit of an account: limit, score, what would fit, and its last orders. Must not decide."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from workers.console.access.visitor import Viewer
from workers.console.asked import known_account
from workers.console.parameters import Number
from workers.console.parts import parts_of
from workers.console.view.page import show
from workers.console.viewed import record_view
from workers.credit.brief import briefs_of
from workers.credit.order_desk import reasons_of
from workers.ledger.credit.order_reviews import find_reviews

router = APIRouter()
_ORDERS = 20


@router.get("/accounts/{account_id}/credit")
def credit(request: Request, account_id: Number, visitor: Viewer) -> Response:
    """The brief in every currency, and what was said about orders."""
    parts = parts_of(request)
    on = visitor.occasion(parts).business_date
    with parts.robot.ledger.read() as connection:
        head = known_account(connection, account_id)
        briefs = briefs_of(connection, account_id, parts.robot.policy.credit, on)
        found = find_reviews(connection, account_id=account_id, limit=_ORDERS)
    record_view(parts, visitor, "credit", {"account": account_id})
    orders = [(order, reasons_of(order)) for order in found]
    return show(request, "credit.html", visitor, head=head, briefs=briefs, orders=orders)
