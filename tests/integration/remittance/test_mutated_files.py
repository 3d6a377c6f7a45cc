"""A thousand broken advices: every one ends in a decision within 15 seconds, none posts what the book does not hold.

By default a tenth of them, always the same.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence

import pytest

from tests.integration.remittance.advice_mails import BOOK, POLICY, advice_pdf, judge_mail, mail_with, posted
from tests.integration.remittance.reader_processes import most_memory, reader_processes
from tests.integration.remittance.test_edi_and_word_advices import PLAIN, interchange, word_file
from tests.integration.remittance.test_mail_to_decision import CSV, HTML, workbook
from workers.errors import UnreadableDocument
from workers.remittance.readers.pool import ReaderPool
from workers.remittance.run import judge, read_mail

ALL = {item.document_number: item.open for item in BOOK.items}
PDF = advice_pdf(BOOK.items)
MAIL = mail_with(("advice.pdf", PDF), html=HTML)
FILES = {
    "a.pdf": PDF, "a.xlsx": workbook(), "a.docx": word_file(nested=True), "a.html": HTML.encode(),
    "a.csv": CSV.encode(), "a.edi": interchange(PLAIN),
}  # fmt: skip
LONGEST_S = 15
MOST_MEMORY = 600_000_000


def _flipped(content: bytes, dice: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(dice.randint(1, 30)):
        changed[dice.randrange(len(changed))] = dice.randrange(256)
    return bytes(changed)


def _cut(content: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(content))
    return content[:start] + content[start + dice.randint(1, len(content)) :]


def _repeated(content: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(content))
    part = content[start : start + dice.randint(1, 400)]
    return content[:start] + part * dice.randint(2, 200) + content[start:]


def _enlarged(content: bytes, dice: random.Random) -> bytes:
    """A number of the file made enormous or negative: lengths, counts, spans, places."""
    digits = [index for index, byte in enumerate(content) if 48 <= byte < 58]
    place = dice.choice(digits)
    return content[:place] + dice.choice((b"99999999", b"-1", b"4294967295")) + content[place + 1 :]


MUTATIONS: Sequence[Callable[[bytes, random.Random], bytes]] = (_flipped, _cut, _repeated, _enlarged)


def broken_mail(seed: int) -> bytes:
    """One of the thousand: a broken file in a sound mail, or a broken mail."""
    dice = random.Random(seed)
    name, mutate = dice.choice([*FILES, ""]), dice.choice(MUTATIONS)
    return mail_with((name, mutate(FILES[name], dice))) if name else mutate(MAIL, dice)


def _ends_well(seed: int, readers: ReaderPool) -> None:
    started = time.monotonic()
    try:
        judgement = judge(read_mail(broken_mail(seed), "a.eml", readers), BOOK, POLICY)
    except UnreadableDocument:
        return
    finally:
        assert time.monotonic() - started < LONGEST_S, seed
    for number, cash in posted(judgement).items():
        assert 0 < cash <= ALL[number], (seed, judgement.decision)


def _all_end_well(seeds: range) -> None:
    with ReaderPool(POLICY.reading_limits, jobs=2) as readers:
        for seed in seeds:
            _ends_well(seed, readers)
        assert all(most_memory(process) < MOST_MEMORY for process in reader_processes())
    assert not list(reader_processes())


def test_a_tenth_of_a_thousand_broken_advices_ends_well() -> None:
    _all_end_well(range(0, 1_000, 10))


@pytest.mark.slow
def test_a_thousand_broken_advices_end_well() -> None:
    _all_end_well(range(1_000))


def test_the_files_are_sound_before_they_are_broken() -> None:
    for name, content in FILES.items():
        assert posted(judge_mail(mail_with((name, content)))) == ALL, name
