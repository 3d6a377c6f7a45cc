"""The words of the customers' page: every language has the same, and its templates and refusals ask for no other."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

from workers.console.customer import arranging, deeds, sent
from workers.console.customer.entry import Refusal
from workers.console.view.words import read_words
from workers.receivables.arrangement import Kind

_FOLDER = Path(__file__).parent.parent.parent.parent / "templates" / "console" / "customer"
WORDS = read_words(_FOLDER / "words")
_ASKED = re.compile(r"""\bt\(["']([\w.]+)["'](?! ~)""")
_DECLINED = re.compile(r'Declined\("(\w+)"\)')


def test_every_language_of_the_customer_page_has_the_same_words_and_placeholders() -> None:
    english, german = WORDS["en"].catalogue, WORDS["de"].catalogue
    assert german.keys() == english.keys()
    for key, text in english.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", german[key])), key


def test_every_word_of_the_customer_page_is_there() -> None:
    asked = {key for file in _FOLDER.glob("*.html") for key in _ASKED.findall(file.read_text(encoding="utf-8"))}
    asked |= {f"{refusal}.{part}" for refusal in Refusal for part in ("title", "text")}
    for module in (arranging, deeds, sent):
        found = _DECLINED.findall(Path(str(module.__file__)).read_text(encoding="utf-8"))
        asked |= {f"problem.{key}" for key in found}
    asked |= {f"{group}.{kind}" for group in ("arranged", "offer") for kind in get_args(Kind)}
    asked |= {f"done.{kind}.{outcome}" for kind, outcome in _OUTCOMES}
    assert len(asked) > 60
    assert asked ^ set(WORDS["en"].catalogue) == set()


_OUTCOMES = [
    ("promise", "taken"),
    ("promise", "asked"),
    ("dispute", "taken"),
    ("proof", "asked"),
    ("contact", "asked"),
    ("plan", "taken"),
    ("plan", "asked"),
    ("offer", "taken"),
]
