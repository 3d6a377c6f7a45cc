"""Command `statement`: the statement of account that a customer would get, printed or written, and never sent."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workers.cli.output import Json, print_record, print_records
from workers.cli.parts import Account, Entity, decimal_of, opened_robot

if TYPE_CHECKING:
    from datetime import date

    from workers.receivables.period_statement import PeriodStatement
    from workers.wiring import Robot

_COLUMNS = ("on", "kind", "reference", "amount", "balance")


def register(app: typer.Typer) -> None:
    app.command()(statement)


def statement(
    account: Account,
    month: Annotated[str, typer.Option(help="The month, as YYYY-MM; the one before this one when left out.")] = "",
    entity: Entity = "",
    currency: Annotated[str, typer.Option(help="Only this currency, such as EUR.")] = "",
    out: Annotated[Path | None, typer.Option(metavar="FILE.pdf", help="Write the PDF there.")] = None,
    json: Json = False,
) -> None:
    """Print a month's statement of account, or write it as PDF. Sends nothing."""
    with opened_robot() as robot:
        language, found = _statements(robot, (account, entity), _span(robot, month), currency)
        if out is not None:
            _write(robot, out, language, found)
        if json:
            print_records([_told(each) for each in found], json, (), nothing="")
            return
        for each in found:
            _print(each)


def _span(robot: Robot, month: str) -> tuple[date, date]:
    from workers.errors import UserError
    from workers.receivables.period_statement import month_before, month_of
    from workers.wiring import home_zone

    today = robot.clock.business_date(home_zone(robot.policy))
    if not month:
        return month_before(today)
    try:
        span = month_of(month)
    except ValueError as error:
        raise UserError(f"--month {month!r} is not a month such as 2026-03") from error
    if span[0] > today:
        raise UserError(f"--month {month} has not begun yet")
    return span


def _statements(
    robot: Robot, named: tuple[str, str], span: tuple[date, date], currency: str
) -> tuple[str, list[PeriodStatement]]:
    """The customer's language, and its statements; raises `UserError` where there is nothing to state."""
    from workers.errors import UserError
    from workers.ledger.book.courtesy import load_addressees
    from workers.ledger.book.listings import account_named
    from workers.reports.statements import statements_of

    with robot.ledger.read() as connection:
        account_id = account_named(connection, *named)
        to = load_addressees(connection, [account_id])[account_id]
        stated = statements_of(connection, robot.policy, to, span)
    found = [each for each in stated if currency in ("", each.currency)]
    if not found:
        of = f" in {currency}" if currency else ""
        raise UserError(f"{named[0]} has nothing to state{of} for {span[0]:%Y-%m}: nothing was open and nothing moved")
    return to.customer.language, found


def _write(robot: Robot, out: Path, language: str, found: list[PeriodStatement]) -> None:
    from workers.errors import UserError
    from workers.rendering.period_statement import print_period_statement

    if len(found) > 1:
        raise UserError(f"there is a statement in each of {', '.join(s.currency for s in found)}: pass --currency")
    pdf = print_period_statement(found[0], robot.renderer.statement_wording(language))
    try:
        out.write_bytes(pdf.content)
    except OSError as error:
        raise UserError(f"cannot write {out}: {error.strerror}") from error


def _print(stated: PeriodStatement) -> None:
    told = _told(stated)
    lines = told.pop("movements"), told.pop("open_items")
    print_record(told, as_json=False)
    print_records(lines[0], False, _COLUMNS, nothing="Nothing was booked in this month.")
    print_records(lines[1], False, ("document_number", "due_date", "open"), nothing="Nothing is open.")


def _told(stated: PeriodStatement) -> dict[str, Any]:
    """The statement as programs read it; amounts are decimal text."""
    figures, balance, movements = stated.figures, stated.figures.opening, []
    for each in figures.movements:
        balance += each.amount
        movements.append({
            "on": each.on.isoformat(),
            "kind": each.kind,
            "reference": each.reference,
            "note": each.note,
            "amount": decimal_of(each.amount, stated.currency),
            "balance": decimal_of(balance, stated.currency),
        })  # fmt: skip
    sums = {name: getattr(figures, name) for name in ("opening", "closing", "on_account")}
    return {
        "account": stated.customer_id,
        "currency": stated.currency,
        "first": stated.first.isoformat(),
        "last": stated.last.isoformat(),
        **{name: decimal_of(amount, stated.currency) for name, amount in sums.items()},
        "movements": movements,
        "open_items": [
            {
                "document_number": item.document_number,
                "due_date": item.due_date.isoformat(),
                "open": decimal_of(item.open, stated.currency),
            }
            for item in figures.items
        ],
    }
