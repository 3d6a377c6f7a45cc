"""The figures of statements: balances before and after a span of days, and what moved between, from the postings alone.

What an account owes is its receivables less the cash that lies on account for it. Must not read the items' own open
amounts: a past day has others. A fixed number of queries per batch of accounts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, or_, select

from workers.ledger.importing.book import KIND as IMPORTED
from workers.ledger.posting import DISCOUNTS, ON_ACCOUNT, RECEIVABLES, SETTLEMENTS, WRITE_OFFS
from workers.ledger.schema import entries, open_items, payments, postings
from workers.ledger.sql.among import among
from workers.receivables.notice import NoticeItem
from workers.receivables.period_statement import Figures, Movement, in_order

Key = tuple[int, str]
_KINDS = {"payment.reversed": "payment_taken_back", "charge.booked": "charge", "charge.taken_back": "charge_waived",
          "charge.waived": "charge_waived"}  # fmt: skip
_BESIDE = {DISCOUNTS: "discount", WRITE_OFFS: "write_off", SETTLEMENTS: "settlement"}
_NAMED_MOST = 4


@dataclass(frozen=True, slots=True)
class _CashMove:
    """Cash that came to lie on account for an account (negative), or left it, as one posting says."""

    key: Key
    on: date
    amount: int
    entry: int
    kind: str
    own_entry: bool
    reference: str


def load_figures(connection: Connection, account_ids: Sequence[int], first: date, last: date) -> dict[Key, Figures]:
    """Figures by account and currency, of every currency that was ever posted by ``last``.

    Raises `InvariantViolation` where balances and movements, which are read apart, do not agree.
    """
    ids = list(account_ids)
    cash = _cash_moves(connection, ids, last)
    balances = _receivables(connection, ids, first, last)
    for move in cash:
        opening, closing = balances[move.key]
        balances[move.key] = (opening + (move.amount if move.on < first else 0), closing + move.amount)
    movements = _movements(connection, ids, (first, last), [move for move in cash if move.on >= first])
    items, held = _open_at(connection, ids, last), _held(cash)
    return {
        key: Figures(*balances[key], in_order(movements.get(key, ())), tuple(items.get(key, ())), held.get(key, 0))
        for key in sorted(balances)
    }


def _receivables(connection: Connection, ids: list[int], first: date, last: date) -> dict[Key, tuple[int, int]]:
    """What was owed on the eve of ``first`` and on ``last``, before cash on account."""
    e, debit = entries.c, postings.c.debit_minor
    opening = func.coalesce(func.sum(case((e.business_date < first, debit), else_=0)), 0)
    query = select(e.account_id, e.currency, opening, func.sum(debit)).join(postings, postings.c.entry_id == e.id)
    booked = query.where(_own(ids), postings.c.ledger_account == RECEIVABLES, e.business_date <= last)
    found: dict[Key, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for account, currency, before, after in connection.execute(booked.group_by(e.account_id, e.currency)):
        found[account, currency] = (int(before), int(after))
    return found


def _cash_moves(connection: Connection, ids: list[int], last: date) -> list[_CashMove]:
    """Cash on account belongs to whom it was put there for, also when it pays another account's items."""
    e, p = entries.c, postings.c
    on_account = p.ledger_account == ON_ACCOUNT
    booked = postings.join(entries, e.id == p.entry_id).join(payments, payments.c.id == p.payment_id)
    concerned = select(p.payment_id).select_from(booked).where(
        on_account, or_(_own(ids), among(payments.c.account_id, ids))
    )  # fmt: skip
    columns = select(
        p.payment_id, p.debit_minor, e.id.label("entry"), e.account_id, e.kind, e.business_date, e.currency,
        payments.c.account_id.label("payer"), payments.c.payer_reference,
    ).select_from(booked)  # fmt: skip
    wanted = columns.where(on_account, p.payment_id.in_(concerned), e.business_date <= last)
    rows = connection.execute(wanted.order_by(p.payment_id, e.id, p.line))
    known = set(ids)
    moves = (move for _, group in groupby(rows, attrgetter("payment_id")) for move in _of_payment(group))
    return [move for move in moves if move.key[0] in known]


def _of_payment(rows: Iterator[Any]) -> Iterator[_CashMove]:
    """A reversed application gives the cash back to the payer; what takes cash takes it from whoever has it."""
    holder: int | None = None
    for row in rows:
        if row.debit_minor < 0:
            holder = row.payer if row.kind == "payment.reversed" else row.account_id
        if holder is not None:
            yield _CashMove(
                (holder, row.currency), row.business_date, row.debit_minor, row.entry, row.kind,
                row.account_id == holder, row.payer_reference,
            )  # fmt: skip


