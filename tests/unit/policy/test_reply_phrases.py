"""Phrases of config/reply_rules: what they find, and what is refused with its place."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from workers.policy.load import check_policy
from workers.policy.phrase import BadPhrase, phrase_body, phrase_pattern, plain
from workers.policy.policy_set import policy_from_json
from workers.policy.reply_files import ReplyFiles

SHIPPED = Path(__file__).resolve().parents[3] / "config" / "reply_rules"


def finds(phrase: str, text: str) -> bool:
    return re.search(phrase_pattern(phrase), plain(text)) is not None


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        ("insolven*", "Die Insolvenz kam.", True),
        ("insolven*", "Vorinsolvenz", False),
        ("(send|need) [a ]cop(y|ies)", "We NEED copies", True),
        ("send copy", "send a copy", False),
        ("goods...not received", "Goods of May were not received", True),
        ("goods...not received", f"goods {'x ' * 40}not received", False),
        ("überweis*", "wir ueberweisen", True),
        ("überweis*", "wir uberweisen", True),
        ("déjà payé", "Deja paye", True),
        ("don't pay", "we dont pay", True),
        ("e-mail me", "e\u2011mail me", True),
        ("keine mails [mehr]", "keine Mails", True),
        ("left {DOC}", "left INV-10023", True),
    ],
)
def test_a_phrase_finds_what_it_says(phrase: str, text: str, expected: bool) -> None:
    assert finds(phrase, text) is expected


@pytest.mark.parametrize("phrase", ["(send", "send)", "[a", "(a]", "{NOTHING} x", "[a]", "..", "*"])
def test_what_cannot_be_read_is_refused(phrase: str) -> None:
    with pytest.raises(BadPhrase):
        phrase_body(phrase)


@pytest.mark.parametrize(
    ("language", "old", "new", "told"),
    [
        ("en", "stop:\n", "stop:\n  attourney: [x y]\n", "attourney"),
        ("en", "negation: [not,", "negations: [not,", "negations"),
        ("de", "  bankruptcy: [konkurs*, bankrott*, pleite]\n", "", "reply-stop-words"),
        ("fr", "faillite*,", "(faillite*,", ""),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, language: str, old: str, new: str, told: str) -> None:
    folder = tmp_path / "config" / "reply_rules"
    shutil.copytree(SHIPPED, folder)
    file = folder / f"{language}.yaml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    files = ReplyFiles(folder)
    errors = [str(error) for document in files.documents for error in document.errors]
    assert errors
    assert f"{language}.yaml:" in errors[0]
    assert told in " ".join(errors)
    assert language not in files.rules


def test_a_language_that_is_served_must_be_there(tmp_path: Path) -> None:
    folder = tmp_path / "config" / "reply_rules"
    shutil.copytree(SHIPPED, folder)
    (folder / "fr.yaml").unlink()
    assert [error.file for error in ReplyFiles(folder).missing] == [str(folder / "fr.yaml")]


def test_the_shipped_files_are_good() -> None:
    files = ReplyFiles(SHIPPED)
    assert set(files.rules) == {"en", "de", "fr", "es", "nl", "it"}
    assert [str(error) for document in files.documents for error in document.errors] == []


def test_the_words_stand_in_the_hash_of_every_decision() -> None:
    policy = check_policy(SHIPPED.parent).usable()
    assert replace(policy, reply_rules={}).hash != policy.hash
    assert policy_from_json(policy.canonical_json()).reply_rules == policy.reply_rules
