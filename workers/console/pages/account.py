"""An account: what is open and how old, what was promised, what holds it back, and why. Must not decide."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from workers.console.access.roles import Act
from workers.console.access.visitor import PostedForm, Viewer, Worker
from workers.console.asked import items_page, known_account
from workers.console.parameters import Before, Number, Word
from workers.console.parts import agency_names, parts_of
from workers.console.view.page import go_to, show
from workers.console.viewed import record_view
from workers.dunning.explain.account import explain_account
from workers.dunning.explain.past import dossier_now
from workers.dunning.explain.words import sentences
from workers.ledger.book import account_page as book
from workers.ledger.book.arrangements import find_arrangements
from workers.ledger.book.customer_page import revoke_links
from workers.ledger.book.timeline import recent_entries
from workers.ledger.queue import agency_batches, placements
from workers.ledger.queue.cases import find_of_account

router = APIRouter()
_ENTRIES = 40
_BATCHES = 20


@router.get("/accounts")
def look_up(request: Request, visitor: Viewer, q: Word = "") -> Response:
    """Find an account; where only one fits, go there."""
    parts = parts_of(request)
    with parts.robot.ledger.read() as connection:
        found = book.find_accounts(connection, q) if q else []
    if len(found) == 1:
        return go_to(request, f"/accounts/{found[0].id}")
    if found:
        record_view(parts, visitor, "accounts", {"accounts": [head.id for head in found]})
    return show(request, "accounts.html", visitor, found=found, q=q)


@router.get("/accounts/{account_id}")
def account(request: Request, account_id: Number, visitor: Viewer, after: str = "", before: Before = None) -> Response:
    """Everything about one account; ``after`` pages the open items, ``before`` the timeline."""
    parts = parts_of(request)
    on = visitor.occasion(parts).business_date
    with parts.robot.ledger.read() as connection:
        head = known_account(connection, account_id)
        items, more = items_page(connection, account_id, on, after)
        facts: dict[str, Any] = {
            "sums": book.aged_sums(connection, account_id, on),
            "on_account": book.cash_on_account(connection, account_id),
            "restraints": book.restraints_of(connection, account_id, on),
            "promises": book.promises_of(connection, account_id),
            "arrangements": find_arrangements(connection, account_id=account_id),
            "contacts": book.contacts_of(connection, head.customer_id),
            "cases": find_of_account(connection, account_id),
            "placements": placements.find_of_account(connection, account_id),
            "batches": agency_batches.find_batches(connection, account_id=account_id, limit=_BATCHES),
            "timeline": recent_entries(connection, account_id, _ENTRIES, before),
        }
    record_view(parts, visitor, "account", {"account": account_id})
    has_page = parts.robot.policy.robot.customer_page.enabled and visitor.may(Act.WORK)
    facts |= {"entity_name": parts.robot.policy.robot.entity(head.entity).name}
    facts |= {"agencies": agency_names(parts.robot.policy)}
    return show(request, "account.html", visitor, head=head, items=items, more=more, has_page=has_page, **facts)


@router.get("/accounts/{account_id}/why")
def why(request: Request, account_id: Number, visitor: Viewer) -> Response:
    """Why the account gets a notice today, or none: every rule that was asked, in order."""
    parts = parts_of(request)
    with parts.robot.ledger.read() as connection:
        head = known_account(connection, account_id)
        told = explain_account(*dossier_now(connection, account_id, parts.robot.policy, visitor.occasion(parts)))
    for found in told["currencies"]:
        found["gate_tables"] = [((gate["channel"], gate["judgement"]["name"]), gate["rules"]) for gate in found["gate"]]
    record_view(parts, visitor, "why", {"account": account_id})
    return show(request, "why.html", visitor, head=head, told=told, sentences=sentences)


@router.post("/accounts/{account_id}/end-links")
def end_links(request: Request, account_id: Number, visitor: Worker, form: PostedForm) -> Response:
    """No link to the customer's page that was sent so far opens it any more."""
    parts = parts_of(request)
    with parts.robot.ledger.write() as connection:
        revoke_links(connection, known_account(connection, account_id).id, visitor.occasion(parts))
    return go_to(request, f"/accounts/{account_id}?said=links_ended")
