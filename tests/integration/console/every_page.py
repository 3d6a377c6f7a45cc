"""Which addresses of the furnished room show each page of the application. Must not open one.

Keyed by route, so that a page that is added later has to be named here: `test_every_page` compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from tests.integration.console.furnished import FurnishedRoom
from workers.ledger.schema import cases

# What shows no page of ours: probes, programs' calls, files, and what only leads elsewhere.
NO_PAGES = ("/static", "/api/", "/healthz", "/metrics", "/c/{token}/copies/{item_id}", "/queue/next", "/webhooks/")
# What somebody sees who has not logged in.
OUTSIDE = ("/login", "/c/")
# A mail in a sandbox, where axe cannot run either; its words are those of the templates.
SANDBOXED = "/mail?"

PAGES: Mapping[str, Sequence[str]] = {
    "/": ("/",),
    "/login": ("/login",),
    "/queue": ("/queue", "/queue?mine=own", "/queue?kind=dispute&owner=nobody"),
    "/cases/{case_id}": ("/cases/{case}",),
    "/cases/{case_id}/documents/{number}": ("/cases/{ambiguous_reference}/documents/0",),
    "/cases/{case_id}/rule": ("/cases/{payer_unknown}/rule",),
    "/accounts": ("/accounts", "/accounts?q=e", "/accounts?q=nobody"),
    "/accounts/{account_id}": tuple(f"/accounts/{number}" for number in range(1, 9)),
    "/accounts/{account_id}/why": ("/accounts/1/why", "/accounts/2/why", "/accounts/5/why"),
    "/accounts/{account_id}/credit": ("/accounts/1/credit", "/accounts/7/credit"),
    "/accounts/{account_id}/arrange": (
        "/accounts/8/arrange?kind=plan&currency=EUR&count=3",
        "/accounts/4/arrange?kind=settlement&currency=EUR",
    ),
    "/accounts/{account_id}/arrangements/{number}": (
        "/accounts/2/arrangements/1",
        "/accounts/3/arrangements/2",
        "/accounts/4/arrangements/3",
        "/accounts/4/arrangements/4",
    ),
    "/rules": ("/rules",),
    "/receivables": ("/receivables",),
    "/ladders": ("/ladders",),
    "/ladders/{name}": ("/ladders/standard", "/ladders/hasty"),
    "/ladders/{name}/changes": ("/ladders/standard/changes",),
    "/ladders/{name}/levels/{number}": ("/ladders/standard/levels/1", "/ladders/standard/levels/3?language=de"),
    "/ladders/{name}/levels/{number}/mail": ("/ladders/standard/levels/1/mail?language=en",),
    "/ladders/{name}/trials/{trial_id}": ("/ladders/hasty/trials/1",),
    "/operations": ("/operations",),
    "/audit": ("/audit", "/audit?of=controls", "/audit?of=1"),
    "/profile": ("/profile",),
    "/c/{token}": ("{link}", "/c/" + "x" * 48),
    "/c/{token}/done/{key}": ("{link}/done/{deed}",),
}


def addresses(room: FurnishedRoom) -> list[str]:
    """Every address, once for each case and each customer's link where the page is one of those."""
    with room.book.ledger.read() as connection:
        kinds = {str(row.kind): int(row.id) for row in connection.execute(select(cases.c.kind, cases.c.id))}
    links = [f"{link}" for link in room.links().values()]
    found: list[str] = []
    for address in (address for many in PAGES.values() for address in many):
        if "{case}" in address:
            found += [address.format(case=number) for number in kinds.values()]
        elif "{deed}" in address:
            found.append(address.format(link=room.deed_link, deed=room.deed))
        elif "{link}" in address:
            found += [address.format(link=link) for link in links]
        else:
            found.append(address.format(**kinds))
    return found
