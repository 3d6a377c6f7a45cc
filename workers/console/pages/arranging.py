"""Proposing a plan or a settlement from an account's page: what it would say first, then the proposal itself.

Goes by the limits of arrangements.yaml as the command line does. Must not decide, and must not accept for a customer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Connection

from workers.arrangements import offering, previewing, proposing
from workers.arrangements.debt import Scope
from workers.arrangements.wording import OfferDesk
from workers.console.access.visitor import PostedForm, Visitor, Worker
from workers.console.asked import known_account
from workers.console.customer.sent import Declined, amount_of
from workers.console.parameters import Number, Word
from workers.console.parts import Parts, parts_of
from workers.console.view.page import go_to, show
from workers.console.viewed import record_view
from workers.errors import UserError
from workers.ledger.book.listings import item_named
from workers.receivables.arrangement import Arrangement

router = APIRouter()
_EVIDENCE_LENGTH = 2000
_DOCUMENTS_MAX = 200
_FIELDS = ("kind", "currency", "count", "first_on", "amount", "documents")
_Named = Annotated[str, Query(max_length=2000, pattern=r"^[^\x00]*$")]
_SAID = {"proposed": "arrangement_proposed", "approval_pending": "arrangement_waits"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What somebody wants proposed, as the fields say it; raises `UserError` where they make no sense."""

    account_id: int
    fields: Mapping[str, str]
    language: str

    @property
    def is_plan(self) -> bool:
        return self.fields["kind"] != "settlement"

    def scope(self, connection: Connection) -> Scope:
        documents = [name.strip() for name in self.fields["documents"].replace("\n", ",").split(",") if name.strip()]
        named = dict.fromkeys(documents[:_DOCUMENTS_MAX])
        items = tuple(item_named(connection, self.account_id, document)[0] for document in named)
        return Scope(self.account_id, self.fields["currency"], items)

    def plan(self, connection: Connection, evidence: str) -> proposing.PlanWish:
        count, begins = self.fields["count"], self.fields["first_on"]
        if not (count.isascii() and count.isdecimal() and len(count) <= 3):
            raise UserError("say in how many instalments")
        return proposing.PlanWish(self.scope(connection), int(count), evidence, _day(begins) if begins else None)

    def offer(self, connection: Connection, evidence: str) -> offering.OfferWish:
        try:
            written = self.fields["amount"].replace(" ", "")
            agreed = amount_of(written, self.fields["currency"], self.language) if written else None
        except Declined:
            raise UserError("the sum is no amount of that currency") from None
        return offering.OfferWish(self.scope(connection), evidence, agreed)


@router.get("/accounts/{account_id}/arrange")
def preview(
    request: Request,
    account_id: Number,
    visitor: Worker,
    *,
    kind: Word = "plan",
    currency: Word = "",
    count: Word = "",
    first_on: Word = "",
    amount: Word = "",
    documents: _Named = "",
) -> Response:
    """What would be proposed: its instalments, what is let off, and who has to agree."""
    given = (kind, currency, count, first_on, amount, documents)
    return _page(request, _asked(account_id, visitor, dict(zip(_FIELDS, given, strict=True))), visitor, problem="")


@router.post("/accounts/{account_id}/arrange")
def propose(request: Request, account_id: Number, visitor: Worker, form: PostedForm) -> Response:
    """Propose it; above one person's limit it waits for a second one."""
    parts, asked = parts_of(request), _asked(account_id, visitor, form)
    try:
        with parts.robot.ledger.write() as connection:
            known_account(connection, account_id)
            found = _propose(connection, parts, asked, form.get("evidence", "")[:_EVIDENCE_LENGTH], visitor)
    except UserError as error:
        return _page(request, asked, visitor, problem=str(error), evidence=form.get("evidence", ""))
    return go_to(request, f"/accounts/{account_id}?said={_SAID[found.state]}")


def _propose(connection: Connection, parts: Parts, asked: _Asked, evidence: str, visitor: Visitor) -> Arrangement:
    policy, occasion = parts.robot.policy, visitor.occasion(parts)
    if asked.is_plan:
        return proposing.propose_plan(connection, asked.plan(connection, evidence), policy, occasion)
    desk = OfferDesk(policy, parts.robot.renderer)
    return offering.offer(connection, asked.offer(connection, evidence), desk, occasion)


def _page(request: Request, asked: _Asked, visitor: Visitor, *, problem: str, evidence: str = "") -> Response:
    """The form with what it asks for priced; the preview is missing where it cannot be."""
    parts, shown = parts_of(request), None
    with parts.robot.ledger.read() as connection:
        head = known_account(connection, asked.account_id)
        try:
            shown = _preview(connection, parts, asked, visitor)
        except UserError as error:
            problem = problem or str(error)
    record_view(parts, visitor, "arrange", {"account": head.id})
    facts = {"head": head, "asked": asked.fields, "preview": shown, "problem": problem, "evidence": evidence}
    return show(request, "arrange.html", visitor, status=409 if problem else 200, **facts)


def _preview(connection: Connection, parts: Parts, asked: _Asked, visitor: Visitor) -> previewing.Preview:
    policy, occasion = parts.robot.policy, visitor.occasion(parts)
    if asked.is_plan:
        return previewing.preview_plan(connection, asked.plan(connection, ""), policy, occasion)
    return previewing.preview_offer(connection, asked.offer(connection, ""), policy, occasion)


def _asked(account_id: int, visitor: Visitor, fields: Mapping[str, str]) -> _Asked:
    return _Asked(account_id, {name: fields.get(name, "").strip() for name in _FIELDS}, visitor.user.language)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UserError(f"{text} is no day: write it as 2026-03-31") from None
