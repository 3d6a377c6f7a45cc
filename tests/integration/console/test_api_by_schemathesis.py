"""schemathesis on the API's own description: whatever is sent, no 5xx, no answer and no status that it does not name.

Also what a client may rely on: what violates the description is refused, what keeps to it is not called invalid, and
nothing is answered without the token. A few draws of each operation by default; all of its phases, on both databases,
in the slow run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance
from starlette.types import ASGIApp, Receive, Scope, Send

from tests.console_room import ConsoleRoom
from tests.dunned_book import DunnedBook
from tests.integration.console.test_api import program
from tests.integration.console.test_queue_and_case_pages import put
from workers.console.api.app import create_api
from workers.console.parts import Parts
from workers.ledger.schema.people import ROLES
from workers.ledger.unit_of_work import Ledger


@dataclass
class Door:
    """Leads to the API of the test that runs. Operations are known before there is a room: one without parts is
    enough to be described, and answers nothing else.
    """

    api: ASGIApp = field(default_factory=lambda: create_api(cast("Parts", None)))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.api(scope, receive, send)

    def lead_to(self, ledger: Ledger, home: Path) -> Iterator[dict[str, str]]:
        """Open a room with an account and a case; yields the headers of a user who may do everything."""
        with ConsoleRoom(DunnedBook(ledger), home) as room:
            put(room, account_id=room.book.customer("C1", days_overdue=(10,)), amount_minor=5, currency="EUR")
            self.api = create_api(room.app.state.parts)
            yield {"Authorization": f"Bearer {program(room, 'ann', *ROLES).token}"}


DOOR = Door()
ALL = schemathesis.openapi.from_asgi("/openapi.json", DOOR)
SOME = schemathesis.openapi.from_asgi("/openapi.json", DOOR)
SOME.config.phases.update(phases=["fuzzing"])
# What schemathesis draws: a call of one operation.
Drawn = schemathesis.Case[Any]
_HEALTH = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much]


# A parameter although there is one: without any the tests of all operations would have one and the same id.
@pytest.fixture(params=["sqlite_ledger"])
def headers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    yield from DOOR.lead_to(request.getfixturevalue(request.param), tmp_path)


@pytest.fixture
def headers_on_each(ledger: Ledger, tmp_path: Path) -> Iterator[dict[str, str]]:
    yield from DOOR.lead_to(ledger, tmp_path)


def check(case: Drawn, headers: dict[str, str]) -> None:
    """JSON Schema takes 268.0 for an integer; we do not: no float near money.

    And a parameter that is wrong because nobody knows it is not sent when it is an empty list.
    """
    spared: list[schemathesis.CheckFunction] = [positive_data_acceptance] if holds_float(case.body) else []
    if any(value in ([], {}, None) for value in (case.query or {}).values()):
        spared.append(negative_data_rejection)
    case.call_and_validate(headers=headers, excluded_checks=spared)


def holds_float(value: object) -> bool:
    match value:
        case dict():
            return any(holds_float(each) for each in value.values())
        case list():
            return any(holds_float(each) for each in value)
        case _:
            return isinstance(value, float)


@SOME.parametrize()
@settings(max_examples=3, derandomize=True, suppress_health_check=_HEALTH)
def test_the_api_keeps_to_its_description(case: Drawn, headers: dict[str, str]) -> None:
    check(case, headers)


@pytest.mark.slow
@ALL.parametrize()
@settings(max_examples=150, suppress_health_check=_HEALTH)
def test_the_api_keeps_to_its_description_whatever_is_drawn(case: Drawn, headers_on_each: dict[str, str]) -> None:
    check(case, headers_on_each)
