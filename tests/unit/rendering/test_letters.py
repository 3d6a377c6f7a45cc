"""Letters and statements on paper: what they say, where the address stands, and that long tables flow over pages."""

from __future__ import annotations

import io
import shutil
import unicodedata
from datetime import date, timedelta
from pathlib import Path

import pdfplumber
import pytest
from msgspec import structs

from tests.unit.rendering.sample_notice import FACTS
from tests.unit.rendering.test_golden_notices import compare
from workers.errors import ConfigurationError
from workers.receivables.notice import AccountStatement, NoticeFacts, NoticeItem, Signatory
from workers.rendering import Renderer
from workers.rendering.letter import print_letter, print_statement
from workers.rendering.letter_text import MalformedLetter, UnprintableText, parse_letter
from workers.rendering.paper import Pdf

ROOT = Path(__file__).parents[3]
NOTICES = ["friendly_reminder", "second_reminder", "final_notice"]
ADDRESS = "Einkauf, Gebäude 7\nMusterstraße 12\n80331 München\nDEUTSCHLAND"
# The part of the page that a window envelope shows, in points from the top left corner (DIN 5008, form B).
WINDOW = (20 / 25.4 * 72, 45 / 25.4 * 72, 105 / 25.4 * 72, 90 / 25.4 * 72)
MANY = tuple(
    NoticeItem(f"RE-{n:04}", date(2026, 1, 2), date(2026, 2, 1) - timedelta(days=n), 10_000 + n, 30 + n, f"PO-{n}")
    for n in range(75)
)


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(ROOT / "templates")


def written(renderer: Renderer, notice: str, facts: NoticeFacts, address: str = ADDRESS) -> Pdf:
    text = renderer.render_notice(notice, facts.language, facts, frozenset({"letter"})).letter
    return print_letter(facts, address, text, renderer.wording(notice, facts.language))


def pages_of(pdf: Pdf) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf.content)) as opened:
        return [page.extract_text() for page in opened.pages]


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("notice", NOTICES)
def test_letter_and_call_are_as_agreed(renderer: Renderer, notice: str, language: str) -> None:
    facts = structs.replace(FACTS, language=language, enclosed=("RE2026/0934",), not_enclosed=("RE2026/1981",))
    call = renderer.render_notice(notice, language, facts, frozenset({"call"})).call
    letter = "\n--- next page\n".join(pages_of(written(renderer, notice, facts)))
    compare(f"{notice}.{language}.letter.txt", f"{letter}\n--- call\n{call}\n")


def test_a_letter_is_the_same_bytes_each_time_and_carries_its_fonts(renderer: Renderer) -> None:
    first, second = (written(renderer, "final_notice", FACTS) for _ in range(2))
    assert first == second
    assert first.pages == 1
    assert first.content.count(b"/FontFile2") == 2


def test_the_address_stands_in_the_window_and_nothing_else_does(renderer: Renderer) -> None:
    name = "Przedsiębiorstwo Handlowo-Usługowe Bardzo Długa Nazwa Spółka z ograniczoną odpowiedzialnością"
    pdf = written(renderer, "final_notice", structs.replace(FACTS, customer_name=name))
    with pdfplumber.open(io.BytesIO(pdf.content)) as opened:
        page = opened.pages[0]
        touching = page.crop(WINDOW).extract_text().splitlines()
        shown = page.within_bbox(WINDOW).extract_text().splitlines()
    assert shown == touching
    assert shown[0].startswith("Brightwater Components Ltd · 14 Harbour Road")
    assert shown[-4:] == ADDRESS.splitlines()
    assert " ".join(shown[1:-4]) == (
        "Przedsiębiorstwo Handlowo-Usługowe Bardzo Długa Nazwa Spółka z ograniczoną odpowiedzialnością"
    )


def test_a_long_table_flows_over_pages_under_its_heading(renderer: Renderer) -> None:
    total = sum(item.open for item in MANY)
    facts = structs.replace(FACTS, language="de", items=MANY, total=total, on_account=0, amount_asked=total)
    pages = pages_of(written(renderer, "second_reminder", facts))
    assert len(pages) > 2
    listed = [line.split()[0] for page in pages for line in page.splitlines() if line.startswith("RE-")]
    assert listed == [item.document_number for item in MANY]
    tabled = [page for page in pages if "RE-" in page]
    assert all("Beleg Belegdatum Fällig Tage überfällig Offen" in page for page in tabled)
    assert all(f"Seite {n} von {len(pages)}" in page for n, page in enumerate(pages, start=1))
    # A sum alone on a page would be a sum of nothing.
    assert "RE-0074" in next(page for page in pages if "Zu zahlen bis" in page)