def _held(cash: Sequence[_CashMove]) -> dict[Key, int]:
    held: dict[Key, int] = defaultdict(int)
    for move in cash:
        held[move.key] -= move.amount
    return held


def _movements(
    connection: Connection, ids: list[int], span: tuple[date, date], cash: Sequence[_CashMove]
) -> dict[Key, list[Movement]]:
    moved: dict[Key, list[Movement]] = defaultdict(list)
    beside: dict[tuple[Key, int], int] = defaultdict(int)
    for move in cash:
        if move.own_entry:
            beside[move.key, move.entry] += move.amount
        else:
            moved[move.key].append(Movement(move.on, "passed_on", move.reference, move.amount))
    for (key, entry), lines in _lines_by_entry(connection, ids, span).items():
        own = beside.pop((key, entry), 0)
        moved[key].extend(_imported(lines) if lines[0].kind == IMPORTED else _booked(lines, own))
    for move in cash:
        alone = beside.pop((move.key, move.entry), 0)
        if alone:
            moved[move.key].append(Movement(move.on, "payment", move.reference, alone))
    return moved


def _lines_by_entry(
    connection: Connection, ids: list[int], span: tuple[date, date]
) -> dict[tuple[Key, int], list[Any]]:
    e, p, i = entries.c, postings.c, open_items.c
    earlier = postings.alias("earlier").c
    fresh = ~select(earlier.entry_id).where(earlier.open_item_id == i.id, earlier.entry_id < e.id).exists()
    joined = postings.join(entries, e.id == p.entry_id)
    joined = joined.outerjoin(open_items, i.id == p.open_item_id).outerjoin(payments, payments.c.id == p.payment_id)
    columns = select(
        e.id, e.account_id, e.currency, e.kind, e.business_date, p.ledger_account, p.debit_minor, i.document_type,
        i.document_number, i.po_number, payments.c.payer_reference, fresh.label("fresh"),
    ).select_from(joined)  # fmt: skip
    shown = p.ledger_account.in_((RECEIVABLES, *_BESIDE))
    wanted = columns.where(_own(ids), shown, e.business_date.between(*span)).order_by(e.id, p.line)
    found: dict[tuple[Key, int], list[Any]] = defaultdict(list)
    for row in connection.execute(wanted):
        found[(row.account_id, row.currency), row.id].append(row)
    return found


def _imported(lines: Sequence[Any]) -> Iterator[Movement]:
    """A document when it first comes, and later what the system of record changed about it."""
    for row in lines:
        if row.ledger_account == RECEIVABLES and row.debit_minor:
            kind = row.document_type if row.fresh else "correction"
            yield Movement(row.business_date, kind, row.document_number, row.debit_minor)


def _booked(lines: Sequence[Any], cash: int) -> Iterator[Movement]:
    """What one entry of ours did: its discount and write-off apart, and the rest, which is cash or a charge."""
    first = lines[0]
    numbers = list(dict.fromkeys(row.document_number for row in lines if row.document_number))
    note = ", ".join(numbers[:_NAMED_MOST]) + (" …" if len(numbers) > _NAMED_MOST else "")
    rest = cash + sum(row.debit_minor for row in lines if row.ledger_account == RECEIVABLES)
    for account, kind in _BESIDE.items():
        given = sum(row.debit_minor for row in lines if row.ledger_account == account)
        rest += given
        if given:
            yield Movement(first.business_date, kind, note, -given)
    if rest:
        reference = next((row.payer_reference for row in lines if row.payer_reference), "")
        named = (reference, note) if reference else (note, "")
        yield Movement(first.business_date, _KINDS.get(first.kind, "payment"), named[0], rest, named[1])


def _open_at(connection: Connection, ids: list[int], last: date) -> Mapping[Key, list[NoticeItem]]:
    e, p, i = entries.c, postings.c, open_items.c
    left = func.sum(p.debit_minor)
    joined = postings.join(entries, e.id == p.entry_id).join(open_items, i.id == p.open_item_id)
    named = (e.account_id, e.currency, i.document_number, i.issue_date, i.due_date, i.po_number)
    booked = select(*named, left.label("open")).select_from(joined).where(
        _own(ids), p.ledger_account == RECEIVABLES, e.business_date <= last
    )  # fmt: skip
    found: dict[Key, list[NoticeItem]] = defaultdict(list)
    for row in connection.execute(booked.group_by(*named, i.id).having(left != 0).order_by(i.due_date, i.id)):
        late = max((last - row.due_date).days, 0)
        item = NoticeItem(row.document_number, row.issue_date, row.due_date, int(row.open), late, row.po_number)
        found[row.account_id, row.currency].append(item)
    return found


def _own(ids: list[int]) -> ColumnElement[bool]:
    return among(entries.c.account_id, ids)
