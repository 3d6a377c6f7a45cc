"""The German of the robot's own sentences: each is still said somewhere, and none that specialists read is missing."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import orjson
import pytest

from tests.dunned_book import ROOT
from workers.console.view.sentences import Sentence, Sentences, read_sentences
from workers.console.view.words import read_words

FOLDER = ROOT / "templates" / "console"
GERMAN: dict[str, str] = orjson.loads((FOLDER / "sentences" / "de.json").read_bytes())
# Who composes nothing that a page shows; reading all of them would take longer than the tests.
UNHEARD = (
    *("channels/", "demo/", "policy/", "rendering/", "reports/", "receivables/", "remittance/formats/"),
    *("remittance/readers/", "remittance/reconciliation/", "ledger/importing/", "ledger/laws/"),
    *("ledger/migrations/", "ledger/schema/", "ledger/sql/"),
)
# What joins a sentence to the one before it.
_ENDS = " ,;"
_VALUE = re.compile(r"\{[^{}]*\}")
# What a page of the console can be refused by; the commands that read files speak English, as the shell does.
REACHED = (
    *("arrangements", "console", "credit", "disputes", "escalation", "exception_queue", "ledger/book", "ledger/cash"),
    *("ledger/people", "ledger/queue", "remittance/by_hand.py", "remittance/bank/take_back.py"),
)
FROM_FILES = {"credit/limit_file.py", "exception_queue/watchlist.py", "console/server.py", "console/twilio_webhooks.py"}


def words() -> Sentences:
    return read_sentences(FOLDER / "sentences", read_words(FOLDER / "words").values())["de"]


def skeleton(text: str) -> str:
    return _VALUE.sub("{}", text).strip(_ENDS)


@cache
def trees() -> dict[str, ast.Module]:
    root = ROOT / "workers"
    files = sorted(str(file.relative_to(root)) for file in root.rglob("*.py"))
    return {file: ast.parse((root / file).read_text()) for file in files if not file.startswith(UNHEARD)}


def as_written(node: ast.expr) -> str:
    """A text of the source, with {} for what stands in it; empty where a text is made elsewhere."""
    match node:
        case ast.JoinedStr(values=parts):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in parts).strip(_ENDS)
        case ast.Constant(value=str() as text):
            return text.strip(_ENDS)
        case _:
            return ""


@cache
def said_in_source() -> frozenset[str]:
    nodes = (node for tree in trees().values() for node in ast.walk(tree))
    return frozenset(as_written(node) for node in nodes if isinstance(node, ast.JoinedStr | ast.Constant))


def told_to_specialists() -> Iterator[tuple[str, str]]:
    """Refusals that a page shows, and the leads of all cases, as far as they are written where they are used."""
    for file, tree in trees().items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            if name == "UserError" and file.startswith(REACHED) and file not in FROM_FILES:
                arguments = call.args[:1]
            elif name == "NewCase":
                arguments = call.args[2:3] + [each.value for each in call.keywords if each.arg == "reason"]
            else:
                continue
            yield from ((file, as_written(each)) for each in arguments)


def test_every_pattern_is_a_sentence_of_the_source() -> None:
    assert [english for english in GERMAN if skeleton(english) not in said_in_source()] == []


def test_every_refusal_and_every_lead_has_german_words() -> None:
    known = {skeleton(english) for english in GERMAN}
    # Nothing but values, which are told one by one.
    found = {(file, text) for file, text in told_to_specialists() if re.search("[a-z]{2}", text)}
    assert len(found) > 150
    assert sorted(each for each in found if each[1] not in known) == []


def test_german_holds_no_value_that_the_english_has_not() -> None:
    def names(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)", text))

    assert [english for english, german in GERMAN.items() if not names(german) <= names(english)] == []


def test_every_family_of_codes_has_words() -> None:
    catalogue = read_words(FOLDER / "words")["de"].catalogue
    families = {family for german in GERMAN.values() for family in re.findall(r"\{\w+:([\w.]+)\}", german)}
    assert [family for family in sorted(families) if not any(key.startswith(f"{family}.") for key in catalogue)] == []


@pytest.mark.parametrize(
    ("english", "german"),
    [
        ("promise 3 was broken: 2 by now", "Zusage 3 wurde gebrochen: 2 bisher"),
        (
            "ann proposed release_all for case 7: agree by deciding the same, or withdraw the proposal",
            "ann hat für Fall 7 „Konto freigeben“ vorgeschlagen: Zustimmen heißt dasselbe entscheiden;"
            " sonst den Vorschlag zurückziehen",
        ),
        (
            "settlement 4 could be accepted until 2026-03-05: propose it again",
            "Vergleich 4 war bis 05.03.2026 anzunehmen: Bitte neu vorschlagen",
        ),
        (
            "the rejection of dispute 9 was not written to the customer: nobody can be reached by e-mail",
            "Dass Reklamation 9 zurückgewiesen ist, wurde dem Kunden nicht geschrieben:"
            " niemand ist per E-Mail erreichbar",
        ),
        ("nobody may agree to a plan over 12000.50 EUR", "niemand darf einem Ratenplan über 12.000,50\xa0€ zustimmen"),
        ("INV-7: 5 minor units stay open (paid short)", "INV-7: 5 kleinste Einheiten bleiben offen (zu wenig gezahlt)"),
        (
            "the lines leave out INV-7, whose open amount it is",
            "die Zeilen lassen aus: INV-7, dessen offener Betrag es ist",
        ),
        (
            "Europe/Berlin: open until 2026-03-05 16:00 UTC, rule packs us_fdcpa",
            "Europe/Berlin: offen bis 05.03.2026, 16:00 UTC, Regelwerke us_fdcpa",
        ),
        (
            "ann proposes a plan of 20.00 EUR: 2026-03-05 10.00 EUR, 2026-04-05 10.00 EUR",
            "ann schlägt vor: Ratenplan über 20,00\xa0€: 05.03.2026 10,00\xa0€, 05.04.2026 10,00\xa0€",
        ),
        (
            "2 items, 9.00 EUR, may be given up: small balance",
            "2 Posten, 9,00\xa0€, können ausgebucht werden: Kleinbetrag",
        ),
        ("Mrs Hall said: wait for the 2026-13-40", "Mrs Hall said: wait for the 2026-13-40"),
        ("2026-13-40", "2026-13-40"),
        ("1.234 EUR", "1.234 EUR"),
    ],
    ids=str,
)
def test_a_sentence_is_told_with_its_values(english: str, german: str) -> None:
    assert words()(english) == german


def test_every_pattern_tells_its_own_sentence() -> None:
    """Of patterns that fit the same text the wrong one must not win."""
    known = sorted(GERMAN, key=lambda english: len(_VALUE.sub("", english)), reverse=True)
    sentences = {english: Sentence.of(english, "") for english in known}
    confused = []
    for english in known:
        said = re.sub(r"\{\w+:money\}", "1.00 EUR", english)
        said = re.sub(r"\{\w+:day\}", "2026-03-05", said)
        said = re.sub(r"\{\w+:minute\}", "2026-03-05 16:00 UTC", said)
        said = _VALUE.sub("INV-1", said)
        first = next(each for each in known if sentences[each].values(said) is not None)
        if GERMAN[first] != GERMAN[english]:
            confused.append((english, first))
    assert confused == []


def test_english_is_told_as_it_is() -> None:
    told = read_sentences(FOLDER / "sentences", read_words(FOLDER / "words").values())["en"]
    assert told("promise 3 was broken: 2 by now; 2026-03-05") == "promise 3 was broken: 2 by now; 2026-03-05"


def test_a_folder_without_sentences_tells_nothing(tmp_path: Path) -> None:
    assert read_sentences(tmp_path, read_words(FOLDER / "words").values())["de"]("none") == "none"
