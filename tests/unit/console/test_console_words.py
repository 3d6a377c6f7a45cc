"""The catalogues of the console: every language has the same words, and pages ask for no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from workers.console.access.roles import Act, is_allowed
from workers.console.view.words import preferred_language, read_words
from workers.credit.rules import sentences
from workers.dunning.decisions import Decision
from workers.errors import ConfigurationError
from workers.exception_queue.kinds import RULES
from workers.ledger.schema.people import LANGUAGES, ROLES
from workers.outbox.rules.send_gate import Judgement
from workers.receivables.stop import STOP_KINDS

_ROOT = Path(__file__).parent.parent.parent.parent
_CONSOLE = _ROOT / "templates" / "console"
WORDS = read_words(_CONSOLE / "words")
# What a template or a page asks for by its whole name.
_ASKED = re.compile(r"""\bt\(["']([\w.]+)["'](?! ~)""")


def test_every_language_has_the_same_words_and_placeholders() -> None:
    english = WORDS["en"].catalogue
    for language in LANGUAGES:
        other = WORDS[language].catalogue
        assert other.keys() == english.keys()
        for key, text in english.items():
            assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", other[key])), key


def test_every_word_that_a_template_names_is_there() -> None:
    asked = {key for file in _CONSOLE.glob("*.html") for key in _ASKED.findall(file.read_text(encoding="utf-8"))}
    assert len(asked) > 20
    assert asked - WORDS["en"].catalogue.keys() == set()


def test_every_role_and_language_has_a_name() -> None:
    known = WORDS["en"]
    assert [
        key for key in (*(f"role.{r}" for r in ROLES), *(f"language.{x}" for x in LANGUAGES)) if key not in known
    ] == []


def test_every_kind_of_case_has_its_words() -> None:
    """Whoever adds a kind or a decision says it in both languages: kind.*, suggestion.*, decision.* and does.*."""
    kinds = [f"{part}.{kind}" for kind in RULES for part in ("kind", "suggestion")]
    names = {name for rule in RULES.values() for name in rule.decisions}
    decisions = [f"{part}.{name}" for name in sorted(names) for part in ("decision", "does")]
    assert [key for key in (*kinds, *decisions) if key not in WORDS["en"]] == []


def test_what_holds_an_account_or_an_order_back_has_its_words() -> None:
    said = [f"order_reason.{rule}" for rule in sentences._SAID] + [f"order_eased.{by}" for by in sentences._EASED]
    stops = [f"stop.{kind}" for kind in STOP_KINDS]
    decided = [f"why.decision.{each.__name__}" for each in get_args(Decision)]
    judged = [f"why.gate.{each.__name__}" for each in get_args(Judgement)]
    assert [key for key in (*said, *stops, *decided, *judged) if key not in WORDS["en"]] == []


def test_a_code_without_a_word_and_a_name_are_shown_as_they_are() -> None:
    german = WORDS["de"]
    assert (german.of("stop", "deceased"), german.of("stop", "new_kind")) == ("verstorben", "new kind")
    assert (german.named("actor", "robot"), german.named("actor", "ann_b")) == ("Roboter", "ann_b")


def test_one_is_said_as_one() -> None:
    assert [WORDS["de"]("ladders.days", n=n) for n in (1, 2)] == ["1 Tag", "2 Tage"]
    assert WORDS["en"]("case.held_by", who="1") == "with 1"


def test_every_role_may_look_and_only_some_may_act() -> None:
    assert all(is_allowed({role}, Act.VIEW) for role in ROLES)
    assert [role for role in ROLES if is_allowed({role}, Act.OPERATE)] == ["ops"]
    assert [role for role in ROLES if not is_allowed({role}, Act.WORK)] == ["admin", "read_only"]


@pytest.mark.parametrize(("accepted", "language"), [("", "en"), ("de", "de"), ("fr,DE-at;q=0.5", "de"), ("*", "en")])
def test_the_language_of_a_browser(accepted: str, language: str) -> None:
    assert preferred_language(accepted) == language


@pytest.mark.parametrize(("content", "said"), [(None, "cannot be read"), ("{", "no JSON"), ('{"a": 1}', "no list")])
def test_a_broken_catalogue_is_told_with_its_file(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / "en.json").write_text(content)
    with pytest.raises(ConfigurationError, match=said) as raised:
        read_words(tmp_path)
    assert raised.value.file.endswith("en.json")
