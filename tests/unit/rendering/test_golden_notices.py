"""Every shipped notice in English and German, byte for byte as a customer gets it.

After a wanted change: `COLLECTBOT_GOLDEN=write` in front of pytest rewrites the files; review them as a diff.
"""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from tests.unit.rendering.sample_notice import FACTS
from workers.rendering import Renderer

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests/golden/templates"
# Read at import: a fixture clears the developer's own COLLECTBOT_ variables before each test.
WRITE = os.environ.get("COLLECTBOT_GOLDEN") == "write"


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(ROOT / "templates")


def compare(name: str, text: str) -> None:
    path = GOLDEN / name
    if WRITE:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("notice", ["friendly_reminder", "second_reminder", "final_notice"])
def test_notice_is_as_agreed(renderer: Renderer, notice: str, language: str) -> None:
    facts = structs.replace(FACTS, language=language)
    rendered = renderer.render_notice(notice, language, facts, frozenset({"email", "sms"}))

    compare(f"{notice}.{language}.txt", f"Subject: {rendered.subject}\n\n{rendered.text}\n--- SMS\n{rendered.sms}\n")
    compare(f"{notice}.{language}.html", rendered.html)


@pytest.mark.parametrize("language", ["en", "de"])
def test_daily_report_is_as_agreed(renderer: Renderer, language: str) -> None:
    facts = {
        "date": "2026-03-03",  # as the outbox stored it
        "sent": [{"level": "friendly_reminder", "channel": "email", "count": 12}],
        "applied": [
            {"currency": "EUR", "amount": 123_456, "count": 3},
            {"currency": "JPY", "amount": 9000, "count": 1},
        ],
        "promised": [],
        "cases": [{"owner": "cash_application", "new": 2, "overdue": 1, "open": 9}],
        "order_holds": [{"customer_id": "C10006", "currency": "EUR", "amount": 123_456, "since": "2026-02-27"}],
        "not_done": [
            {"what": "message_planned", "detail": "quiet hours", "reason": "message planned: quiet hours", "count": 4},
            {
                "what": "job_not_begun",
                "detail": "dunning.run",
                "reason": "the daily job dunning.run did not run",
                "count": 1,
            },
            {"reason": "a line of an older report", "count": 1},
        ],
        "feeds": [
            {"name": "bank", "age_hours": 3, "max_age_hours": 96, "stale": False},
            {"name": "mailbox", "age_hours": None, "max_age_hours": 24, "stale": True},
        ],
        "seal": {"date": "2026-03-03", "root": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"},
    }
    mail = renderer.render_mail("report/daily", language, facts)
    compare(f"report_daily.{language}.txt", f"Subject: {mail.subject}\n\n{mail.text}")


@pytest.mark.parametrize("language", ["en", "de"])
def test_daily_report_of_a_day_on_which_nothing_ran(renderer: Renderer, language: str) -> None:
    empty: dict[str, list[object]] = {
        name: [] for name in ("sent", "applied", "promised", "cases", "order_holds", "not_done", "feeds")
    }
    mail = renderer.render_mail("report/daily", language, {"date": date(2026, 3, 3), "seal": None, **empty})
    compare(f"report_daily_empty.{language}.txt", f"Subject: {mail.subject}\n\n{mail.text}")
