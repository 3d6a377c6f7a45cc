"""Statements and thanks: what their texts and paper say, and that broken ones are found before they run."""

from __future__ import annotations

import io
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pdfplumber
import pytest

from workers.policy.arrangements import ArrangementMails
from workers.policy.courtesy import Statements, ThankYou
from workers.policy.load import check_policy
from workers.policy.policy_set import PolicySet
from workers.receivables.notice import Creditor, NoticeItem
from workers.receivables.period_statement import MOVEMENTS, Figures, Movement, PeriodStatement
from workers.rendering import Renderer
from workers.rendering.courtesy_check import check_courtesies
from workers.rendering.period_statement import print_period_statement

ROOT = Path(__file__).parents[3]
FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
WE = Creditor("Brightwater", "1 Mill Road", "+15550100", "ar@us.example", "First Bank")


@pytest.fixture
def policy() -> PolicySet:
    shipped = check_policy(ROOT / "config").usable()
    courteous = replace(shipped.robot, statements=Statements(), thank_you=ThankYou(enabled=True))
    return replace(shipped, robot=courteous)


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))


def stated(*movements: Movement, items: tuple[NoticeItem, ...] = (), on_account: int = 0) -> PeriodStatement:
    closing = sum(item.open for item in items) - on_account
    figures = Figures(closing - sum(m.amount for m in movements), closing, movements, items, on_account)
    return PeriodStatement(WE, "C1", "Müller & <Söhne>", "BW-C1", "EUR", FIRST, LAST, figures)


def printed(statement: PeriodStatement, language: str = "en") -> list[str]:
    pdf = print_period_statement(statement, Renderer(ROOT / "templates").statement_wording(language))
    with pdfplumber.open(io.BytesIO(pdf.content)) as document:
        return [page.extract_text() for page in document.pages]


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_kind_of_movement_has_a_word_and_balances_run(language: str) -> None:
    moved = tuple(Movement(FIRST, kind, f"REF-{n}", 100 + n) for n, kind in enumerate(MOVEMENTS))
    item = NoticeItem("INV-9", FIRST, LAST, 5_000, 0, "PO-9")
    (text,) = printed(stated(*moved, items=(item,), on_account=700), language)
    assert all(f"REF-{n}" in text for n in range(len(MOVEMENTS)))
    for amount in ("43.00", "31.45", "50.00", "7.00"):
        assert (amount.replace(".", ",") if language == "de" else amount) in text
    assert "Müller & <Söhne>" in text


def test_a_long_month_flows_over_pages() -> None:
    moved = tuple(Movement(FIRST + timedelta(days=n % 30), "invoice", f"INV-{n:03}", 1) for n in range(90))
    pages = printed(stated(*moved))
    assert len(pages) > 2
    assert [n for n in range(90) if not any(f"INV-{n:03}" in page for page in pages)] == []


def test_the_shipped_texts_are_whole(policy: PolicySet, templates: Path) -> None:
    assert list(check_courtesies(policy, Renderer(templates), templates)) == []


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("statement/de/subject.txt", None, "there is no such template"),
        ("reply/thank_you/de/subject.txt", None, "there is no such template"),
        ("statement/en/body.txt", "{{ figures.openning }}", "openning"),
        ("statement/en/words.txt", '{% set words = {"what": "What"} %}', "words are missing: amount"),
    ],
)
def test_a_broken_text_is_found_before_it_runs(
    policy: PolicySet, templates: Path, file: str, text: str | None, complaint: str
) -> None:
    broken = templates / file
    broken.unlink() if text is None else broken.write_text(text)
    (found,) = check_courtesies(policy, Renderer(templates), templates)
    assert complaint in str(found)
    assert str(broken) in str(found)
    off = replace(policy, robot=replace(policy.robot, statements=None, thank_you=ThankYou()))
    assert list(check_courtesies(off, Renderer(templates), templates)) == []


@pytest.mark.parametrize("state", ["broken", "kept", "cancelled"])
def test_mails_about_arrangements_are_read_in_every_state_that_they_tell(
    policy: PolicySet, templates: Path, state: str
) -> None:
    broken = templates / "arrangement/ended/de/body.txt"
    broken.write_text('{% if told.state == "' + state + '" %}{{ nobody_knows }}{% endif %}')
    (found,) = check_courtesies(policy, Renderer(templates), templates)
    assert "nobody_knows" in str(found)
    off = replace(policy, arrangements=replace(policy.arrangements, mails=ArrangementMails()))
    assert list(check_courtesies(off, Renderer(templates), templates)) == []


def test_the_text_of_a_reminder_has_to_be_there_where_one_is_sent(policy: PolicySet, templates: Path) -> None:
    (templates / "arrangement/reminder/de/subject.txt").unlink()
    (found,) = check_courtesies(policy, Renderer(templates), templates)
    assert "there is no such template" in str(found)
