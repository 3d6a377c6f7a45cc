"""The payment's own facts where a flat file repeats them on every row: its number, its day and its amount.

Told by values alone, for such files have titles in no language. A column that never changes while another one adds up
to it is the stated payment. Must not touch a column whose title tells what it holds, nor the one of our documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from workers.remittance.formats.dates import find_dates
from workers.remittance.formats.fields import StatedAmount, Strength
from workers.remittance.formats.items import Items
from workers.remittance.formats.table import Row
from workers.remittance.formats.vectors import net_vectors
from workers.remittance.formats.vocabulary import Role

_FEWEST_ROWS = 3
_MOST_COLUMNS = 12
_MANY_DIGITS = re.compile(r"(?:\D*\d){4}")
_BANK_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}[A-Z\d ]{11,}$")
_UNTOLD = (None, Role.PAYMENT_AMOUNT, Role.AMOUNT)
Groups = list[list[Row]]


def with_repeated_facts(items: Items) -> Items:
    """The table with the columns named that hold the payment's amount, number and day; rows may be of several.

    A single row says everything twice by chance: where a total stands below it, that one states the payment.
    """
    if len(items.rows) == 1 and items.totals:
        return items
    for key, groups in _groupings(items):
        amount = next((c for c in _repeated_money(items, groups) if _adds_up(items, groups, c)), None)
        if amount is not None:
            return _retitled(items, {amount: Role.STATED, **_texts(items, groups, key)})
    if len(items.rows) < _FEWEST_ROWS:
        return items
    unproven = _repeated_money(items, [list(items.rows)])
    return _retitled(items, {unproven[0]: Role.STATED}) if len(unproven) == 1 else items


def stated_on_rows(tables: Sequence[Items]) -> list[StatedAmount]:
    """What the rows repeat as the payment: as good as a label where a column adds up to it."""
    stated: list[StatedAmount] = []
    for items in tables:
        for column in (c for c in items.table.money_columns if _role(items, c) is Role.STATED):
            figures = {row.amount(column) for row in items.rows}
            if len(figures) == 1 and (figure := figures.pop()) is not None:
                proven = _adds_up(items, [list(items.rows)], column)
                stated.append(StatedAmount(figure, Strength.STRONG if proven else Strength.BARE, -1))
    return stated


def _role(items: Items, column: int) -> Role | None:
    return items.table.header.titles[column].role


def _groupings(items: Items) -> Iterable[tuple[int | None, Groups]]:
    """All rows as one payment, or one payment per value of a column that has few of them."""
    yield None, [list(items.rows)]
    for column in range(min(_MOST_COLUMNS, len(items.table.header.titles))):
        values = list(dict.fromkeys(row.text(column) for row in items.rows))
        may_tell = column != items.column and _role(items, column) in (None, Role.PAYMENT_REFERENCE)
        if may_tell and 1 < len(values) < len(items.rows) and all(_MANY_DIGITS.match(v) for v in values):
            yield column, [[row for row in items.rows if row.text(column) == value] for value in values]


def _repeated_money(items: Items, groups: Groups) -> list[int]:
    """Columns without a telling title that do not change while another one does; in a single row nothing changes."""
    columns = items.table.money_columns
    if len(items.rows) > 1 and not any(len({row.amount(c) for row in rows}) > 1 for c in columns for rows in groups):
        return []
    return [c for c in columns if _role(items, c) in _UNTOLD and all(_same_figure(rows, c) for rows in groups)]


def _same_figure(rows: Sequence[Row], column: int) -> bool:
    return len({row.amount(column) for row in rows}) == 1 and bool(rows[0].amount(column))


def _adds_up(items: Items, groups: Groups, column: int) -> bool:
    """Whether what may be paid per row changes from row to row and adds up to this column in every group."""
    return all(_sums_to(items, rows, abs(rows[0].amount(column) or 0)) for rows in groups)


def _sums_to(items: Items, rows: Sequence[Row], stated: int) -> bool:
    """In one row the payment stands twice, and nothing printed beside it says that less or more than that was paid."""
    if len(rows) == 1:
        figures = [abs(figure) for _, figure in rows[0].amounts if figure]
        others = [figure for figure in figures if figure != stated]
        is_more = any(figure > stated and figure - stated not in others for figure in others)
        return figures.count(stated) > 1 and not is_more and not any(stated - off in figures for off in figures)
    return any(abs(sum(v)) == stated and len(set(v)) > 1 for v in net_vectors(items.table, rows))


def _texts(items: Items, groups: Groups, key: int | None) -> dict[int, Role]:
    """The columns of the payment's number and day; of several numbers the longest, of several days none."""
    if len(items.rows) == 1:
        return {}
    same = [
        c
        for c in range(len(items.table.header.titles))
        if c != items.column and _role(items, c) is None and all(_same_text(rows, c) for rows in groups)
    ]
    days = [c for c in same if _is_day(items.rows[0].text(c))]
    numbers = [c for c in same if c not in days and _may_number_a_payment(items.rows[0].text(c))]
    number = key if key is not None else max(numbers, key=lambda c: len(items.rows[0].text(c)), default=None)
    roles = {number: Role.PAYMENT_REFERENCE} if number is not None else {}
    return roles | ({days[0]: Role.PAYMENT_DATE} if len(days) == 1 else {})


def _same_text(rows: Sequence[Row], column: int) -> bool:
    return len({row.text(column) for row in rows}) == 1 and bool(rows[0].text(column))


def _is_day(text: str) -> bool:
    return any(f.start == 0 and f.end == len(text) for f in find_dates(text, day_first=True))


def _may_number_a_payment(text: str) -> bool:
    return bool(_MANY_DIGITS.match(text)) and " " not in text and not _BANK_ACCOUNT.match(text)


def _retitled(items: Items, roles: dict[int, Role]) -> Items:
    titles = tuple(replace(t, role=roles.get(c, t.role)) for c, t in enumerate(items.table.header.titles))
    return replace(items, table=replace(items.table, header=replace(items.table.header, titles=titles)))
