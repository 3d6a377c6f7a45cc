"""Words that stop: sixty sentences in each of four languages, opt-outs in any wording, and what only sounds alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.phrases import PHRASES, RULES
from tests.stop_phrases import LANGUAGES, stop_phrases
from workers.inbox.rules.reply_intent import find_intent, find_stop
from workers.receivables.mail import Mail
from workers.receivables.stop import STOP_KINDS

HERE = Path(__file__).parent


def lines(name: str) -> list[str]:
    return (HERE / name).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_sixty_sentences_that_must_stop_at_most_one_in_a_hundred_is_missed(language: str) -> None:
    known = stop_phrases()[language]
    missed = [sentence for _, sentence in known if find_stop([sentence], PHRASES) is None]
    assert len(known) >= 60
    assert len(missed) * 100 <= len(known), missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_kind_is_the_one_meant_and_the_sentence_is_quoted(language: str) -> None:
    wrong = []
    for kind, sentence in stop_phrases()[language]:
        found = find_intent(Mail(texts=(f"Dear Sirs,\n\n{sentence}\n\nKind regards",)), PHRASES)
        # A quote may end at the full stop of an abbreviation.
        if found.name != kind or not found.quote or not sentence.startswith(found.quote):
            wrong.append((sentence, kind, found))
    assert not wrong


@pytest.mark.parametrize("sentence", lines("innocent_phrases.txt"))
def test_what_only_sounds_like_a_stop_is_none(sentence: str) -> None:
    assert find_stop([sentence], PHRASES) is None


@pytest.mark.parametrize("sentence", lines("opt_out_phrases.txt"))
def test_any_wording_opts_out(sentence: str) -> None:
    assert find_intent(Mail(texts=(sentence,)), PHRASES).name == "opt_out"


@pytest.mark.parametrize("sentence", ["Yes.", "Yes, please send the copy.", "Ja", "Oui, merci.", "Sí"])
def test_a_yes_is_an_answer_and_no_consent(sentence: str) -> None:
    assert find_intent(Mail(texts=(sentence,)), PHRASES).name in ("unclear", "copy_request")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_stop_has_words(language: str) -> None:
    assert {kind for kind, phrases in RULES[language].stop.items() if phrases} == set(STOP_KINDS)
