"""A wrong template is refused with its file and line before any customer is written to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workers.errors import ConfigurationErrors
from workers.rendering import Renderer, check_config
from workers.rendering.samples import sample_facts

ROOT = Path(__file__).parents[3]
NOTICE = "dunning/second_reminder/de"


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "templates", tmp_path / "templates"))


def check(templates: Path) -> ConfigurationErrors:
    with pytest.raises(ConfigurationErrors) as caught:
        check_config(ROOT / "config", templates).usable()
    return caught.value


def test_the_shipped_templates_are_right() -> None:
    assert check_config(ROOT / "config", ROOT / "templates").usable().hash


@pytest.mark.parametrize(
    ("part", "old", "new", "line", "says", "hint"),
    [
        ("body.txt", "{{ deadline | date }}", "{{ deadlin | date }}", 3, "'deadlin' is undefined", "'deadline'"),
        ("body.txt", "{{ deadline | date }}", "{{ xyzzy }}", 3, "'xyzzy' is undefined", "known here: amount_asked,"),
        ("body.txt", "{{ deadline | date }}", "{{ creditor.phon }}", 3, "has no attribute 'phon'", "'phone'"),
        ("body.txt", "{{ deadline | date }}", "{{ deadline | datum }}", 3, "No filter named 'datum'", ""),
        ("body.txt", "{{ deadline | date }}", "{{ deadline | date", 5, "expected token 'name'", ""),
        ("body.txt", "{{ deadline | date }}", "{{ deadline | money }}", 3, "filter money needs an amount", ""),
        ("body.txt", "{{ deadline | date }}", "{{ total | date }}", 3, "filter date needs a date", ""),
        ("body.txt", "{{ deadline | date }}", "{{ items.append(1) }}", 3, "append", ""),
        ("body.txt", "{{ deadline | date }}", "{{ ''.__class__.__mro__ }}", 3, "unsafe", ""),
        ("body.txt", "{{ deadline | date }}", "{{ creditor.__init__.__globals__ }}", 3, "unsafe", ""),
        ("body.txt", "figures.txt", "figgures.txt", 0, "there is no such template", "needed by"),
        ("body.html", "{% endblock %}", "", 11, "Unexpected end of template", ""),
        ("subject.txt", "[{{ thread_token }}]", "", 1, "does not hold the account's reference", "[{{ thread_token }}]"),
        ("subject.txt", "[{{", "\x07[{{", 1, "control character U+0007", "remove it"),
        ("letter.txt", "[[figures]]", "[[figures]]\n\n\ufe0f", 1, "our letters cannot print", "other signs"),
        ("sms.txt", "STOP", "HALT", 1, "does not say how to stop", "STOP"),
        ("sms.txt", "{{ creditor.name }}", "", 1, "does not name the creditor", "{{ creditor.name }}"),
        ("sms.txt", "unsere", "{{ amount_asked | money }}", 1, "tells of the debt", "neither amounts nor invoices"),
        ("sms.txt", "unsere", "{{ items[0].document_number }}", 1, "tells of the debt", ""),
        ("sms.txt", "unsere", "unserę", 1, "not in the GSM-7 alphabet", "plain letters"),
        ("sms.txt", "unsere", "unsere " * 40, 1, "is sent as 3", "at most 2"),
        ("body.txt", "Belege", "Belege vor der Pfändung", 1, "threatens", "say what will happen"),
        ("body.txt", "Belege", "Belege und unser Sonderangebot", 1, "advertises", "out of notices"),
        ("sms.txt", "unsere", "vor dem Inkasso unsere", 1, "third-party collection", "by mail or letter"),
    ],
)
def test_pitfall_15_a_wrong_template_is_named(
    templates: Path, part: str, old: str, new: str, line: int, says: str, hint: str
) -> None:
    path = templates / NOTICE / part
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")

    error = next(error for error in check(templates).errors if says in str(error))

    wanted = templates / "dunning/_layout/figgures.txt" if "figgures" in new else path
    assert Path(error.file) == wanted
    assert error.line == line
    assert hint in error.hint


def test_a_mark_that_editors_put_before_a_text_reaches_no_customer(templates: Path) -> None:
    subject = templates / NOTICE / "subject.txt"
    subject.write_text(subject.read_text(encoding="utf-8"), encoding="utf-8-sig")
    policy = check_config(ROOT / "config", templates).usable()
    facts = next(iter(sample_facts(policy, "de")))
    rendered = Renderer(templates).render_notice("second_reminder", "de", facts, frozenset({"email"}))
    assert rendered.subject.isprintable()


def test_a_missing_language_and_a_missing_part_are_named(templates: Path) -> None:
    shutil.rmtree(templates / "dunning/final_notice/de")
    (templates / NOTICE / "body.html").unlink()

    places = {Path(error.file).relative_to(templates) for error in check(templates).errors}

    assert places == {Path("dunning/final_notice/de/subject.txt"), Path(NOTICE) / "body.html"}


def test_a_notice_without_templates_is_named_where_the_ladder_names_it(templates: Path) -> None:
    shutil.rmtree(templates / "dunning/second_reminder")

    errors = check(templates).errors

    assert {Path(error.file).name for error in errors} == {"standard.yaml", "key_accounts.yaml"}
    assert all(error.line and "second_reminder" in str(error) for error in errors)


def test_a_folder_that_is_no_language_is_named(templates: Path) -> None:
    (templates / "dunning/final_notice/english").mkdir()
    assert "'english' is not a language" in str(check(templates))


def test_an_email_only_notice_needs_no_sms(templates: Path) -> None:
    (templates / "dunning/friendly_reminder/en/sms.txt").unlink()
    assert check_config(ROOT / "config", templates).usable().hash
