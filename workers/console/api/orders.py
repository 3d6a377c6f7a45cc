"""The call of the API by which an order system asks whether an order goes out. Must not decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from workers.console.api.access import ApiWorker
from workers.console.parts import parts_of
from workers.console.viewed import record_view
from workers.credit.facts import Order, Payment
from workers.credit.order_desk import Ask, case_of, reasons_of, review
from workers.credit.rules.sentences import sentence_of
from workers.ledger.book.listings import account_named

router = APIRouter()
_NO_NUL = r"^[^\x00]*$"
# Far above any order, and far enough below what a database counts for sums to fit.
_MOST = 10**15
Amount = Annotated[int, Field(ge=0, le=_MOST, strict=True)]


class OrderAsked(BaseModel):
    """An order. The same number of a customer is answered alike until ``again`` asks for today's facts."""

    model_config = ConfigDict(extra="forbid")

    customer_id: Annotated[str, Field(min_length=1, max_length=80, pattern=_NO_NUL)]
    order: Annotated[str, Field(min_length=1, max_length=80, pattern=_NO_NUL)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    amount_minor: Amount
    payment: Payment = "on_account"
    open_orders_minor: Amount = 0
    again: bool = False
    entity: Annotated[str, Field(max_length=80, pattern=_NO_NUL)] = ""


@dataclass(frozen=True, slots=True)
class OrderReason:
    """A rule that spoke; ``answered_by`` is what lets the order go all the same, and is empty where nothing does."""

    rule: str
    asks: str
    answered_by: str
    says: str
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class OrderAnswer:
    """``refer``: a person decides the case; ask again later, and the person's word is the answer."""

    answer: Literal["release", "hold", "refer"]
    review: int
    round: int
    reasons: list[OrderReason]
    case: int | None
    decided_by: str | None


@router.post("/orders/review")
def review_order(request: Request, caller: ApiWorker, body: OrderAsked) -> OrderAnswer:
    """Release, hold or refer an order, with the reasons; asked twice it is answered alike."""
    parts = parts_of(request)
    asked = Order(body.order, body.currency, body.amount_minor, body.payment, body.open_orders_minor)
    with parts.robot.ledger.write() as connection:
        account_id = account_named(connection, body.customer_id, body.entity)
        ask = Ask(account_id, asked, body.again)
        found = review(connection, ask, parts.robot.policy, caller.occasion(parts))
        case_id = case_of(connection, found)
    record_view(parts, caller, "api.order", {"account": account_id, "review": found.id})
    told = [
        OrderReason(reason.rule, reason.asks, reason.eased_by, sentence_of(reason), dict(reason.figures))
        for reason in reasons_of(found)
    ]
    answer: Any = found.answer
    return OrderAnswer(answer, found.id, found.round, told, case_id, found.decided_by)
