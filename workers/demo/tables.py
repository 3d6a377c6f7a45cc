"""The summary as a manager reads it: tables of one width on every screen. Must not compute any figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from workers.demo.day_log import amount
from workers.demo.summary import Share, Summary
from workers.ledger.book.aging import BUCKETS, AgingLine
from workers.ledger.laws import LawResult
from workers.receivables.money import to_decimal

WIDTH = 110
_PLACES = (
    ("mails sent", "mail-out/new"),
    ("mails received", "mail-in"),
    ("remittance PDFs", "remittances"),
    ("text messages", "sms.jsonl"),
    ("files for agencies", "placements"),
    ("bank and ERP files", "feeds"),
    ("policy", "config"),
    ("database", "collectbot.db"),
)
_ENDS = {"applied": "applied", "answered": "answered", "case": "to people", "ignored": "ignored with a reason"}
_BUCKET_TITLES = ("not due", "1-30 days", "31-60", "61-90", "over 90", "on account", "in transit", "total")


def print_summary(console: Console, summary: Summary, home: Path) -> None:
    """All tables, then where everything lies."""
    for table in (_overview(summary), _aging(summary), _notices(summary), _cases(summary), _laws(summary.laws)):
        console.print()
        console.print(table)
    console.print()
    for what, place in _PLACES:
        console.print(f"{what + ':':22} {home / place}", soft_wrap=True)
    where = f"COLLECTBOT_HOME={home} COLLECTBOT_CONFIG={home / 'config'}"
    console.print(f"\nLook into it:          {where} ./collectbot exceptions list\n", soft_wrap=True)


def _overview(summary: Summary) -> Table:
    table = _table("What came of it", "", "", show_header=False)
    for currency, minor in summary.collected.items():
        table.add_row("cash collected", amount(minor, currency))
    table.add_row("payments applied without a person", _share(summary.payments))
    table.add_row("accounts that no person had to look at", _share(summary.accounts))
    mails = ", ".join(f"{count} {_ENDS[outcome]}" for outcome, count in sorted(summary.mails.items()))
    table.add_row("mails read", mails)
    for what, made in (("promises to pay", summary.promises), ("payment plans", summary.plans)):
        table.add_row(what, f"{made.made} made, {made.kept} kept, {made.broken} broken")
    placed = summary.placements
    told = f"{placed.flagged} flagged, {placed.approved} approved, {placed.with_agency} with an agency now"
    table.add_row("accounts for third-party collection", told)
    return table


def _aging(summary: Summary) -> Table:
    table = _table("Who owes us what", "", "currency", *_BUCKET_TITLES)
    for title, lines in (("before", summary.aging_before), ("after", summary.aging_after)):
        for line in lines:
            table.add_row(title, line.currency, *_columns(line))
    return table


def _columns(line: AgingLine) -> Iterable[str]:
    for name in (*BUCKETS, "on_account", "in_transit", "total"):
        yield f"{to_decimal(getattr(line, name), line.currency):,.0f}"


def _notices(summary: Summary) -> Table:
    channels = sorted({channel for _, channel in summary.notices})
    table = _table("Notices sent", "level", *channels)
    for level in sorted({level for level, _ in summary.notices}):
        counts = (str(summary.notices.get((level, channel), 0)) for channel in channels)
        table.add_row(level.replace("_", " "), *counts)
    return table


def _cases(summary: Summary) -> Table:
    table = _table("Cases for people", "kind", "opened", "resolved", "waiting")
    for figure in summary.cases:
        resolved = figure.opened - figure.waiting
        table.add_row(figure.kind.replace("_", " "), str(figure.opened), str(resolved), str(figure.waiting))
    return table


def _laws(laws: Sequence[LawResult]) -> Table:
    table = _table("The eleven laws", "", "law", "checked", "violations")
    for law in laws:
        checked = str(law.checked) if law.checked or law.violations else "not exercised"
        table.add_row(str(law.n), law.name, checked, str(len(law.violations)))
    return table


def _share(share: Share) -> str:
    return f"{share.part} of {share.whole} ({share.percent} %)"


def _table(title: str, *columns: str, show_header: bool = True) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, show_header=show_header)
    table.pad_edge = table.show_edge = False
    for place, column in enumerate(columns):
        is_text = place == 0 or column in ("currency", "law", "")
        table.add_column(column, justify="left" if is_text else "right")
    return table
