"""Lists that somebody wrote by hand: one line of text per document, its number first and its amount last.

Numbers nobody knows are lines too, when they stand in the same list. Must not read sentences, totals or tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from workers.remittance.formats.amounts import CODES
from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.entries import Entry, Listing, readings_of, whole_number
from workers.remittance.formats.labels import AMOUNT_WORD, NOT_PAID, PAY
from workers.remittance.formats.layout import Line, Segment, has_digit
from workers.remittance.formats.lines import ORDER_WORD
from workers.remittance.formats.several_numbers import names_another
from workers.remittance.formats.table import Knows
from workers.remittance.formats.vocabulary import CALLED_TOTAL, CREDIT_WORD, plain

_MOST_WORDS = 9
_MOST_BEHIND = 3
_MOST_BETWEEN = 2
_LONGEST_TEXT = 120
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2212")
_NUMBER = re.compile(r"[^\W_]*\d[\w./#-]*|[^\W\d_]{1,6}[./#-][\w./#-]*\d[\w/-]*")
_KIND = re.compile(r"^(?:no|nr|num|nummer|numero|n|fact|fac|rg|re|rechn|inv|fra|ft)[.:](?=\d)", re.IGNORECASE)
_SHORTEST = 3
_YEAR = re.compile(r"\d{4}")
_DAY = re.compile(r"\d{1,2}[./]\d{1,2}\.?")

_SENT = re.compile(
    r"\b(?:sent|went out|on its way|raus\w*|unterwegs|gesendet|geschickt|ausgeglichen|beglichen|veranlasst|angewiesen"
    r"|envoye\w*|adress\w*|vir(?:e|ons)|solde\w*|enviad[oa]|enviamos|ordenad[oa]|ingresad[oa]|liquidad[oa]"
    r"|inviat[oa]|dispost[oa]|ordinat[oa]|saldat[oa]|accreditat[oa]|gestuurd|gestort|onderweg|overge\w+|voldaan)\b"
)


def read_written_list(lines: Sequence[Line], knows: Knows, *, day_first: bool) -> list[Listing]:
    """The list that names a document we know, then with what it pays without a number; other amounts may be its sum."""
    entries = _in_runs([entry for line in lines for entry in _entries(line, knows, day_first=day_first)], knows)
    entries = _without_sum(entries, knows)
    if not entries:
        return []
    unnumbered = list(_unnumbered(lines, entries))
    lists = [entries, sorted([*entries, *unnumbered], key=lambda e: e.line.number)] if unnumbered else [entries]
    return [_listing(lines, each) for each in lists]


def _listing(lines: Sequence[Line], entries: Sequence[Entry]) -> Listing:
    numbers = frozenset(entry.line.number for entry in entries)
    outside = [line for line in lines if line.number not in numbers]
    totals = tuple(amount for line in outside for amount in _may_be_sum(line))
    readings = dict.fromkeys(reading for signed in _signs(entries) for reading in readings_of(signed))
    return Listing(tuple(readings), numbers, totals, frozenset(_called_paid(outside)))


def _unnumbered(lines: Sequence[Line], entries: Sequence[Entry]) -> Iterator[Entry]:
    """Lines set like the entries, right behind one of them, with words in place of the number: paid on account."""
    edges = {round(entry.line.segments[0].x0) for entry in entries}
    marks = {entry.line.text[0] for entry in entries if not entry.line.text[0].isalnum()}
    behind = {entry.line.number + 1 for entry in entries}
    for line in (line for line in lines if line.number in behind and len(line.amounts) == 1):
        words = line.segments[0].text
        is_set_alike = round(line.segments[0].x0) in edges and (not marks or words[0] in marks)
        is_short = not has_digit(words) and len(words.split()) <= _MOST_BEHIND + 1
        if is_set_alike and is_short and _is_last(line.amounts[0], line) and not _is_sum(plain(words)):
            yield Entry("", line, list(_labelled(line)))


def _is_sum(words: str) -> bool:
    return not words or bool(CALLED_TOTAL.search(words) or AMOUNT_WORD.search(words) or _SENT.search(words))


def _called_paid(lines: Sequence[Line]) -> Iterator[int]:
    """Amounts in a sentence that speaks of money sent; it may be broken over lines."""
    texts = ["", *(line.text for line in lines), ""]
    for place, line in enumerate(lines):
        words = plain(" ".join(texts[place : place + 3]))
        if PAY.search(words) or _SENT.search(words):
            yield from _may_be_sum(line)


def _entries(line: Line, knows: Knows, *, day_first: bool) -> Iterator[Entry]:
    """The line as one entry, if it is a number and an amount and little else."""
    amounts = line.amounts
    if not amounts or not _is_last(amounts[-1], line):
        return
    before = " ".join(s.text for s in line.segments[: line.segments.index(amounts[0])])[:_LONGEST_TEXT]
    reference = _reference(before, knows, day_first=day_first)
    words = plain(before)
    if len(_without_days(before, day_first=day_first).split()) > _MOST_WORDS or not reference:
        return
    if not knows(reference) and (CALLED_TOTAL.search(words) or PAY.search(words)):
        return
    yield Entry(reference, line, list(_labelled(line)))


def _is_last(amount: Segment, line: Line) -> bool:
    """Nothing behind the amount but a currency, a mark, or the word for a credit."""
    behind = plain(" ".join(s.text for s in line.segments[line.segments.index(amount) + 1 :]))
    words = [word for word in behind.split() if word.upper() not in CODES]
    return not words or (len(words) <= _MOST_BEHIND and bool(CREDIT_WORD.search(behind)))


def _labelled(line: Line) -> Iterator[tuple[str, int]]:
    label = ""
    for segment in line.segments:
        if segment.amount is None:
            label = segment.text
        elif segment.amount.text:
            yield label, segment.amount.minor


def _reference(text: str, knows: Knows, *, day_first: bool) -> str:
    """The number a line is about: one that we know, else the first that is no day; several together stay together."""
    text = _without_days(text, day_first=day_first)
    tokens = [m for m in _NUMBER.finditer(text) if len(m[0]) >= _SHORTEST and not _DAY.fullmatch(m[0])]
    names = [_bare(m[0], knows) for m in tokens]
    known = [(m, name) for m, name in zip(tokens, names, strict=True) if knows(name)]
    if any(ORDER_WORD.search(text[: m.start()]) for m in tokens):
        return " ".join(text.split()).strip(" -:,;=.")
    together = " ".join(text[tokens[0].start() :].split()).strip(" -:,;=.") if tokens else ""
    if len({name for _, name in known}) > 1 or any(names_another(text[m.end() :]) for m, _ in known):
        return together
    if known:
        match, name = known[0]
        return whole_number(text[: match.start()], name, knows)
    if together and knows(together):
        return together
    return _in_parts(text, tokens) or next(iter(names), "")


def _without_days(text: str, *, day_first: bool) -> str:
    for found in reversed(find_dates(text, day_first=day_first)):
        text = f"{text[: found.start]} {text[found.end :]}"
    return text


def _in_parts(text: str, tokens: Sequence[re.Match[str]]) -> str:
    """A number that nobody knows, printed in two parts behind its head: the year, then the count."""
    if len(tokens) != 2 or text[tokens[0].end() : tokens[1].start()] != " " or not _YEAR.fullmatch(tokens[0][0]):
        return ""
    return whole_number(text[: tokens[0].start()], f"{tokens[0][0]} {tokens[1][0].strip('.-:/#')}", lambda _: True)


def _bare(token: str, knows: Knows) -> str:
    """A number without the kind word that is written against it, or the marks around it."""
    token = token.strip(".-:/#")
    return token if knows(token) else _KIND.sub("", token)


def _in_runs(entries: Sequence[Entry], knows: Knows) -> list[Entry]:
    """The entries that stand together with one that names a document we know."""
    runs: list[list[Entry]] = []
    for entry in entries:
        if runs and entry.line.number - runs[-1][-1].line.number <= _MOST_BETWEEN:
            runs[-1].append(entry)
        else:
            runs.append([entry])
    return [entry for run in runs if any(knows(each.reference) for each in run) for entry in run]


def _without_sum(entries: Sequence[Entry], knows: Knows) -> list[Entry]:
    """The entries without one that only adds up all others."""
    total = sum(entry.amounts[-1][1] for entry in entries)
    return [e for e in entries if knows(e.reference) or len(entries) == 1 or 2 * e.amounts[-1][1] != total]


def _may_be_sum(line: Line) -> Iterator[int]:
    for label, minor in _labelled(line):
        if minor and not NOT_PAID.search(plain(label)):
            yield abs(minor)


def _signs(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """The figures as printed; where every amount has a dash of its own before it, the dash only parts the cells."""
    parted = [_without_dash(entry) for entry in entries]
    if all(entry is not None for entry in parted):
        yield [entry for entry in parted if entry is not None]
        return
    yield list(entries)
    credits = [_is_credit(entry) for entry in entries]
    if any(credits) and not any(minor < 0 for entry in entries for _, minor in entry.amounts):
        yield [_negative(e) if credit else e for e, credit in zip(entries, credits, strict=True)]


def _without_dash(entry: Entry) -> Entry | None:
    """The entry with its amount's sign as it is without the dash that stands alone before it."""
    segment = entry.line.amounts[-1]
    words = [word.text for word in segment.words]
    if len(words) < 2 or words[0] not in _DASHES or len(entry.amounts) != 1:
        return None
    negative = words[1][:1] in _DASHES or words[1][:1] == "(" or words[-1][-1:] in _DASHES
    label, minor = entry.amounts[0]
    return replace(entry, amounts=[(label, -abs(minor) if negative else abs(minor))])


def _is_credit(entry: Entry) -> bool:
    return bool(CREDIT_WORD.search(plain(entry.line.text)))


def _negative(entry: Entry) -> Entry:
    return replace(entry, amounts=[(label, -abs(minor)) for label, minor in entry.amounts])