def test_a_statement_lists_credit_and_what_is_not_due_and_adds_up(renderer: Renderer) -> None:
    items = (
        *MANY[:2],
        NoticeItem("GS-1", date(2026, 1, 5), date(2026, 1, 5), -4_000, 57),
        NoticeItem("RE-NEW", date(2026, 3, 1), date(2026, 4, 1), 5_000, 0),
    )
    facts = structs.replace(FACTS, statement=AccountStatement(date(2026, 2, 28), items, 1_001))
    (page,) = pages_of(print_statement(facts, renderer.wording("final_notice", "en")))
    assert "As of February 28, 2026" in page
    assert "GS-1 Jan 5, 2026 Jan 5, 2026 -€40.00" in page
    assert "RE-NEW Mar 1, 2026 Apr 1, 2026 €50.00" in page
    assert "Open items €210.01\nLess cash received on account -€10.01\nBalance €200.00" in page


@pytest.mark.parametrize(
    "name",
    [
        "Brzęczyszczykiewicz i Współka",
        "Příliš žluťoučký kůň s.r.o.",
        "Αφοί Παπαδόπουλοι",
        "«Ґанок та Їжак»",
        "Şişli Çağdaş İnşaat A.Ş.",
        "Erdős és Tűzoltó Kft. 5 € & more",
        "Ģertrūdes ķieģeļi, Šiaulių Ț",
    ],
)
def test_a_name_beyond_latin_1_is_printed_letter_for_letter(renderer: Renderer, name: str) -> None:
    (page,) = pages_of(written(renderer, "final_notice", structs.replace(FACTS, customer_name=name)))
    assert name in page


def test_an_accent_that_stands_apart_becomes_one_sign_with_its_letter(renderer: Renderer) -> None:
    apart = unicodedata.normalize("NFD", "Łódź Ñandú\u00ad\u200b GmbH")
    (page,) = pages_of(written(renderer, "final_notice", structs.replace(FACTS, customer_name=apart)))
    assert "Łódź Ñandú GmbH" in page


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("東京商事", "6771"),
        ("שלום בע״מ", "05E9"),
        ("شركة", "0634"),
        ("x\u0331y", "0331"),
        ("abc\u202edef", "202E"),
        ("bell\u0007", "0007"),
    ],
)
def test_a_name_that_would_be_printed_wrong_is_refused(renderer: Renderer, name: str, sign: str) -> None:
    """No box, no accent beside its letter, no letters in the wrong order."""
    with pytest.raises(UnprintableText, match=rf"U\+{sign}"):
        written(renderer, "final_notice", structs.replace(FACTS, customer_name=name))


def test_the_typeface_is_shipped_with_its_licence() -> None:
    folder = ROOT / "workers/rendering/typefaces"
    licence = (folder / "LICENSE").read_text(encoding="utf-8")
    assert sorted(file.name for file in folder.glob("*.ttf")) == ["DejaVuSans-Bold.ttf", "DejaVuSans.ttf"]
    assert "Bitstream Vera Fonts Copyright" in licence
    assert "Permission is hereby granted, free of charge" in licence


def test_markup_in_a_name_is_text(renderer: Renderer) -> None:
    facts = structs.replace(FACTS, customer_name="<b>Bold & Co</b>")
    assert "<b>Bold & Co</b>" in pages_of(written(renderer, "final_notice", facts))[0]


@pytest.mark.parametrize("text", ["", "[[figures]]", "Subject\n\nbody", "Subject\n\n[[figures]]\n\n[[figures]]"])
def test_a_template_without_subject_or_one_place_for_the_figures_is_refused(text: str) -> None:
    with pytest.raises(MalformedLetter):
        parse_letter(text)


def test_a_language_that_lacks_a_word_of_the_margins_is_named(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "templates", tmp_path / "templates")
    words = tmp_path / "templates/dunning/_layout/words_de.txt"
    words.write_text(words.read_text(encoding="utf-8").replace('"page": ', '"pages": '), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=r"words_de.txt:1: words are missing: page"):
        Renderer(tmp_path / "templates").wording("final_notice", "de")


def test_whoever_signs_stands_above_the_company(renderer: Renderer) -> None:
    facts = structs.replace(FACTS, signatory=Signatory("J. Doe, Controller", "j@us.example", "j@us.example"))
    (page,) = pages_of(written(renderer, "final_notice", facts))
    assert "Yours faithfully\nJ. Doe, Controller\nBrightwater Components Ltd" in page
