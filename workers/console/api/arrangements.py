"""The calls of the API about payment plans and settlements: list, propose, answer another sum, accept, cancel.

They go by the limits of arrangements.yaml as the command line does. Must not decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from workers.arrangements import accepting, ending, offering, proposing
from workers.arrangements.debt import Scope
from workers.arrangements.wording import OfferDesk
from workers.console.access.visitor import Visitor
from workers.console.api.access import ApiViewer, ApiWorker
from workers.console.asked import known_account
from workers.console.parameters import Number
from workers.console.parts import Parts, parts_of
from workers.console.viewed import record_view
from workers.ledger.book.arrangements import find_arrangements
from workers.ledger.book.listings import account_named, item_named
from workers.receivables.arrangement import Arrangement, CoveredItem, Instalment

router = APIRouter()
_TEXT = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]*$")]
_NAME = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00]*$")]
_AMOUNT = Annotated[int, Field(gt=0, le=10**15, strict=True)]


class _Asked(BaseModel):
    """The debt that is meant: documents, or all that is overdue of a customer in a currency."""

    model_config = ConfigDict(extra="forbid")

    customer_id: _NAME
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    evidence: _TEXT
    documents: Annotated[list[_NAME], Field(max_length=200)] = []
    entity: Annotated[str, Field(max_length=80, pattern=r"^[^\x00]*$")] = ""

    def scope(self, connection: Connection) -> Scope:
        account_id = account_named(connection, self.customer_id, self.entity)
        items = (item_named(connection, account_id, document)[0] for document in dict.fromkeys(self.documents))
        return Scope(account_id, self.currency, tuple(items))


class PlanAsked(_Asked):
    """A plan in so many instalments; without a day the first is due as late as may be."""

    instalments: Annotated[int, Field(ge=2, le=60, strict=True)]
    first_on: date | None = None


class SettlementAsked(_Asked):
    """What is to be paid for all of it; without a sum the robot's own first offer is made."""

    agreed_minor: _AMOUNT | None = None


class Acceptance(BaseModel):
    """Where the customer's yes stands in writing."""

    model_config = ConfigDict(extra="forbid")

    how: _TEXT


class CounterOffer(Acceptance):
    """What the customer offers instead."""

    agreed_minor: _AMOUNT


class Cancellation(BaseModel):
    """Why it ends."""

    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""


@dataclass(frozen=True, slots=True)
class ArrangementDetail:
    """An arrangement as it stands; ``terms`` are the words that the customer of a settlement accepts."""

    id: int
    account_id: int
    customer_id: str
    kind: str
    state: str
    currency: str
    balance: int
    agreed: int
    paid: int
    grace_days: int
    proposed_by: str
    proposed_on: date
    accept_by: date
    agreed_by: str
    accepted_by: str
    accepted_on: date | None
    acceptance: str
    closed_on: date | None
    note: str
    terms: str
    items: list[CoveredItem]
    instalments: list[Instalment]


@router.get("/accounts/{account_id}/arrangements")
def list_arrangements(request: Request, caller: ApiViewer, account_id: Number) -> list[ArrangementDetail]:
    """Every plan and settlement of an account, oldest first."""
    parts = parts_of(request)
    with parts.robot.ledger.read() as connection:
        known_account(connection, account_id)
        found = find_arrangements(connection, account_id=account_id)
    record_view(parts, caller, "api.arrangements", {"account": account_id})
    return [_detail(one) for one in found]


@router.post("/arrangements/plans")
def propose_plan(request: Request, caller: ApiWorker, body: PlanAsked) -> ArrangementDetail:
    """Propose a plan; above one person's limit it waits for a second one (state `approval_pending`)."""
    parts = parts_of(request)
    with parts.robot.ledger.write() as connection:
        wish = proposing.PlanWish(body.scope(connection), body.instalments, body.evidence, body.first_on)
        found = proposing.propose_plan(connection, wish, parts.robot.policy, caller.occasion(parts))
    return _told(parts, caller, found)


@router.post("/arrangements/settlements")
def offer_settlement(request: Request, caller: ApiWorker, body: SettlementAsked) -> ArrangementDetail:
    """Offer to settle, or early payment; above what is delegated it waits for a second person."""
    parts = parts_of(request)
    with parts.robot.ledger.write() as connection:
        wish = offering.OfferWish(body.scope(connection), body.evidence, body.agreed_minor)
        found = offering.offer(connection, wish, _desk(parts), caller.occasion(parts))
    return _told(parts, caller, found)


@router.post("/arrangements/{arrangement_id}/counter")
def answer_counter(
    request: Request, caller: ApiWorker, arrangement_id: Number, body: CounterOffer
) -> ArrangementDetail:
    """The robot's answer to another sum: accepted, a new offer, or the old one while a person is asked."""
    parts = parts_of(request)
    with parts.robot.ledger.write() as connection:
        told, occasion = (body.agreed_minor, body.how), caller.occasion(parts)
        found = offering.counter(connection, arrangement_id, told, _desk(parts), occasion)
    return _told(parts, caller, found)


@router.post("/arrangements/{arrangement_id}/accept")
def accept(request: Request, caller: ApiWorker, arrangement_id: Number, body: Acceptance) -> ArrangementDetail:
    """The customer said yes in writing."""
    parts = parts_of(request)
    with parts.robot.ledger.write() as connection:
        found = accepting.accept(connection, arrangement_id, body.how, caller.occasion(parts))
    return _told(parts, caller, found)


@router.post("/arrangements/{arrangement_id}/cancel")
def cancel(request: Request, caller: ApiWorker, arrangement_id: Number, body: Cancellation) -> ArrangementDetail:
    """End it: what it covers is asked for again."""
    parts = parts_of(request)
    with parts.robot.ledger.write() as connection:
        found = ending.cancel(connection, arrangement_id, body.note, caller.occasion(parts))
    return _told(parts, caller, found)


def _desk(parts: Parts) -> OfferDesk:
    return OfferDesk(parts.robot.policy, parts.robot.renderer)


def _told(parts: Parts, caller: Visitor, found: Arrangement) -> ArrangementDetail:
    """The arrangement, its view journalled."""
    record_view(parts, caller, "api.arrangement", {"account": found.account_id, "arrangement": found.id})
    return _detail(found)


def _detail(found: Arrangement) -> ArrangementDetail:
    listed = ("items", "instalments")
    plain = {name: getattr(found, name) for name in ArrangementDetail.__dataclass_fields__ if name not in listed}
    return ArrangementDetail(**plain, items=list(found.items), instalments=list(found.instalments))
