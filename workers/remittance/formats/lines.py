"""One row of a table to one line of the advice: reference, figures by role, and why something was taken off."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.formats.amounts import CODES
from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.entries import whole_number
from workers.remittance.formats.layout import bare, has_digit
from workers.remittance.formats.notes import billed_in, reasons_in, taken_by
from workers.remittance.formats.reason_words import is_reason
from workers.remittance.formats.several_numbers import goes_on
from workers.remittance.formats.table import Row, Table
from workers.remittance.formats.vocabulary import DISCOUNT_WORD, MONEY_ROLES, Role, plain

_REASON_LABEL = re.compile(
    r"^\s*(?:deducted|deduction|reason|abzug|grund|motif|motivo|remark|note|code)\s*:\s*", re.IGNORECASE
)
_LONGEST_TEXT = 200
_SUFFIX = re.compile(r"\(([^()]*[^\W\d_]{3}[^()]*)\)\s*$|\s[-\u2013\u2014/:]\s+(\D*[^\W\d_]{3}.*)$")
_ADDITION = re.compile(r"\s+(?:dated|of|from|vom|v\.|du|del|van|d\.d\.)\s*\d.*$|\s*\([^()]*\)\s*$", re.IGNORECASE)
_WORDS_BEHIND = re.compile(r"(?<=\S)\s+\D+$")
_PROSE = re.compile(r"^[-\u2022\u2013\u2014*\u00b7]\s|\w[:;,]$")
_WORD_AT_END = re.compile(r"\s+[^\W\d_]{1,5}\.?$")
_LAST_DIGITS = re.compile(r"\d+[^\W\d_]?(?=\D*$)")
_LABEL_BEFORE = re.compile(r"^(?:[^\s\d]+\s+)+(?=\S*\d)")
_KIND_BEFORE = re.compile(
    r"^(?:invoice|bill|rechnung|gutschrift|facture|avoir|factura|abono|fattura|factuur|creditnota|credit (?:note|memo)"
    r"|nota (?:de|di) cr[e\u00e9]dito)(?: ?(?:no|nr|n|num|number|nummer)\b)?[.:#\u00b0\u00ba ]{1,3}(?=\S*\d)"
    r"|^(?:no|nr|n)[.:\u00b0\u00ba] ?(?=\S*\d)",
    re.IGNORECASE,
)
ORDER_WORD = re.compile(
    r"(?:p\.?o\.?|order|purchase|best(?:ellung|\.)|commande|pedido|ordine|auftrag|contract|batch)\W*$", re.I
)


def advice_line(table: Table, row: Row, column: int | None, net: int) -> AdviceLine:
    """The line that a row says, with ``net`` as what is paid for it; ``column`` holds the reference."""
    reference = row.text(column) if column is not None else ""
    sign = -1 if net < 0 else 1
    by_role = {role: _figure(table, row, role) for role in (Role.GROSS, Role.DISCOUNT, Role.DEDUCTION, Role.MIXED)}
    notes = taken_by(row.notes)
    taken = bool(by_role[Role.DEDUCTION] or by_role[Role.MIXED] or notes)
    billed = billed_in(row.notes)
    line = AdviceLine(
        reference=reference if has_digit(reference) else "",
        net=net,
        gross=by_role[Role.GROSS] if by_role[Role.GROSS] is not None else _times(sign, billed),
        discount=_times(sign, by_role[Role.DISCOUNT]),
        deduction=_times(sign, by_role[Role.DEDUCTION]),
        reason=_reason(table, row, taken=taken),
        mentions=_mentions(row, column),
        evidence=f"page {row.line.page + 1}, {row.line.top:.0f} pt from the top",
    )
    mixed = 0 if table.header.has(Role.DISCOUNT) else by_role[Role.MIXED]
    return _share_out(line, _times(sign, mixed)) if mixed else _with_notes(line, notes, sign)


def _with_notes(line: AdviceLine, notes: Sequence[tuple[str, int]], sign: int) -> AdviceLine:
    """What the notes take off, as discount or deduction by their own words; a lone note goes by the whole reason."""
    if not notes:
        return line
    taken = sum(figure for _, figure in notes)
    discount = sum(figure for words, figure in notes if DISCOUNT_WORD.search(plain(words)))
    line = replace(line, gross=line.net + sign * taken if line.gross is None else line.gross)
    if len(notes) == 1:
        return _share_out(line, sign * taken)
    return replace(line, discount=sign * discount, deduction=sign * (taken - discount))


def own_number(text: str, knows: Callable[[str], bool]) -> str:
    """Our number out of a cell that says more: the one word that names a document, else the text before an addition.

    >>> own_number("RE-77123 vom 01.10.2026", lambda text: False)
    'RE-77123'
    >>> own_number("Fattura n. 77123 del 01.10.2026", lambda text: False), own_number("77123 of 3 Oct 2026", {}.get)
    ('77123', '77123')
    >>> own_number("- factuur INV-2026-047923:", lambda text: True)
    'INV-2026-047923'
    >>> own_number("* INV 2026 040308,", lambda text: True)
    'INV 2026 040308'
    >>> own_number("PO-35 Fornitura merce", {}.get), own_number("Factuur PO-36 d.d.09-05-2026 Levering", {}.get)
    ('PO-35', 'PO-36')
    >>> own_number("Rechnung Nr. 77123", lambda text: True), own_number("facture n\u00b077123", lambda text: True)
    ('77123', '77123')
    >>> own_number("INV-31 - 33", lambda text: text == "INV-31"), own_number("AB31C - 3H", lambda text: text == "AB31C")
    ('INV-31 - 33', 'AB31C - 3H')
    >>> own_number("INV-064731 / 5100012345", lambda text: text == "INV-064731")
    'INV-064731'
    >>> own_number("Rechnung RE2026 07037 vom 22. Mai", lambda text: text in ("07037", "RE2026 07037"))
    'RE2026 07037'
    >>> own_number("12 / 4500-1", lambda text: text == "4500-1")
    '4500-1'
    """
    if _PROSE.search(text):
        number = _LABEL_BEFORE.sub("", text).rstrip(" :;,")
        text = whole_number(text.partition(number)[0], number, knows)
    text = _KIND_BEFORE.sub("", text)
    if not text or knows(text):
        return text
    words = text[:_LONGEST_TEXT].split()
    before = ["", *words]
    candidates = {bare(w) for w, left in zip(words, before, strict=False) if not ORDER_WORD.match(left)}
    known = [word for word in candidates if has_digit(word) and knows(word)]
    if len(known) == 1:
        whole = whole_number(text.partition(known[0])[0], known[0], knows)
        return text if _goes_on_as_a_list(text, known[0]) else whole
    shorter = _WORDS_BEHIND.sub("", _without_day(_ADDITION.sub("", text[:_LONGEST_TEXT])))
    return "" if _is_day(shorter) else shorter if has_digit(shorter) else text


def _goes_on_as_a_list(text: str, number: str) -> bool:
    """Whether the last digits of further numbers stand behind one: it is then not the only one that is meant."""
    last = _LAST_DIGITS.search(number)
    return last is not None and goes_on(text.partition(number)[2], len(last.group()))


def _is_day(text: str) -> bool:
    return any(found.start == 0 and found.end == len(text) for found in find_dates(text, day_first=True))


def _without_day(text: str) -> str:
    """Without a day that stands behind a number, apart from it, and the word between them."""
    days = [found for found in find_dates(text, day_first=True) if found.end == len(text)]
    before = text[: days[0].start] if days else text
    if before == text or before[-1:] != " ":
        return text
    number = _WORD_AT_END.sub("", before.rstrip())
    return number if has_digit(number) else text


def _mentions(row: Row, column: int | None) -> tuple[str, ...]:
    """Words with digits beside the reference: numbers that the row names besides its own."""
    texts = [text for key, text in row.texts if key != column] + [note.text for note in row.notes]
    return tuple(bare(word) for text in texts for word in text.split() if has_digit(word))


def _share_out(line: AdviceLine, mixed: int | None) -> AdviceLine:
    """One figure for discount and deduction alike: a printed reason makes it a deduction."""
    if line.reason and not DISCOUNT_WORD.search(plain(line.reason)):
        return replace(line, deduction=mixed, discount=line.discount or 0)
    return replace(line, discount=mixed, deduction=line.deduction or 0)


def _times(sign: int, figure: int | None) -> int | None:
    return None if figure is None else sign * abs(figure)


def _figure(table: Table, row: Row, role: Role) -> int | None:
    """A row's figure in the columns of a role. A lone deduction column also holds the discounts."""
    if role is Role.MIXED and not table.header.has(Role.DISCOUNT):
        roles: tuple[Role, ...] = (Role.MIXED, Role.DEDUCTION)
    elif role is Role.DEDUCTION:
        roles = (Role.DEDUCTION, Role.MIXED) if table.header.has(Role.DISCOUNT) else ()
    else:
        roles = (role,)
    columns = [c for c, title in enumerate(table.header.titles) if title.role in roles]
    figures = [row.amount(c) for c in columns]
    if not columns:
        return None
    return sum(figure or 0 for figure in figures)


def _reason(table: Table, row: Row, *, taken: bool) -> str:
    """Why something was taken off: a reason column, text beside the figure, a note, or what is added to the text."""
    parts = []
    for column, text in row.texts:
        role = table.header.titles[column].role
        words = " ".join(word for word in text.split() if word.strip("()") not in CODES)
        if role is Role.REASON or (role in MONEY_ROLES and re.search(r"[^\W\d_]{3}", words)):
            parts += [] if find_dates(words, day_first=True) else [words]
        elif role is Role.TEXT and taken and (found := _SUFFIX.search(text[:_LONGEST_TEXT])):
            parts.append(found.group(1) or found.group(2))
        elif role is Role.TEXT and is_reason(words):
            parts.append(words)
    parts += [_REASON_LABEL.sub("", words) for words in reasons_in(row.notes, row.line, taken=taken)]
    return "; ".join(part.strip() for part in parts if any(c.isalnum() for c in part))
