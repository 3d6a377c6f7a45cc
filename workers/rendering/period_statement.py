"""The PDF of a month's statement of account: balances and movements, and below them what is open at its end.

Must not choose words: those are the templates'. Adds nothing up but the running balance.
"""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import Flowable

from workers.receivables.period_statement import Figures, PeriodStatement
from workers.rendering.letter import sender_lines
from workers.rendering.paper import Pdf, Sheet, print_sheet
from workers.rendering.tables import Row, Sum, gap, item_table, paragraph
from workers.rendering.words import Wording


def print_period_statement(statement: PeriodStatement, wording: Wording) -> Pdf:
    """The statement, over as many pages as its movements need; raises `UnprintableText`."""
    words, creditor = wording.words, statement.creditor
    sheet = Sheet(
        title=words["statement"],
        sender=sender_lines(creditor),
        recipient=(),
        facts=((words["our_reference"], statement.thread_token),),
        foot=(" · ".join(sender_lines(creditor)), f"{creditor.phone} · {creditor.email}"),
        page_of=words["page"],
    )
    return print_sheet(sheet, lambda: list(_parts(statement, wording)))


def _parts(statement: PeriodStatement, wording: Wording) -> Iterator[Flowable]:
    words, figures = wording.words, statement.figures
    span = f"{words['from']} {wording.day(statement.first, 'long')} {words['to']} {wording.day(statement.last, 'long')}"
    yield paragraph(f"{words['statement']} {span}", bold=True, size=13)
    yield gap(2)
    yield paragraph(f"{statement.customer_name}\n{words['customer_number']} {statement.customer_id}")
    yield gap(5)
    yield _movements(figures, statement.currency, wording)
    if not figures.movements:
        yield paragraph(words["nothing_moved"])
    yield gap(7)
    yield paragraph(f"{words['still_open']} {wording.day(statement.last, 'long')}", bold=True, size=11)
    yield gap(2)
    yield _open_items(figures, statement.currency, wording)


def _movements(figures: Figures, currency: str, wording: Wording) -> Flowable:
    words, balance = wording.words, figures.opening
    rows = [Row(words["opening"], "", "", "", "", wording.money(balance, currency))]
    for movement in figures.movements:
        balance += movement.amount
        moved = wording.money(movement.amount, currency)
        rows.append(
            Row(
                movement.reference,
                movement.note,
                wording.day(movement.on),
                words[movement.kind],
                moved,
                wording.money(balance, currency),
            )
        )
    heading = tuple(words[name] for name in ("reference", "booked", "what", "amount", "balance"))
    return item_table(heading, rows, [Sum(words["closing"], wording.money(figures.closing, currency), counts=True)])


def _open_items(figures: Figures, currency: str, wording: Wording) -> Flowable:
    words = wording.words
    rows = [
        Row(
            number=item.document_number,
            note=f"{words['your_order']} {item.po_number}" if item.po_number else "",
            issued=wording.day(item.issue_date),
            due=wording.day(item.due_date),
            late=str(item.days_overdue) if item.days_overdue and item.open > 0 else "",
            open=wording.money(item.open, currency),
        )
        for item in figures.items
    ]
    sums = [Sum(words["open_items_total"], wording.money(figures.closing + figures.on_account, currency))]
    if figures.on_account:
        sums.append(Sum(words["cash_on_account"], wording.money(-figures.on_account, currency)))
    sums.append(Sum(words["balance"], wording.money(figures.closing, currency), counts=True))
    heading = tuple(words[name] for name in ("document", "issued", "due", "late", "open"))
    return item_table(heading, rows, sums)
