"""The usual parts of a remittance advice, to be put together by a family: letterhead, facts, item table, totals.

``advice(...)`` puts them together for most families; an unusual one calls the parts or builds its own ``Sheet``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from tests.bench.remittance.model import Line, Payment
from tests.bench.remittance.paper import Column, Paper
from tests.bench.remittance.sheet import Block, Gap, Grid, PageBreak, Pairs, Row, Rules, Sheet, Text

VENDOR = "Brightwater Components"
_VENDOR_ADDRESS = "Brightwater Components · 14 Canal Wharf · Leeds LS1 4BR"
_MORE = {
    "en": "The first {shown} of {all} lines are shown.",
    "de": "Es werden {shown} von {all} Positionen angezeigt.",
    "fr": "{shown} lignes sur {all} affichées.",
    "es": "Se muestran {shown} de {all} líneas.",
    "nl": "{shown} van {all} regels getoond.",
    "it": "Mostrate {shown} righe su {all}.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the parts are put together. ``page_rows`` 0 leaves page breaks to the renderer."""

    columns: Sequence[Column]
    facts: tuple[str, ...] = ("payee", "paid_on", "reference", "amount")
    facts_across: int = 1
    facts_stacked: bool = False
    facts_below: bool = False
    rules: Rules = "head"
    valign: Literal["top", "middle", "bottom"] = "top"
    has_head: bool = True
    has_total: bool = True
    total_column: str = "net"
    page_rows: int = 0
    carries: bool = False
    subtotals: Literal["", "month", "sign", "branch"] = ""
    title: str = ""


def advice(plan: Plan) -> Callable[[Paper], Sheet]:
    """The ``sheet`` of a family that follows ``plan``."""
    return lambda paper: _advice(paper, plan)


def _advice(paper: Paper, plan: Plan) -> Sheet:
    blocks: list[Block] = [*letterhead(paper, plan.title)]
    if paper.parts > 1 and not paper.family.files_per_payment:
        blocks.append(Text(f"{paper.words.page} {paper.part} / {paper.parts}", align="right"))
    for number, payment in enumerate(paper.payments):
        if number:
            blocks.append(Gap(22))
        facts_block = facts(paper, payment, plan)
        table = items(paper, payment, plan)
        blocks += [*table, Gap(12), facts_block] if plan.facts_below else [facts_block, Gap(12), *table]
        if payment.hidden:
            blocks.append(Text(more_lines(paper, payment)))
    return Sheet(tuple(blocks), plan.title or paper.words.title, paper.case.printed_payer, paper.family.look)


def letterhead(paper: Paper, title: str = "") -> list[Block]:
    """Who pays, to whom, and what this is."""
    return [
        Text(paper.case.printed_payer, size=13, bold=True),
        Text(paper.case.sender_domain, size=8),
        Gap(14),
        Text(_VENDOR_ADDRESS),
        Gap(14),
        Text(title or paper.words.title, size=14, bold=True),
        Gap(6),
    ]


def facts(paper: Paper, payment: Payment, plan: Plan) -> Pairs:
    """The payment's own figures, in the order of ``plan.facts``."""
    return Pairs(tuple(fact(paper, payment, name) for name in plan.facts), plan.facts_across, ":", plan.facts_stacked)


def fact(paper: Paper, payment: Payment, name: str) -> tuple[str, str]:
    """Label and value of one fact; the amount is written with its currency."""
    values = {
        "payer": paper.case.printed_payer,
        "payee": VENDOR,
        "paid_on": paper.day(payment),
        "reference": payment.reference,
        "amount": f"{paper.plain(payment.amount)} {payment.currency}",
        "method": payment.method,
        "currency": payment.currency,
    }
    label = paper.family.headings.get(f"fact.{name}") or getattr(paper.words, name, "") or paper.words.headings[name]
    return label, values[name]


def items(paper: Paper, payment: Payment, plan: Plan) -> list[Block]:
    """The item table, on as many pages as the plan wants, with its total."""
    rows = _body_rows(paper, payment, plan)
    pages = [rows[n : n + plan.page_rows] for n in range(0, len(rows), plan.page_rows)] if plan.page_rows else [rows]
    blocks: list[Block] = []
    running = 0
    for number, page in enumerate(pages):
        shown = [row for row, _ in page]
        if number:
            blocks.append(PageBreak())
            if plan.carries:
                shown.insert(0, paper.sum_row(plan.columns, paper.words.brought, running, plan.total_column))
        running += sum(net for _, net in page)
        if number < len(pages) - 1 and plan.carries:
            shown.append(paper.sum_row(plan.columns, paper.words.carried, running, plan.total_column))
        if number == len(pages) - 1 and plan.has_total:
            shown.append(paper.sum_row(plan.columns, paper.words.total, payment.amount, plan.total_column))
        blocks.append(_grid(paper, plan, shown))
    return blocks


def _grid(paper: Paper, plan: Plan, rows: list[Row]) -> Grid:
    grid = paper.grid(plan.columns, rows, rules=plan.rules, has_head=plan.has_head)
    return replace(grid, valign=plan.valign)


def _body_rows(paper: Paper, payment: Payment, plan: Plan) -> list[tuple[Row, int]]:
    """Each row with what it adds to the sum: a subtotal adds nothing."""
    if not plan.subtotals:
        return _line_rows(paper, payment, payment.lines, plan)
    ordered = sorted(payment.lines, key=lambda line: _group_key(line, plan))
    rows: list[tuple[Row, int]] = []
    for key, grouped in groupby(ordered, key=lambda line: _group_key(line, plan)):
        lines = list(grouped)
        label = paper.words.subtotal if plan.subtotals == "sign" else f"{paper.words.subtotal} {key}"
        rows += _line_rows(paper, payment, lines, plan)
        rows.append((paper.sum_row(plan.columns, label, sum(line.net for line in lines), plan.total_column), 0))
    return rows


def _line_rows(paper: Paper, payment: Payment, lines: Sequence[Line], plan: Plan) -> list[tuple[Row, int]]:
    rows = paper.rows(plan.columns, lines, payment.currency)
    return [(row, line.net) for row, line in zip(rows, lines, strict=True)]


def _group_key(line: Line, plan: Plan) -> str:
    if plan.subtotals == "sign":
        return "1" if line.net < 0 else "0"
    if plan.subtotals == "branch":
        return line.item.customer_id if line.item else ""
    return f"{line.issued:%Y-%m}" if line.issued else "9999-99"


def more_lines(paper: Paper, payment: Payment) -> str:
    """The remark under a cut list."""
    shown = len(payment.lines)
    return _MORE[paper.family.language].format(shown=shown, all=shown + payment.hidden)
