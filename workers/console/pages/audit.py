"""The audit: what each user did and saw, failed logins, and the switches, from the journal's own chains.

For the roles admin and read_only. Must not change or leave out anything.
"""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request, Response

from workers.console.access.visitor import Auditor
from workers.console.parameters import Before
from workers.console.parts import parts_of
from workers.console.view.page import show
from workers.console.viewed import record_view
from workers.ledger.operations.state import chain_of
from workers.ledger.people import users
from workers.ledger.people.audit import LOGINS, source_of

router = APIRouter()
_PAGE = 100
# The chains of the journal that belong to nobody's account, by the name that a link has for them.
_COMMON = {"logins": LOGINS, "controls": "controls"}


@router.get("/audit")
def audit(request: Request, visitor: Auditor, of: str = "logins", before: Before = None) -> Response:
    """A chain of the journal, the newest entries first: of a user by number, of logins, or of the switches."""
    parts = parts_of(request)
    with parts.robot.ledger.read() as connection:
        everybody = users.list_users(connection)
        sources = {**_COMMON, **{str(user.id): source_of(user.id) for user in everybody}}
        if of not in sources:
            raise HTTPException(404)
        lines = chain_of(connection, sources[of], _PAGE, before)
    record_view(parts, visitor, "audit", {"of": of})
    return show(request, "audit.html", visitor, everybody=everybody, common=list(_COMMON), of=of, lines=lines)
