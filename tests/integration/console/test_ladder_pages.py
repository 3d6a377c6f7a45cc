"""The ladders as pages: each level on its day, who climbs, what lint says of the file, and its texts."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.console_room import ConsoleRoom
from tests.dunned_book import ROOT
from workers.console.findings import Findings
from workers.console.pages.ladders import rail
from workers.policy.ladder import Ladder
from workers.policy.level import Repeat
from workers.settings import Settings


def with_files(room: ConsoleRoom, home: Path) -> tuple[ConsoleRoom, Path]:
    """The room again, over a copy of the shipped configuration that a test may change."""
    folder = home / "config"
    shutil.copytree(ROOT / "config", folder)
    changed = ConsoleRoom(room.book, room.home)
    settings: Settings = replace(changed.robot.settings, config=folder)
    changed.app.state.parts = replace(changed.app.state.parts, findings=Findings(settings))
    return changed, folder


def test_every_ladder_is_listed_with_who_climbs_it(small_room: ConsoleRoom) -> None:
    page = small_room.log_in("ann").page("/ladders")
    ladders = small_room.robot.policy.ladders
    assert [f'href="/ladders/{name}"' in page for name in ladders] == [True] * len(ladders)
    assert "everyone else (live)" in page
    assert page.count('class="level"') == sum(len(ladder.levels) for ladder in ladders.values())


def test_a_ladder_shows_its_levels_and_the_hand_over(small_room: ConsoleRoom) -> None:
    page = small_room.log_in("anna", language="de").page("/ladders/standard")
    for said in ("3 Tage nach der Fälligkeit", "E-Mail, SMS", "letzte Mahnung", "60 Tage nach der Fälligkeit"):
        assert said in page
    assert re.findall(r'y="66"[^>]*>([^<]+)<', page) == ["+3", "+14", "+30", "+60"]
    assert small_room.browser().open("/ladders/standard").status_code == 303


def test_what_lint_says_of_the_file_stands_there_once_it_is_saved(small_room: ConsoleRoom, tmp_path: Path) -> None:
    room, folder = with_files(small_room, tmp_path)
    browser = room.log_in("ann")
    assert "Lint has nothing to remark" in browser.page("/ladders/standard")
    file = folder / "ladders" / "standard.yaml"
    file.write_text(file.read_text().replace("min_interval_days: 10", "min_interval_days: 10\n    sendr: boss"))
    page = browser.page("/ladders/standard")
    assert "sendr" in page
    assert re.search(r"line \d+", page)
    assert "1 to look at" in browser.page("/ladders")


@pytest.mark.parametrize(("language", "said"), [("en", "Final notice"), ("de", "Letzte Mahnung")])
def test_a_level_shows_its_texts_in_each_language(small_room: ConsoleRoom, language: str, said: str) -> None:
    page = small_room.log_in("ann").page(f"/ladders/standard/levels/3?language={language}")
    assert said.casefold() in page.casefold()
    assert "INV-2026-000417" in page
    assert "<h2>SMS</h2>" in page
    assert "{{" not in page


def test_the_html_part_of_a_mail_is_shown_in_a_sandbox(small_room: ConsoleRoom) -> None:
    """Its styles stand in it; the page that leads there keeps to the rule of all others."""
    ann = small_room.log_in("ann")
    page = ann.open("/ladders/standard/levels/3?language=de")
    assert 'href="/ladders/standard/levels/3/mail?language=de"' in page.text
    assert "unsafe" not in page.headers["content-security-policy"]
    mail = ann.open("/ladders/standard/levels/3/mail?language=de")
    assert ("INV-2026-000417" in mail.text, "Letzte Mahnung" in mail.text) == (True, True)
    policy = mail.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'; ")
    assert "allow-" not in policy
    assert (mail.headers["x-frame-options"], mail.headers["cache-control"]) == ("DENY", "no-store")
    assert small_room.browser().open("/ladders/standard/levels/3/mail").status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "/ladders/none",
        "/ladders/standard/levels/9",
        "/ladders/standard/levels/9/mail",
        "/ladders/standard/levels/1?language=..%2Fde",
    ],
)
def test_what_there_is_not_is_not_found(small_room: ConsoleRoom, path: str) -> None:
    assert small_room.log_in("ann").open(path).status_code == 404


def test_repetitions_stand_between_the_levels(small_room: ConsoleRoom) -> None:
    standard: Ladder = small_room.robot.policy.ladders["standard"]
    first, *others = standard.levels
    repeated = replace(standard, levels=(replace(first, repeat=Repeat(every_days=4, at_most=9)), *others))
    drawn = rail(repeated)
    assert len(drawn.repeats) == 2  # on the days 7 and 11; day 15 is the next level's
    assert drawn.levels[0].x < drawn.repeats[0] < drawn.repeats[1] < drawn.levels[1].x


def test_what_changed_is_one_page_from_the_versions_that_were_used(room: ConsoleRoom) -> None:
    book, browser = room.book, room.log_in("anna", language="de")
    book.customer("C1")
    book.plan()
    assert "fielen mit dieser Fassung" in browser.page("/ladders/standard/changes")
    first, *others = book.policy.ladders["standard"].levels
    for days, is_used in ((5, True), (6, False)):
        changed = replace(book.policy.ladders["standard"], levels=(replace(first, days_after_due=days), *others))
        book.policy = replace(book.policy, ladders={**book.policy.ladders, "standard": changed})
        book.pass_days(1)
        if is_used:
            book.plan()
    page = ConsoleRoom(book, room.home).log_in("bob", language="de").page("/ladders/standard/changes")
    cells = re.findall(r"<td>Tage nach der Fälligkeit</td><td>\s*(\d)\s*</td><td>\s*(\d)\s*</td>", page)
    assert cells == [("5", "6"), ("3", "5")]
    assert page.partition("</main>")[0].count("<tr>") == 4
    assert page.index("noch keine Mahnung") < page.index("Seit 0")
