"""A table and the stated amounts to a payment that closes: which rows are items, which column is paid.

Roles are decided by arithmetic first: the column whose figures add up to the stated payment is the paid one, titles
only order the attempts. Two ways that close with different figures are a conflict, never a choice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from workers.receivables.remittance_advice import AdviceLine
from workers.remittance.formats.amounts import CODES
from workers.remittance.formats.fields import StatedAmount, Strength
from workers.remittance.formats.table import Row, Table
from workers.remittance.formats.vocabulary import CREDIT_WORD, DISCOUNT_WORD, MONEY_ROLES, TOTAL, Role, plain

Knows = Callable[[str], bool]
_REASON_LABEL = re.compile(
    r"^\s*(?:deducted|deduction|reason|abzug|grund|motif|motivo|remark|note|code)\s*:\s*", re.IGNORECASE
)
_LONGEST_TEXT = 200
_NUMBER = re.compile(r"\S*\d{3}\S*$")
_DATE = re.compile(r"\d{1,4}[./-]\w{1,9}[./-]\d{1,4}$")
_SUFFIX = re.compile(r"\(([^()]*[^\W\d_]{3}[^()]*)\)\s*$|\s[-\u2013\u2014/:]\s+(\D*[^\W\d_]{3}.*)$")
_ROLE_WEIGHT = {
    Role.REFERENCE: 1.0, Role.OWN_REFERENCE: -0.6, Role.ORDER: -0.5, Role.PAYMENT_REFERENCE: -2.0, Role.DATE: -2.0,
    Role.PAYMENT_DATE: -2.0, Role.TYPE: -1.0, Role.REASON: -1.0, Role.TEXT: -0.3, Role.CURRENCY: -2.0,
}  # fmt: skip
_NET_ORDER = (Role.NET, Role.PAYMENT_AMOUNT, Role.AMOUNT, Role.GROSS, None, Role.BALANCE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a table: its lines, what they must add up to, and whether another way closes differently."""

    lines: tuple[AdviceLine, ...]
    stated: int | None
    closes: bool
    conflict: str = ""


def reference_column(table: Table, knows: Knows) -> int | None:
    """The column that names our documents: by what the payer's open items are called, then by its title."""
    scores: dict[int, float] = {}
    for column, title in enumerate(table.header.titles):
        texts = [row.text(column) for row in table.rows if row.text(column) and not is_total(row, knows)]
        if not any(_has_digit(text) for text in texts):
            continue
        known = sum(knows(text) for text in texts) / len(texts)
        weight = _ROLE_WEIGHT.get(title.role, 0.0) if title.role is not None else 0.0
        scores[column] = 2.5 * known + weight + (0.1 if len(set(texts)) == len(texts) else 0.0)
    if not scores:
        return next((i for i, title in enumerate(table.header.titles) if title.role is Role.REFERENCE), None)
    return max(scores, key=lambda column: (scores[column], -column))


def is_total(row: Row, knows: Knows) -> bool:
    """A total, subtotal or carried amount: named so, and naming no document."""
    if not TOTAL.search(plain(row.all_text)):
        return False
    return not any(knows(text) or (_NUMBER.match(text) and not _DATE.match(text)) for _, text in row.texts)


def read_items(table: Table, knows: Knows) -> tuple[int | None, list[Row], list[Row]]:
    """The reference column, the rows that list something, and the total rows.

    After a total only rows that name a known document, or are filled like the items before, count: what follows may
    be the cheque itself.
    """
    column = reference_column(table, knows)
    items: list[Row] = []
    totals: list[Row] = []
    shapes: set[frozenset[int]] = set()
    for row in table.rows:
        shape = frozenset(key for key, _ in row.texts)
        text = row.text(column) if column is not None else ""
        if is_total(row, knows):
            totals.append(row)
        elif not totals or knows(text) or (_has_digit(text) and len(text.split()) <= 2 and shape in shapes):
            items.append(row)
            shapes.add(shape)
    return column, _without_sums(items, column), totals


def _without_sums(rows: list[Row], column: int | None) -> list[Row]:
    """Drops rows that name nothing and whose figure is the sum of the rows above: totals in words we do not know."""
    kept: list[Row] = []
    sums: dict[int, int] = {}
    for row in rows:
        names_nothing = column is None or not _has_digit(row.text(column))
        enough = len(kept) > 1 or (bool(kept) and not row.all_text)
        if names_nothing and enough and any(figure and figure == sums.get(key) for key, figure in row.amounts):
            continue
        kept.append(row)
        for key, figure in row.amounts:
            sums[key] = sums.get(key, 0) + figure
    return kept


def close(table: Table, column: int | None, items: Sequence[Row], stated: Sequence[StatedAmount]) -> Reading:
    """The reading of the items that adds up to the stated payment, or the most plausible one that does not."""
    readings = [
        (vector, tuple(_line(table, row, column, net) for row, net in zip(items, vector, strict=True)))
        for vector in _net_vectors(table, items)
    ]
    if not readings:
        return Reading((), None, False)
    for targets in _targets(stated):
        closing = [(vector, lines) for vector, lines in readings if sum(vector) in targets]
        if closing:
            vector, lines = closing[0]
            return Reading(lines, sum(vector), True, _conflict(vector, [other for other, _ in closing], targets))
        if targets:
            return Reading(readings[0][1], min(targets), False)
    return Reading(readings[0][1], None, True)


