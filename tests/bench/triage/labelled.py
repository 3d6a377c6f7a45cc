"""Labelled replies as raw mails: hand-written core texts in all the clothes that mails wear, drawn by a seed.

Must not look at the rules it tests. `kept_out.txt` was written before they were read, and nothing is tuned on it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from itertools import count
from pathlib import Path

from tests.bench.triage.clothes import GREETINGS, QUOTED, SIGN_OFFS, SIGNATURES, SMALL_PRINT
from tests.stop_phrases import stop_phrases

HERE = Path(__file__).parent
OURS = "<notice-1@vendor.example>"
SHARES = {"tuned": 750, "kept_out": 250}
_DATES = {"en": "20 March", "de": "20. März", "fr": "20 mars", "es": "20 de marzo"}
_AMOUNTS = {"en": "EUR 1,250.40", "de": "1.250,40 EUR", "fr": "1 250,40 €", "es": "1.250,40 €"}
_TYPO_IN, _LONG_WORD = 12, 7


@dataclass(frozen=True, slots=True)
class Core:
    """A text as it was written by hand; ``labels`` are the verdicts that are right, besides asking a person."""

    labels: frozenset[str]
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Labelled:
    """A mail with the verdicts that are right for it."""

    core: Core
    raw: bytes


def cores(part: str) -> list[Core]:
    """The hand-written texts of one part."""
    found = list(_read(HERE / f"{part}.txt"))
    if part == "tuned":
        for language, sentences in stop_phrases().items():
            labels = ((kind if kind == "wrong_person" else "stop", sentence) for kind, sentence in sentences)
            found += [Core(frozenset((label,)), language, sentence) for label, sentence in labels]
    return found


def labelled(part: str, seed: int = 4) -> list[Labelled]:
    """As many mails as the part's share, every core at least once, each dressed by chance."""
    chance = random.Random(f"{part} {seed}")
    known = cores(part)
    rounds = [chance.sample(known, len(known)) for _ in range(SHARES[part] // len(known) + 1)]
    drawn = [core for one_round in rounds for core in one_round][: SHARES[part]]
    return [Labelled(core, _mail(core, chance)) for core in drawn]


def _read(file: Path) -> Iterator[Core]:
    for block in file.read_text(encoding="utf-8").split("\n## ")[1:]:
        head, _, text = block.partition("\n")
        labels, language, *_ = head.split()
        yield Core(frozenset(labels.split("|")), language, text.strip())


_numbers = count(1)


def _mail(core: Core, chance: random.Random) -> bytes:
    language = core.language
    number = f"INV-{chance.randint(10000, 99999)}"
    text = core.text.replace("{doc}", number).replace("{date}", _DATES[language])
    text = text.replace("{amount}", _AMOUNTS[language])
    if chance.randrange(_TYPO_IN) == 0:
        text = _misspell(text, chance)
    mail = EmailMessage()
    mail["From"] = "Ann Cole <ann@payer.example>"
    mail["To"] = "ar@vendor.example"
    mail["Subject"] = chance.choice(("Re: ", "RE: ", "AW: ", "Re: Re: ")) + "Your account [BW-C1]"
    mail["In-Reply-To"] = OURS
    mail["Message-ID"] = f"<{next(_numbers)}@payer.example>"
    plain = _dress(text, language, chance)
    if chance.randrange(4) == 0:
        mail.set_content(_as_html(plain), subtype="html")
    else:
        mail.set_content(plain)
    return mail.as_bytes()


def _dress(text: str, language: str, chance: random.Random) -> str:
    """Greeting, sign-off, signature, small print and the mail that is answered, each or none."""
    is_quoting = any(mark in text for mark in ("\n> ", "-----", "_____"))
    said = text
    if chance.randrange(3):
        said = f"{chance.choice(GREETINGS[language])}\n\n{said}"
    if is_quoting:
        return said
    if chance.randrange(3):
        said += f"\n\n{chance.choice(SIGN_OFFS[language])}"
    if chance.randrange(2):
        said += f"\n{chance.choice(SIGNATURES[language])}"
    if chance.randrange(3) == 0:
        said += f"\n\n{chance.choice(SMALL_PRINT[language])}"
    quoted = chance.choice(QUOTED[language])
    match chance.randrange(4):
        case 0:
            return said
        case 1 if all(line.startswith(">") or line.endswith(":") for line in quoted.splitlines() if line):
            return f"{quoted}\n\n{said}"
        case _:
            return f"{said}\n\n{quoted}"


def _misspell(text: str, chance: random.Random) -> str:
    """One long word with two letters swapped, one left out or one written twice."""
    words = text.split(" ")
    long_ones = [place for place, word in enumerate(words) if len(word) >= _LONG_WORD and word.isalpha()]
    if not long_ones:
        return text
    place = chance.choice(long_ones)
    word, at = words[place], chance.randrange(1, len(words[place]) - 2)
    forms = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
    )
    words[place] = chance.choice(forms)
    return " ".join(words)


def _as_html(text: str) -> str:
    lines = [line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for line in text.splitlines()]
    said = "".join(f"<p class=MsoNormal>{line or '&nbsp;'}</p>\n" for line in lines)
    return f"<html><head><style>p {{margin:0}}</style></head><body>{said}</body></html>"
