"""The routes of the customers' page: look, fetch a copy, do something, and hear that it was noted.

Everything that is not a valid link gets one and the same page. Must not know what a deed does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from workers.console.customer import deeds
from workers.console.customer.arranging import arrangement_figures
from workers.console.customer.entry import Guest, Refusal, knock
from workers.console.customer.sent import Declined, new_form, read_sent
from workers.console.parts import Parts, parts_of
from workers.console.view.words import preferred_language
from workers.inbox.rules.promise import FURTHEST_DAYS
from workers.ledger.book import customer_page, promises
from workers.ledger.book.account_page import cash_on_account, restraints_of
from workers.outbox.enclosures import PDF, invoice_copies, open_copy, pdf_file
from workers.outbox.link import PATH

router = APIRouter(prefix=PATH)
_NOTHING: Mapping[str, str] = {}
_STATUS = {Refusal.UNAVAILABLE: 404, Refusal.TOO_MANY: 429}
# No search engine lists what somebody once pasted somewhere.
_HEADERS = {"x-robots-tag": "noindex, nofollow"}


@router.get("/{token}")
def look(request: Request, token: str) -> Response:
    """What is open, and what can be done about it."""
    guest = _guest(request, token)
    return _refused(request, guest) if isinstance(guest, Refusal) else _account(request, guest)


@router.get("/{token}/copies/{item_id}")
def copy(request: Request, token: str, item_id: str) -> Response:
    """The copy of an open invoice of this account, where there is one."""
    guest, parts = _guest(request, token), parts_of(request)
    if isinstance(guest, Refusal):
        return _refused(request, guest)
    number = int(item_id) if item_id.isdecimal() and len(item_id) <= 15 else 0
    with parts.robot.ledger.read() as connection:
        item = customer_page.open_item_of(connection, guest.account_id, number)
    copies = invoice_copies(guest.policy.robot, parts.robot.settings.home)
    path = copies.path_of(guest.to.entity, item.document_number) if item and not guest.to.barred else None
    content = open_copy(path) if path else None
    if item is None or content is None:
        return _refused(request, Refusal.UNAVAILABLE)
    _record(parts, guest, {"page": "copy", "item": item.id})
    name = pdf_file(item.document_number, content).name
    # Signs outside Latin-1 have no place in a header.
    plain = name.encode("ascii", "replace").decode().replace("?", "-")
    headers = {**_HEADERS, "content-disposition": f'attachment; filename="{plain}"'}
    return Response(content, media_type=PDF, headers=headers)


@router.get("/{token}/done/{key}")
def done(request: Request, token: str, key: str) -> Response:
    """What became of a deed."""
    guest, parts = _guest(request, token), parts_of(request)
    if isinstance(guest, Refusal):
        return _refused(request, guest)
    with parts.robot.ledger.read() as connection:
        deed = customer_page.find_deed(connection, guest.account_id, key[:64])
    if deed is None:
        return _refused(request, Refusal.UNAVAILABLE)
    _record(parts, guest, {"page": "done"})
    return _show(request, "done.html", guest, kind=deed[0], outcome=deed[1])


@router.post("/{token}/{kind}")
async def act(request: Request, token: str, kind: str) -> Response:
    """Do what a form asks for; then another page is fetched, so that going back posts nothing twice."""
    parts = parts_of(request)
    guest = await run_in_threadpool(_guest, request, token)
    if isinstance(guest, Refusal):
        return _refused(request, guest)
    if kind not in deeds.DEEDS:
        return _refused(request, Refusal.UNAVAILABLE)
    secret, most = parts.robot.settings.secret_key, guest.policy.robot.customer_page.upload_kb * 1024
    was: dict[str, str] = {}
    try:
        sent = await read_sent(request, secret, token, kind=kind, upload_bytes=most)
        was = sent.fields
        key = await run_in_threadpool(deeds.do, parts, token, sent)
    except Declined as declined:
        again = partial(_account, request, guest, problem=declined.key, was={"kind": kind, **was})
        return await run_in_threadpool(again)
    if isinstance(key, Refusal):
        return _refused(request, key)
    return RedirectResponse(f"{parts.base}{PATH}/{token}/done/{key}", status_code=303)


def _guest(request: Request, token: str) -> Guest | Refusal:
    return knock(parts_of(request), token, request.client.host if request.client else "")


def _account(request: Request, guest: Guest, *, problem: str = "", was: Mapping[str, str] = _NOTHING) -> HTMLResponse:
    """The account; where a person has to speak with the customer, only how to reach us.

    ``was`` is what a form held that did not go through, so that nobody types it again.
    """
    parts, status = parts_of(request), 409 if problem else 200
    if guest.to.barred:
        _record(parts, guest, {"page": "call"})
        return _show(request, "call.html", guest, status=status)
    _record(parts, guest, {"page": "account"})
    today = guest.occasion.business_date
    facts = {"problem": problem, "was": was, "last_day": today + timedelta(days=FURTHEST_DAYS), "today": today}
    form = new_form(parts.robot.settings.secret_key, guest.token)
    return _show(request, "account.html", guest, status=status, form=form, **facts, **_figures(parts, guest))


def _figures(parts: Parts, guest: Guest) -> dict[str, Any]:
    on, number, robot = guest.occasion.business_date, guest.account_id, guest.policy.robot
    with parts.robot.ledger.read() as connection:
        items = customer_page.open_items_of(connection, number)
        restraints = restraints_of(connection, number, on)
        found = {
            "items": items,
            "sums": customer_page.open_sums_of(connection, number, on),
            "on_account": cash_on_account(connection, number),
            "promised": promises.find_promises(connection, ("open",), number),
            **arrangement_figures(connection, guest),
        }
    copies = invoice_copies(robot, parts.robot.settings.home)
    paths = {item.id: copies.path_of(guest.to.entity, item.document_number) for item in items}
    return found | {
        "invoices": [item for item in items if item.open > 0],
        "disputed": {held.document_number for held in restraints if held.kind == "dispute"},
        "copies": {item_id for item_id, path in paths.items() if path is not None and path.is_file()},
        "upload_mb": robot.customer_page.upload_kb // 1000,
        "is_cut": len(items) == customer_page.ITEMS_MAX,
    }


def _record(parts: Parts, guest: Guest, seen: dict[str, Any]) -> None:
    """Journal the view before the page is given; a page that cannot be journalled is not shown."""
    with parts.robot.ledger.write() as connection:
        named = {**seen, "message": guest.message_id}
        customer_page.record_view(connection, guest.account_id, named, guest.occasion)


def _show(request: Request, template: str, guest: Guest, *, status: int = 200, **facts: Any) -> HTMLResponse:
    parts, company = parts_of(request), guest.policy.robot.company
    around = {
        "base": parts.base,
        "here": f"{parts.base}{PATH}/{guest.token}",
        "creditor": guest.policy.robot.entity(guest.to.entity).name,
        "phone": company.phone,
        "email": company.reply_to,
        "customer": guest.to.customer,
    }
    text = parts.customer_templates.render(template, guest.language, parts.zone, {**around, **facts})
    return HTMLResponse(text, status_code=status, headers=_HEADERS)


def _refused(request: Request, refusal: Refusal) -> HTMLResponse:
    """The same for a link that is over, made up or a stranger's: it tells nothing, not even whose page this is."""
    parts, language = parts_of(request), preferred_language(request.headers.get("accept-language", ""))
    facts = {"base": parts.base, "refusal": refusal.value}
    text = parts.customer_templates.render("refused.html", language, parts.zone, facts)
    return HTMLResponse(text, status_code=_STATUS[refusal], headers=_HEADERS)