def _conflict(chosen: Sequence[int], closing: Sequence[Sequence[int]], targets: Sequence[int]) -> str:
    """Why the chosen reading is not the only one, if so. The same figures with other signs are no other reading."""
    if any(sorted(map(abs, other)) != sorted(map(abs, chosen)) for other in closing):
        return "two columns add up to the payment"
    return f"the document states {len(targets)} different amounts" if len(targets) > 1 else ""


def _targets(stated: Sequence[StatedAmount]) -> Iterable[list[int]]:
    """Sets of amounts the lines may have to add up to, the most binding set first."""
    for strengths in ((Strength.STRONG,), (Strength.WEAK,), tuple(Strength)):
        yield sorted({abs(s.minor) for s in stated if s.strength in strengths and s.minor})


def _net_vectors(table: Table, items: Sequence[Row]) -> list[tuple[int, ...]]:
    """What might be paid per item, in the order of plausibility; without repetitions."""
    vectors: dict[tuple[int, ...], None] = {}
    for column in _by_plausibility(table):
        figures = [row.amount(column) for row in items]
        if figures and sum(figure is not None for figure in figures) * 2 > len(figures):
            vectors.setdefault(tuple(figure or 0 for figure in figures))
    derived = _derived(table, items)
    if derived:
        vectors.setdefault(derived)
    for vector in list(vectors):
        vectors.setdefault(tuple(_signed(figure, row) for figure, row in zip(vector, items, strict=True)))
    for vector in list(vectors):
        vectors.setdefault(tuple(-figure for figure in vector))
    return list(vectors)


def _by_plausibility(table: Table) -> list[int]:
    columns = [c for c in table.money_columns if _role(table, c) not in _NEVER_NET]
    order = {role: rank for rank, role in enumerate(_NET_ORDER)}
    return sorted(columns, key=lambda c: (order.get(_role(table, c), len(order)), -c))


_NEVER_NET = frozenset((Role.DISCOUNT, Role.DEDUCTION, Role.MIXED, Role.TAX))


def _role(table: Table, column: int) -> Role | None:
    return table.header.titles[column].role


def _derived(table: Table, items: Sequence[Row]) -> tuple[int, ...]:
    """Gross less what is taken off, for tables that print no net."""
    if table.header.has(Role.NET):
        return ()
    gross = next((c for c in table.money_columns if _role(table, c) in (Role.GROSS, Role.AMOUNT)), None)
    taken = [c for c in table.money_columns if _role(table, c) in (Role.DISCOUNT, Role.DEDUCTION, Role.MIXED)]
    if gross is None or not taken:
        return ()
    return tuple((row.amount(gross) or 0) - sum(abs(row.amount(c) or 0) for c in taken) for row in items)


def _signed(figure: int, row: Row) -> int:
    """Credits printed without a sign, told by their name."""
    return -abs(figure) if CREDIT_WORD.search(plain(row.all_text)) else figure


def _line(table: Table, row: Row, column: int | None, net: int) -> AdviceLine:
    reference = row.text(column) if column is not None else ""
    sign = -1 if net < 0 else 1
    by_role = {role: _figure(table, row, role) for role in (Role.GROSS, Role.DISCOUNT, Role.DEDUCTION, Role.MIXED)}
    note_amounts = [abs(s.amount.minor) for note in row.notes for s in note.amounts if s.amount]
    reason = _reason(table, row, taken=bool(by_role[Role.DEDUCTION] or by_role[Role.MIXED] or note_amounts))
    line = AdviceLine(
        reference=reference if _has_digit(reference) else "",
        net=net,
        gross=by_role[Role.GROSS],
        discount=_times(sign, by_role[Role.DISCOUNT]),
        deduction=_times(sign, by_role[Role.DEDUCTION]),
        reason=reason,
        mentions=_mentions(row, column),
        evidence=f"page {row.line.page + 1}, {row.line.top:.0f} pt from the top",
    )
    mixed = by_role[Role.MIXED] or (sum(note_amounts) if note_amounts else None)
    return _share_out(line, _times(sign, mixed)) if mixed is not None else line


def _mentions(row: Row, column: int | None) -> tuple[str, ...]:
    """Words with digits beside the reference: numbers that the row names besides its own."""
    texts = [text for key, text in row.texts if key != column] + [note.text for note in row.notes]
    return tuple(word.strip("().,;:") for text in texts for word in text.split() if _has_digit(word))


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
        role = _role(table, column)
        words = " ".join(word for word in text.split() if word.strip("()") not in CODES)
        if role is Role.REASON or (role in MONEY_ROLES and re.search(r"[^\W\d_]{3}", words)):
            parts.append(words)
        elif role is Role.TEXT and taken and (found := _SUFFIX.search(text[:_LONGEST_TEXT])):
            parts.append(found.group(1) or found.group(2))
    for note in row.notes:
        parts.append(_REASON_LABEL.sub("", " ".join(s.text for s in note.segments if s.amount is None)))
    return "; ".join(part.strip() for part in parts if part.strip())


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text)
